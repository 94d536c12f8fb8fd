"""The server as a whole, with the real trainer: how it starts, what it survives, how it ends."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from playground.engine.frame import decode_rows
from playground.live.tokens import make_token, new_name
from tests.raw_socket import BINARY, TEXT, RawSocket, frame

pytestmark = pytest.mark.usefixtures("collected_static_files")

PATIENCE = 120
ENOUGH = 4_000


class Served:
    """A server in a process of its own, with its data in `folder`."""

    def __init__(self, folder: Path, port: int = 0, **options: Any) -> None:
        self.port = port or free_port()
        self.log_path = folder / "server.log"
        kept = {
            key: value
            for key, value in os.environ.items()
            if key not in ("DJANGO_SETTINGS_MODULE", "SITE_URL")
        }
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "playground.server"],
                cwd=settings.ROOT,
                env={
                    **kept,
                    "DATA_DIR": str(folder),
                    "HOST": "127.0.0.1",
                    "PORT": str(self.port),
                    "WORKERS": "1",
                    "SECRET_KEY": settings.SECRET_KEY,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **options,
            )

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def health(self) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
                text: str = answer.read().decode()
                return text
        except (urllib.error.URLError, OSError):
            return ""

    def release(self) -> str:
        """As its pages say it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/en/", timeout=PATIENCE) as answer:
            found = re.search(r'"version": "([^"]+)"', answer.read().decode())
        assert found is not None
        return found[1]

    def wait_until(self, holds: Callable[[], bool]) -> None:
        give_up = time.monotonic() + PATIENCE
        while not holds():
            assert self.process.poll() is None, self.log
            assert time.monotonic() < give_up, self.log
            time.sleep(0.05)

    def wait_until_ready(self) -> None:
        self.wait_until(lambda: "ready" in self.health())

    def trainer_pids(self) -> set[int]:
        """Every process below the server."""
        found: set[int] = set()
        parents = {self.process.pid}
        while parents:
            parents = {pid for pid, parent in process_tree() if parent in parents} - found
            found |= parents
        return found

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def process_tree() -> list[tuple[int, int]]:
    """Each process with its parent."""
    pairs = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            pairs.append((int(path.parent.name), int(fields[1])))
    return pairs


def wait_until_gone(pids: set[int]) -> None:
    give_up = time.monotonic() + PATIENCE
    while (left := pids & {pid for pid, _ in process_tree()}) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not left


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def served(folder: Path, **options: Any) -> Iterator[Served]:
    server = Served(folder, **options)
    try:
        yield server
    finally:
        server.process.kill()
        server.process.wait()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A warm server for the tests that leave it as it was."""
    with served(tmp_path_factory.mktemp("server")) as server:
        server.wait_until_ready()
        yield server
        assert server.end() == 0
        assert "Traceback" not in server.log, server.log


class Learner:
    """A page on a real line."""

    def __init__(self, server: Served, token: str, after_seq: int = -1) -> None:
        self.line = RawSocket(server.port, timeout=PATIENCE)
        assert self.line.status == 101
        self.say(
            type="hello", version=server.release(), token=token, page=new_name(), after_seq=after_seq, spec=None,
            credit={"frames": 16, "bytes": 262144}, views=["parameters"],
        )  # fmt: skip
        self.rows: list[int] = []
        self.num_frames = 0
        self.welcome = self.told("welcome")

    def say(self, **message: Any) -> None:
        self.line.send(json.dumps(message))

    def command(self, number: int, name: str, **fields: Any) -> dict[str, Any]:
        self.say(type="command", id=number, command={"name": name, **fields})
        return self.told("ack", number)

    def told(self, kind: str, number: int | None = None) -> dict[str, Any]:
        """Reads on until a message of this type."""
        for _ in range(ENOUGH):
            message = self.read()
            if message.get("type") == kind and number in (None, message.get("id")):
                return message
        raise AssertionError(f"no {kind}")

    def read(self) -> dict[str, Any]:
        opcode, data = self.line.receive()
        if opcode == TEXT:
            message: dict[str, Any] = json.loads(data)
            if message["type"] == "ping":
                self.say(type="pong")
            return message
        assert opcode == BINARY, (opcode, data)
        if data[:4] == b"DLPR":
            self.rows += [int(row[0]) for row in decode_rows(data).rows]
        elif data[:4] == b"DLPF":
            self.num_frames += 1
            self.say(type="credit", frames=1, bytes=len(data))
        return {}

    def train(self, num_rows: int) -> None:
        for _ in range(ENOUGH):
            if len(self.rows) >= num_rows and self.num_frames:
                return
            self.read()
        raise AssertionError("no rows")


def test_it_says_where_it_is_and_serves_before_the_trainer_is_warm(tmp_path):
    with served(tmp_path) as server:
        server.wait_until(lambda: server.health().startswith("ok"))
        assert f"http://127.0.0.1:{server.port}/" in server.log
        assert server.end() == 0


def test_a_learner_trains_and_nothing_is_lost_when_the_server_starts_again(tmp_path):
    token = make_token(new_name())
    with served(tmp_path) as server:
        server.wait_until_ready()
        learner = Learner(server, token)
        learner.command(1, "speed", speed="max")
        learner.command(2, "play")
        learner.train(num_rows=30)
        trainers = server.trainer_pids()
        assert trainers
        server.process.send_signal(signal.SIGTERM)
        assert learner.line.close_code() == 4012
        assert server.process.wait(PATIENCE) == 0
        wait_until_gone(trainers)
        assert "Traceback" not in server.log
    with served(tmp_path) as server:
        server.wait_until_ready()
        again = Learner(server, token, after_seq=learner.rows[-1])
        assert again.welcome["num_rows"] >= 30
        assert again.welcome["state"] == "playing"
        again.train(num_rows=2)
        assert again.rows == list(range(learner.rows[-1] + 1, again.rows[-1] + 1))
        server.end()


def ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def test_ctrl_c_ends_it_even_if_its_shell_ignores_it(tmp_path):
    with served(tmp_path, preexec_fn=ignore_interrupts) as server:
        server.wait_until(lambda: bool(server.health()))
        trainers = server.trainer_pids()
        assert server.end(signal.SIGINT) == 0
        wait_until_gone(trainers)


def test_a_second_signal_ends_it_at_once(tmp_path):
    with served(tmp_path) as server:
        server.wait_until_ready()
        learner = Learner(server, make_token(new_name()))
        trainers = server.trainer_pids()
        for pid in trainers:
            os.kill(pid, signal.SIGSTOP)  # nobody answers the first one
        server.process.send_signal(signal.SIGTERM)
        assert learner.line.close_code() == 4012
        assert server.end() == 130
        wait_until_gone(trainers)


def test_a_killed_server_leaves_no_trainer(tmp_path):
    with served(tmp_path) as server:
        server.wait_until_ready()
        trainers = server.trainer_pids()
        server.end(signal.SIGKILL)
        wait_until_gone(trainers)


def test_a_killed_trainer_is_replaced_and_training_goes_on(tmp_path):
    with served(tmp_path) as server:
        server.wait_until_ready()
        learner = Learner(server, make_token(new_name()))
        learner.command(1, "play")
        learner.train(num_rows=10)
        (worker,) = {pid for pid, parent in process_tree() if parent in server.trainer_pids()}
        os.kill(worker, signal.SIGKILL)
        learner.train(num_rows=40)
        assert learner.rows == list(range(len(learner.rows)))
        learner.command(2, "pause")
        assert server.end() == 0


def test_a_port_that_is_taken_is_explained(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with served(tmp_path, port=other.getsockname()[1]) as server:
            assert server.process.wait(PATIENCE) == 1
            assert "Choose another port" in server.log
            assert "Traceback" not in server.log


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://[", None])
def test_a_foreign_origin_is_refused(shared, origin):
    with RawSocket(shared.port, origin=origin) as line:
        assert line.status in (400, 403)


def test_there_is_no_other_socket(shared):
    with RawSocket(shared.port, path="/es/") as line:
        assert line.status == 403


@pytest.mark.parametrize("seed", range(8))
def test_no_bytes_end_the_server(shared, seed):
    chance = random.Random(seed)
    with RawSocket(shared.port) as line:
        for _ in range(20):
            data = chance.randbytes(chance.randrange(1, 3_000))
            choice = chance.randrange(4)
            sent = (
                data
                if choice == 0
                else frame(data, opcode=chance.randrange(16) if choice == 1 else choice - 1)
            )
            try:
                line.socket.sendall(sent)
            except ConnectionError:
                break
    assert "ok" in shared.health()


def test_a_flooding_page_is_ended_with_the_reason(shared):
    with RawSocket(shared.port) as line:
        line.socket.sendall(frame(b'{"type":"pong"}') * 400)
        assert line.close_code() in (4008, 4029)


def test_a_message_beyond_64_kib_is_answered(shared):
    learner = Learner(shared, make_token(new_name()))
    learner.line.send("x" * 70_000)
    assert learner.told("notice")["code"] == "too_big"
    assert learner.line.close_code() == 4009


def test_one_who_floods_does_not_hold_up_another(shared):
    learner = Learner(shared, make_token(new_name()))
    with RawSocket(shared.port) as line:
        line.socket.sendall(frame(b"[") * 300)
        assert learner.command(1, "step_epoch")["epoch"] == 1


def test_no_visitor_is_in_the_log(shared):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"http://127.0.0.1:{shared.port}/es/nowhere?secret=7", timeout=20)
    shared.wait_until(lambda: "path=/es/nowhere" in shared.log)
    line = next(line for line in shared.log.splitlines() if "/es/nowhere" in line)
    assert "secret" not in line
    assert "127.0.0.1" not in line
