import asyncio
import json
import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.trainer.link import (
    MAX_BODY,
    LinkError,
    MessageDecoder,
    TrainerLink,
    WorkerLink,
    encode_message,
)


@given(st.lists(st.tuples(st.text(), st.binary(max_size=50)), max_size=5), st.integers(1, 40))
def test_messages_arrive_whole_however_they_are_cut(messages: list[tuple[str, bytes]], piece: int):
    data = b"".join(encode_message({"type": "x", "text": text}, body) for text, body in messages)
    decoder = MessageDecoder()
    arrived = []
    for place in range(0, len(data), piece):
        arrived += decoder.feed(data[place : place + piece])
    assert arrived == [({"type": "x", "text": text}, body) for text, body in messages]


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"{}", b'{"type": 1}', b"[" * 100_000])
def test_what_is_no_message_is_refused(text: bytes):
    with pytest.raises(LinkError):
        MessageDecoder().feed(struct.pack("<II", len(text), 0) + text)


def test_a_length_beyond_the_bounds_is_refused_before_it_arrives():
    with pytest.raises(LinkError):
        MessageDecoder().feed(struct.pack("<II", 10, MAX_BODY + 1))


@pytest.mark.parametrize("value", [float("nan"), object(), b"bytes"])
def test_what_has_no_json_is_not_sent(value: object):
    with pytest.raises(LinkError):
        encode_message({"type": "x", "value": value})


def test_a_worker_that_is_not_read_keeps_reading():
    ours, theirs = socket.socketpair()
    link = WorkerLink(ours)
    for _ in range(100):
        link.send({"type": "frame"}, bytes(100_000))
    assert link.num_unsent > 1_000_000
    theirs.sendall(encode_message({"type": "command"}))
    link.wait(1.0)
    assert link.receive() == [({"type": "command"}, b"")]


def test_a_worker_sees_the_end_of_its_link():
    ours, theirs = socket.socketpair()
    link = WorkerLink(ours)
    theirs.sendall(encode_message({"type": "last"}))
    theirs.close()
    link.wait(1.0)
    assert [fields["type"] for fields, _ in link.receive()] == ["last"]
    link.wait(1.0)
    link.receive()
    assert link.closed
    link.send({"type": "more"})


async def test_both_ends_send_much_at_the_same_time_and_neither_blocks():
    ours, theirs = socket.socketpair()
    arrived: list[int] = []
    done = asyncio.Event()

    def told(fields: dict[str, object], body: bytes) -> None:
        arrived.append(len(body))
        if len(arrived) == 50:
            done.set()

    link = await TrainerLink.connect(ours, told, lambda: None)
    worker = WorkerLink(theirs)
    for _ in range(50):
        link.send({"type": "down"}, bytes(100_000))
        worker.send({"type": "up"}, bytes(100_000))
    received = 0
    while not done.is_set() or received < 50:
        worker.wait(0.0)
        received += len(worker.receive())
        await asyncio.sleep(0)
    assert arrived == [100_000] * 50
    link.close()


async def test_bytes_that_are_no_message_end_the_link_as_a_death_would():
    ours, theirs = socket.socketpair()
    lost = asyncio.Event()
    await TrainerLink.connect(ours, lambda *_: None, lost.set)
    theirs.sendall(struct.pack("<II", 4, 0) + json.dumps(None).encode())
    await asyncio.wait_for(lost.wait(), 5)
