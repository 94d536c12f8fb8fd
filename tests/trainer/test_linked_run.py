import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from playground.engine.errors import EngineError
from playground.engine.frame import encode_rows
from playground.trainer.backend import BackendError
from playground.trainer.link import encode_message
from playground.trainer.linked_run import LinkedRun
from playground.trainer.messages import Message, Start, View

STATUS: dict[str, Any] = {
    "run_number": 1, "spec": {}, "address": "", "structure": 0, "data_version": 1, "state": "ready",
    "speed": "60", "step": 0, "epoch": 0.0, "device": "cpu", "device_name": "test", "can_undo": False,
    "can_redo": False, "marks": [], "num_rows": 0, "num_train": 1, "num_test": 1,
}  # fmt: skip


class Wire:
    """A linked run, what it sends, and what it tells."""

    def __init__(self, start: Start | None = None) -> None:
        self.sent: list[tuple[Mapping[str, Any], bytes]] = []
        self.run = LinkedRun("a", start or Start({}), self._send)
        self.heard: list[Message] = []
        self.run.subscribe(self.heard.append)

    def _send(self, fields: Mapping[str, Any], body: bytes) -> None:
        encode_message(fields, body)
        self.sent.append((fields, body))

    def open(self) -> None:
        self.run.open()
        self.tell("opened", STATUS)

    def tell(self, type: str, fields: Mapping[str, Any], body: bytes = b"") -> None:
        self.run.told({**fields, "type": type, "run": "a"}, body)

    def ack(self, number: int, **fields: Any) -> None:
        at = {"run": 1, "step": 10 * number, "phase": "input"}
        self.tell("ack", {"number": number, "id": number, "at": at, "step": 10 * number, **fields})

    def opened_again(self) -> Mapping[str, Any]:
        self.sent.clear()
        self.run.open()
        return self.sent[0][0]


@pytest.fixture
async def wire() -> Wire:
    made = Wire()
    made.open()
    return made


async def test_a_run_has_no_status_before_it_is_open():
    with pytest.raises(BackendError):
        _ = Wire().run.status


async def test_acknowledged_commands_are_told_to_the_next_worker_with_their_places(wire: Wire):
    for id in (1, 2, 3):
        wire.run.send({"name": "play"}, id)
    wire.ack(1)
    wire.ack(2)
    again = wire.opened_again()
    assert [(entry["number"], entry["at"]["step"]) for entry in again["replay"]] == [(1, 10), (2, 20)]
    assert [(fields["type"], fields["number"]) for fields, _ in wire.sent[1:]] == [("command", 3)]


async def test_a_checkpoint_frees_the_commands_it_holds(wire: Wire):
    for id in (1, 2):
        wire.run.send({"name": "play"}, id)
        wire.ack(id)
    wire.tell("checkpoint", {"commands": 1, "num_rows": 0}, b"newest")
    again = wire.opened_again()
    assert [entry["number"] for entry in again["replay"]] == [2]
    assert (again["checkpoint_size"], again["commands"], wire.sent[0][1]) == (6, 1, b"newest")


async def test_a_refused_command_is_not_told_again(wire: Wire):
    wire.run.send({"name": "x"}, 1)
    wire.tell("refused", {"number": 1, "id": 1, "field": "name", "code": "not_a_command", "params": {}})
    assert wire.opened_again()["replay"] == []
    assert wire.heard[-1].as_json() == {
        "type": "refused", "id": 1, "field": "name", "code": "not_a_command", "params": {},
    }  # fmt: skip


async def test_the_next_worker_is_told_which_rows_were_seen(wire: Wire):
    wire.tell("rows", {}, encode_rows(1, [[float(seq)] * 7 for seq in range(4)]))
    wire.tell("checkpoint", {"commands": 0, "num_rows": 3}, b"c")
    again = wire.opened_again()
    assert again["until"] == {"run": 1, "rows": 4}
    assert len(wire.sent[0][1]) == 1 + 3 * 56


async def test_rows_that_come_again_are_not_told_again(wire: Wire):
    rows = encode_rows(1, [[float(seq)] * 7 for seq in range(4)])
    wire.tell("rows", {}, rows)
    wire.tell("rows", {}, rows)
    assert [message.fields["count"] for message in wire.heard if message.type == "rows"] == [4]


async def test_a_new_run_begins_without_rows_and_the_kept_start_keeps_those_of_the_old_one(wire: Wire):
    wire.tell("rows", {}, encode_rows(1, [[0.0] * 7]))
    wire.tell("checkpoint", {"commands": 0, "num_rows": 1}, b"c")
    wire.run.send({"name": "reset"}, 1)
    wire.ack(1, new_run=True, run_number=2, marks=[], num_rows=1)
    assert len(wire.run.rows) == 0
    assert len(wire.run.kept().rows) == 56
    assert wire.heard[-1].fields["new_run"]


async def test_status_follows_what_is_told(wire: Wire):
    wire.run.send({"name": "play"}, 1)
    mark = {"step": 1, "epoch": 0.1, "field": "loss", "value": "mse"}
    wire.ack(1, state="playing", spec={"seed": 1}, mark=mark)
    assert (wire.run.status["state"], wire.run.status["spec"], wire.run.status["marks"]) == (
        "playing",
        {"seed": 1},
        [mark],
    )
    wire.tell("state", {"state": "finished", "step": 50, "epoch": 2.0, "reason": "target_epoch"})
    assert (wire.run.status["state"], wire.run.status["step"]) == ("finished", 50)


async def test_views_and_room_are_told_to_the_next_worker(wire: Wire):
    wire.run.set_views([View("values", 1, 2)])
    wire.run.restart_credit(16, 1000)
    again = wire.opened_again()
    assert again["views"] == [{"view": "values", "layer": 1, "unit": 2}]
    assert again["credit"] == (16, 1000)


async def test_a_subscriber_that_raises_harms_nobody(wire: Wire):
    wire.run.subscribe(lambda _: 1 / 0)
    after: list[Message] = []
    wire.run.subscribe(after.append)
    wire.tell("points", {}, b"p")
    assert [message.type for message in after] == ["points"]


async def test_whoever_has_unsubscribed_hears_no_more(wire: Wire):
    heard: list[Message] = []
    end = wire.run.subscribe(heard.append)
    end()
    end()
    wire.tell("points", {}, b"p")
    assert heard == []


async def test_what_a_worker_cannot_have_said_is_an_error(wire: Wire):
    with pytest.raises(EngineError):
        wire.tell("nonsense", {})


async def test_losses_count_only_while_the_run_comes_no_further(wire: Wire):
    assert [wire.run.note_loss() for _ in range(2)] == [1, 2]
    wire.tell("rows", {}, encode_rows(1, [[0.0] * 7]))
    assert wire.run.note_loss() == 1


async def test_a_failed_run_ends_whoever_waits_for_it(wire: Wire):
    wire.run.restart_credit(1, 1)
    waiting = wire.run.save()
    task = asyncio.ensure_future(waiting)
    await asyncio.sleep(0)
    wire.run.fail("run_failed")
    with pytest.raises(BackendError):
        await task
    assert wire.heard[-1].as_json() == {"type": "failed", "code": "run_failed"}
