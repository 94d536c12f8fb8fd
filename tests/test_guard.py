import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from playground.guard import Outlet
from tests.raw_socket import RawSocket, frame

MEGABYTE = 1024 * 1024


class Server:
    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.process: Any = subprocess.Popen(
            [sys.executable, "-m", "tests.guarded_application", str(self.port)],
            cwd=settings.ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert b"ready" in self.process.stdout.readline()
        self.before = self.memory()

    def memory(self) -> int:
        """Bytes of the server's process that are in memory."""
        status = Path(f"/proc/{self.process.pid}/statm").read_text()
        return int(status.split()[1]) * 4096

    def growth(self) -> float:
        return (self.memory() - self.before) / MEGABYTE

    def answers(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=20) as answer:
            return bool(answer.read() == b"here")


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.process.kill()
    server.process.wait()
    server.process.stdout.close()


linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the memory from /proc")


@linux
def test_a_million_tiny_messages_do_not_grow_the_memory(server):
    with RawSocket(server.port, "/busy") as client:
        client.socket.settimeout(1)
        with pytest.raises(TimeoutError):  # the server reads no more
            client.socket.sendall(frame(b"{}") * 1_000_000)
        assert server.growth() < 40
        assert server.answers()


@linux
def test_a_client_that_never_reads_is_let_go(server):
    with RawSocket(server.port, "/pour") as client:
        client.socket.settimeout(60)
        time.sleep(2)
        assert server.growth() < 40
        assert server.answers()
        with pytest.raises(ConnectionResetError):
            read_to_the_end(client.socket)


def read_to_the_end(client: socket.socket) -> None:
    while client.recv(MEGABYTE):
        pass


def test_a_client_that_reads_gets_everything(server):
    with RawSocket(server.port, "/pour") as client:
        for _ in range(500):
            opcode, data = client.receive()
            assert (opcode, len(data)) == (2, 30_000)


def test_what_goes_out_may_be_larger_than_what_may_come_in(server):
    with RawSocket(server.port, "/large") as client:
        assert client.receive() == (2, bytes(200_000))
        assert client.receive() == (1, b"after it")


def test_reading_goes_on_when_messages_are_taken(server):
    with RawSocket(server.port, "/echo") as client:
        for _ in range(20):
            client.socket.sendall(frame(b"x") * 200)
            for _ in range(200):
                assert client.receive() == (1, b"x")


def test_the_wall_clock_may_jump(server):
    with RawSocket(server.port, "/echo") as client:
        client.send("jump")
        assert client.receive() == (1, b"jump")
        time.sleep(3)  # Daphne looks at its clock every 2 s
        client.send("still here")
        assert client.receive() == (1, b"still here")


def test_a_message_that_is_far_too_large_ends_the_socket(server):
    with RawSocket(server.port, "/echo") as client:
        client.send("x" * 65_537)
        assert client.close_code() == 1006


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_refused(server, chunked):
    body = b"x" * (settings.MAX_REQUEST_BYTES + 1)
    with socket.create_connection(("127.0.0.1", server.port), 20) as client:
        head = b"POST / HTTP/1.1\r\nHost: x\r\n"
        if chunked:
            client.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body))
            try_to_send(client, body)
        else:
            client.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body))
        assert client.recv(1_000).startswith(b"HTTP/1.1 413 ")
    assert server.answers()


def try_to_send(client: socket.socket, data: bytes) -> None:
    with suppress(ConnectionError):
        client.sendall(data)


def test_a_body_within_the_limit_is_taken(server):
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}/", data=b"x" * 100_000)
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.read() == b"here"


def test_bytes_that_are_no_frames_end_the_socket(server):
    with RawSocket(server.port, "/echo") as client:
        client.socket.sendall(bytes(range(256)) * 10)
        assert client.close_code() in (1002, 1006)
    assert server.answers()


@pytest.mark.parametrize(
    "header",
    [
        b"Sec-WebSocket-Protocol: \xff",
        b"Daphne-Root-Path: \xff",
        b"Sec-WebSocket-Version: 99",
        b"Sec-WebSocket-Key: x",
    ],
)
def test_a_strange_handshake_is_answered_without_a_traceback(server, header):
    lines = [b"GET /echo HTTP/1.1", b"Host: x", b"Upgrade: websocket", b"Connection: Upgrade", header]
    lines += [b"Sec-WebSocket-Key: " + b"A" * 22 + b"==", b"Sec-WebSocket-Version: 13", b"", b""]
    with socket.create_connection(("127.0.0.1", server.port), 20) as client:
        client.sendall(b"\r\n".join(lines))
        assert client.recv(1_000).startswith((b"HTTP/1.1 101", b"HTTP/1.1 400"))
    assert server.answers()
    server.process.terminate()
    assert b"Traceback" not in server.process.communicate()[0]


def test_a_client_that_left_is_sent_nothing(server):
    with RawSocket(server.port, "/pour") as client:
        client.socket.sendall(frame(b"", opcode=15))  # no such frame: the line is dropped
        assert client.close_code() in (1002, 1006)
    assert server.answers()
    server.process.terminate()
    assert b"Traceback" not in server.process.communicate()[0]


def test_an_outlet_counts_from_the_first_pause():
    outlet = Outlet()
    outlet.pauseProducing()
    since = outlet.stalled_at
    outlet.pauseProducing()
    assert outlet.stalled_at == since
    outlet.resumeProducing()
    assert outlet.stalled_at is None
