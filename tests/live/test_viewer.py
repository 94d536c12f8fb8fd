import asyncio
import json
import math
import time

import pytest

from playground.engine.frame import decode_rows, encode_rows
from playground.live.credit import CreditWindow
from playground.live.viewer import MAX_OUTBOX, PING_SECONDS, SILENCE_SECONDS, Viewer, to_json
from playground.trainer.row_log import RowLog


class Line:
    """A viewer and what went out to it."""

    def __init__(self, frames: int = 16) -> None:
        self.viewer = Viewer("page", "drive", CreditWindow(frames, 1_000), [])
        self.events: list[dict[str, object]] = []

    async def flush(self) -> list[dict[str, object]]:
        """Whatever may go goes."""
        task = asyncio.create_task(self.viewer.write(self.take))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return self.events

    async def take(self, event: dict[str, object]) -> None:
        self.events.append(event)


def log_of(count: int) -> RowLog:
    log = RowLog(1)
    log.append(encode_rows(1, [[float(number)] + [0.0] * 6 for number in range(count)]))
    return log


async def test_notices_go_before_frames_and_of_frames_the_newest():
    line = Line()
    line.viewer.show(b"old")
    line.viewer.show(b"new")
    line.viewer.tell({"type": "ping"})
    events = await line.flush()
    assert [event.get("text") or event.get("bytes") for event in events] == ['{"type":"ping"}', b"new"]


async def test_a_frame_that_was_not_sent_gives_its_size_back():
    line = Line()
    assert line.viewer.show(b"old") == 0
    assert line.viewer.show(b"newer") == 3


async def test_without_credit_no_frame_goes():
    line = Line(frames=1)
    line.viewer.show(b"1")
    await line.flush()
    line.viewer.show(b"2")
    assert len(await line.flush()) == 1
    line.viewer.refill(1, 1)
    assert len(await line.flush()) == 2


async def test_rows_come_once_and_none_is_missing():
    line = Line()
    log = log_of(5)
    line.viewer.skip_to_row(1)
    line.viewer.tell_rows(log)
    packet = encode_rows(1, [[5.0] + [0.0] * 6])
    log.append(packet)
    line.viewer.tell_rows(log, packet, 5)
    line.viewer.tell_rows(log)
    events = await line.flush()
    numbers = [int(row[0]) for event in events for row in decode_rows(event["bytes"]).rows]  # type: ignore[arg-type]
    assert numbers == [2, 3, 4, 5]


async def test_a_page_that_does_not_read_is_ended():
    line = Line()
    for _ in range(MAX_OUTBOX + 1):
        line.viewer.tell({"type": "ping"})
    assert await line.flush() == [{"type": "websocket.close", "code": 4012}]


async def test_after_the_close_nothing_goes():
    line = Line()
    line.viewer.tell({"type": "notice"})
    line.viewer.close(4008)
    line.viewer.close(4012)
    line.viewer.tell({"type": "late"})
    events = await line.flush()
    assert events[1:] == [{"type": "websocket.close", "code": 4008}]


async def test_a_silent_page_is_pinged_and_a_dead_one_ended():
    line = Line()
    now = time.monotonic()
    line.viewer.check_life(now + PING_SECONDS + 1)
    assert (await line.flush())[0]["text"] == '{"type":"ping"}'
    assert not line.viewer.is_closing
    line.viewer.check_life(now + SILENCE_SECONDS + 1)
    assert line.viewer.is_closing


async def test_a_page_that_answers_lives():
    line = Line()
    answering = asyncio.create_task(line.viewer.answers(5))
    await asyncio.sleep(0)
    line.viewer.note_sign_of_life()
    assert await answering
    assert not await line.viewer.answers(0.01)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_null_in_json(value):
    text = to_json({"a": [value, {"b": (value, 1.5)}]})
    assert json.loads(text) == {"a": [None, {"b": [None, 1.5]}]}
