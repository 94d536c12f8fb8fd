import socket
from collections import Counter
from typing import Any

import pytest

from playground.engine.spec import parse_spec, spec_to_dict
from playground.trainer.at_work import AtWork
from playground.trainer.link import Fields, MessageDecoder, WorkerLink, encode_message
from playground.trainer.worker import Worker
from tests.trainer.clock import Clock
from tests.trainer.stand_in import StandInRun, StandInRuns


class Failing(StandInRun):
    def advance(self, max_steps: int) -> int:
        raise RuntimeError("CUDA out of memory")


class Runs(StandInRuns):
    def make(self, spec: Any) -> StandInRun:
        return Failing(spec) if spec.seed == 14 else super().make(spec)


class Desk:
    """A worker in this process, and the other end of its link."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        self.clock, self._ours, self._decoder = Clock(), ours, MessageDecoder()
        self.link = WorkerLink(theirs)
        self.worker = Worker(self.link, Runs(), AtWork(), self.clock)
        self.messages: list[tuple[Fields, bytes]] = []

    def send(self, type: str, run: str, **fields: Any) -> None:
        self._ours.sendall(encode_message({"type": type, "run": run, **fields}))
        self.worker.take_messages()

    def open(self, run: str, speed: str = "max", **spec: Any) -> None:
        self.send("open", run, spec=spec_to_dict(parse_spec(spec)), speed=speed)

    def command(self, run: str, name: str, number: int = 1, **fields: Any) -> None:
        self.send("command", run, number=number, id=number, command={"name": name, **fields})

    def received(self, run: str) -> list[str]:
        while True:
            try:
                data = self._ours.recv(1_000_000)
            except BlockingIOError:
                break
            self.messages += self._decoder.feed(data)
        return [fields["type"] for fields, _ in self.messages if fields["run"] == run]

    def run(self, name: str) -> StandInRun:
        return self.worker.seats[name].held.run  # type: ignore[return-value]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_many_runs_share_a_worker_slice_by_slice(desk: Desk):
    names = [f"run{number}" for number in range(10)]
    for name in names:
        desk.open(name)
        desk.command(name, "play")
    turns: Counter[str] = Counter()
    for _ in range(200):
        before = {name: desk.run(name).num_calls for name in names}
        desk.worker.train()
        turns.update(name for name in names if desk.run(name).num_calls > before[name])
        desk.received("")
    assert set(turns.values()) == {20}


def test_a_slow_run_and_a_fast_one_have_the_same_turns(desk: Desk):
    desk.open("slow", training={"batch_size": 1})
    desk.open("fast", training={"batch_size": "full"})
    for name in ("slow", "fast"):
        desk.command(name, "play")
    num_turns = Counter[str]()
    for _ in range(100):
        steps = {name: desk.run(name).step_number for name in ("slow", "fast")}
        desk.worker.train()
        num_turns.update(name for name in steps if desk.run(name).step_number > steps[name])
    assert num_turns["slow"] == num_turns["fast"] == 50


def test_a_command_is_obeyed_while_another_run_trains(desk: Desk):
    desk.open("busy")
    desk.command("busy", "play")
    desk.open("other")
    desk.worker.train()
    desk.command("other", "step_batch")
    assert desk.received("other")[-1] == "ack"


def test_whoever_presses_play_has_the_next_slice(desk: Desk):
    for name in "abcd":
        desk.open(name)
        desk.command(name, "play")
        desk.worker.train()
    desk.open("new")
    desk.command("new", "play")
    desk.worker.train()
    assert desk.run("new").step_number > 0


def test_the_first_picture_after_play_follows_the_first_slice(desk: Desk):
    desk.open("a")
    desk.send("views", "a", views=[{"view": "parameters"}])
    desk.send("restart_credit", "a", frames=16, bytes=100_000)
    desk.command("a", "play")
    desk.worker.train()
    desk.worker.show()
    assert "frame" in desk.received("a")
    assert desk.run("a").step_number > 0


def test_a_run_that_raises_ends_alone(desk: Desk):
    desk.open("bad", seed=14)
    desk.open("good")
    for name in ("bad", "good"):
        desk.command(name, "play")
    for _ in range(4):
        desk.worker.train()
    assert desk.received("bad")[-1] == "failed"
    assert list(desk.worker.seats) == ["good"]
    assert desk.run("good").step_number > 0


@pytest.mark.parametrize(
    "fields", [{}, {"spec": 7}, {"spec": {"seed": "x"}}, {"checkpoint_size": 5}, {"speed": 3}]
)
def test_nothing_that_asks_for_a_run_ends_the_worker(desk: Desk, fields: dict[str, Any]):
    desk.open("good")
    desk.send("open", "bad", **fields)
    desk.worker.train()
    desk.worker.show()
    assert "good" in desk.worker.seats
    assert not desk.link.closed


@pytest.mark.parametrize("type", ["command", "views", "credit", "restart_credit", "nonsense"])
def test_a_message_without_its_fields_ends_at_most_its_run(desk: Desk, type: str):
    for name in ("good", "bad"):
        desk.open(name)
    desk.send(type, "bad")
    assert "good" in desk.worker.seats
    assert not desk.link.closed


def test_a_released_run_leaves_its_checkpoint_and_its_place(desk: Desk):
    desk.open("a")
    desk.command("a", "play")
    desk.worker.train()
    desk.send("release", "a")
    assert desk.received("a")[-1] == "released"
    assert desk.messages[-1][1][:4] == b"DLPC"
    assert desk.worker.seats == {}


def test_bytes_that_are_no_message_end_the_link(desk: Desk):
    desk._ours.sendall(b"\xff" * 100)
    desk.worker.take_messages()
    assert desk.link.closed


def test_the_worker_ends_with_its_link(desk: Desk):
    desk._ours.close()
    desk.worker.serve(is_warm=True)
    assert desk.link.closed
