import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest

from playground.engine.spec import parse_spec, spec_to_dict
from playground.trainer.at_work import AtWork
from playground.trainer.backend import BackendError
from playground.trainer.embedded import MAX_LOSSES, EmbeddedBackend
from playground.trainer.messages import Start
from tests.trainer.listener import LONG, Listener
from tests.trainer.stand_in_worker import StandInWorkers


@pytest.fixture
async def backend() -> AsyncIterator[EmbeddedBackend]:
    made = EmbeddedBackend(1, starter=StandInWorkers())
    made.start()
    yield made
    await made.close()


def start(**fields: Any) -> Start:
    return Start(spec_to_dict(parse_spec(fields)), speed="max")


def kill_worker(backend: EmbeddedBackend) -> None:
    (pid,) = backend.worker_pids()
    os.kill(pid, signal.SIGKILL)


async def test_a_run_goes_on_after_its_worker_is_killed(backend: EmbeddedBackend):
    run = await backend.ensure("a", start())
    listener = Listener(run)
    await listener.send("play")
    for kills in range(1, MAX_LOSSES + 2):
        rows = len(run.rows)
        await listener.until(lambda rows=rows: len(run.rows) > rows + 5)
        kill_worker(backend)
        await listener.until(
            lambda kills=kills: [m.type for m in listener.messages].count("resumed") == kills
        )
    rows = len(run.rows)
    await listener.until(lambda: len(run.rows) > rows + 5)
    numbers = listener.row_numbers()
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert run.status["state"] == "playing"


async def test_acknowledged_commands_survive_and_rows_are_as_without_the_kill(backend: EmbeddedBackend):
    run, twin = await backend.ensure("a", start()), await backend.ensure("b", start())
    listener = Listener(run)
    await listener.send("step_epoch")
    await listener.send("set", field="training.learning_rate", value=0.5)
    await listener.send("unit.add", layer=1)
    await listener.send("step_epoch")
    kill_worker(backend)
    await listener.wait_for("resumed")
    await listener.send("step_epoch")
    other = Listener(twin)
    await other.send("step_epoch")
    await other.send("set", field="training.learning_rate", value=0.5)
    await other.send("unit.add", layer=1)
    await other.send("step_epoch")
    await other.send("step_epoch")
    assert run.rows.to_bytes() == twin.rows.to_bytes()
    assert run.status == {**twin.status}


async def test_a_command_sent_while_there_is_no_worker_is_obeyed_by_the_next(backend: EmbeddedBackend):
    run = await backend.ensure("a", start())
    listener = Listener(run)
    kill_worker(backend)
    ack = await listener.send("unit.add", layer=0)
    assert ack.fields["spec"]["layers"][0]["units"] == 5


async def test_a_new_run_survives_with_the_one_it_left(backend: EmbeddedBackend):
    run = await backend.ensure("a", start())
    listener = Listener(run)
    for name in ("step_epoch", "step_epoch", "reset"):
        await listener.send(name)
    kill_worker(backend)
    await listener.wait_for("resumed")
    assert (run.status["step"], len(run.rows)) == (0, 1)
    await listener.send("undo")
    await listener.until(lambda: len(run.rows) == 3)
    assert run.status["step"] == 50


async def test_neighbors_of_a_run_that_fails_go_on(backend: EmbeddedBackend):
    bad, good = await backend.ensure("bad", start(seed=14)), await backend.ensure("good", start())
    hears_bad, hears_good = Listener(bad), Listener(good)
    await hears_good.send("play")
    await hears_bad.send("play")
    failed = await hears_bad.wait_for("failed")
    assert failed.fields["code"] == "run_failed"
    rows = len(good.rows)
    await hears_good.until(lambda: len(good.rows) > rows + 2)
    assert backend.find("bad") is None


async def test_a_run_that_kills_its_workers_is_ended_and_its_neighbor_goes_on(backend: EmbeddedBackend):
    bad, good = await backend.ensure("bad", start(seed=13)), await backend.ensure("good", start())
    hears_bad, hears_good = Listener(bad), Listener(good)
    await hears_good.send("speed", speed="10")
    await hears_good.send("play")
    bad.send({"name": "play"}, 1)
    failed = await hears_bad.wait_for("failed")
    assert failed.fields["code"] == "worker_failed"
    rows = len(good.rows)
    await hears_good.until(lambda: len(good.rows) > rows + 2)


async def test_workers_that_never_say_hello_end_the_wait_of_whoever_opens_a_run():
    class Stillborn(StandInWorkers):
        def start_worker(self, at_work: AtWork) -> socket.socket:
            ours, theirs = socket.socketpair()
            theirs.close()
            return ours

    backend = EmbeddedBackend(1, starter=Stillborn())
    with pytest.raises(BackendError) as caught:
        await backend.ensure("a", start())
    assert caught.value.code == "worker_failed"
    assert backend.capacity().num_warm == 0
    await backend.close()


async def test_events_tell_of_workers(backend: EmbeddedBackend):
    seen: list[str] = []

    async def listen() -> None:
        async for event in backend.events():
            seen.append(event.type)
            if event.type == "worker_lost":
                return

    task = asyncio.create_task(listen())
    await asyncio.sleep(0)
    await backend.ensure("a", start())
    kill_worker(backend)
    await asyncio.wait_for(task, LONG)
    assert seen == ["worker_warm", "worker_lost"]


async def test_runs_are_spread_over_the_workers():
    backend = EmbeddedBackend(2, starter=StandInWorkers())
    for name in "abcd":
        await backend.ensure(name, start())
    capacity = backend.capacity()
    assert (capacity.num_workers, capacity.num_warm, capacity.num_runs) == (2, 2, 4)
    assert len(set(backend.worker_pids())) == 2
    await backend.close()


async def test_a_closed_backend_opens_no_runs(backend: EmbeddedBackend):
    await backend.close()
    with pytest.raises(BackendError):
        await backend.ensure("a", start())


async def test_what_a_page_sends_never_reaches_a_worker_as_something_else(backend: EmbeddedBackend):
    run = await backend.ensure("a", start())
    listener = Listener(run)
    for value in (float("nan"), "\ud800", {"a": [[[]]]}, 10**400, None, np.inf):
        answer = await listener.send("set", field="training.learning_rate", value=value)
        assert answer.type == "refused"
    assert (await listener.send("step_batch")).type == "ack"
