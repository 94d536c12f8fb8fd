"""With real processes and the real engine: few, because each takes seconds to load."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.engine.spec import Spec, spec_to_dict
from playground.trainer.at_work import AtWork
from playground.trainer.embedded import EmbeddedBackend
from playground.trainer.link import Fields, WorkerLink
from playground.trainer.messages import Start
from playground.trainer.processes import ForkedWorkers, SpawnedWorkers, WorkerStarter, workers_for
from tests.trainer.listener import Listener

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")


@pytest.fixture(scope="module")
def forked() -> Iterator[ForkedWorkers]:
    made = ForkedWorkers()
    yield made
    made.close()


def hello_of(starter: WorkerStarter) -> tuple[WorkerLink, Fields]:
    link = WorkerLink(starter.start_worker(AtWork()))
    for _ in range(60):
        link.wait(1.0)
        for fields, _ in link.receive():
            return link, fields
    raise AssertionError("the worker says nothing")


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_workers_are_forked_warm_from_one_process_and_yield_to_others(forked: ForkedWorkers):
    (first, hello), (second, other) = hello_of(forked), hello_of(forked)
    assert (hello["is_warm"], hello["device"]) == (True, "cpu")
    assert hello["pid"] != other["pid"]
    assert parent_of(hello["pid"]) == parent_of(other["pid"]) != os.getpid()
    assert os.getpriority(os.PRIO_PROCESS, hello["pid"]) == os.getpriority(os.PRIO_PROCESS, 0) + 5
    first.close()
    second.close()


def test_a_worker_ends_with_its_link_and_ignores_ctrl_c(forked: ForkedWorkers):
    link, hello = hello_of(forked)
    os.kill(hello["pid"], signal.SIGINT)
    os.kill(hello["pid"], signal.SIGTERM)
    link.send({"type": "open", "run": "a"})
    while not (messages := link.receive()):
        link.wait(1.0)
    assert messages[0][0]["run"] == "a"
    link.close()
    while Path(f"/proc/{hello['pid']}").exists():
        os.sched_yield()


def test_the_process_that_forks_is_made_again_and_takes_its_workers_with_it(forked: ForkedWorkers):
    link, hello = hello_of(forked)
    parent = parent_of(hello["pid"])
    os.kill(parent, signal.SIGKILL)
    while not link.closed:
        link.wait(1.0)
        link.receive()
    again, other = hello_of(forked)
    assert parent_of(other["pid"]) != parent
    again.close()


def test_a_worker_can_be_a_process_of_its_own():
    starter = SpawnedWorkers("cpu")
    link, hello = hello_of(starter)
    assert parent_of(hello["pid"]) == os.getpid()
    assert hello["is_warm"]
    link.close()
    starter.close()


def test_where_a_gpu_may_be_used_nothing_is_forked():
    assert isinstance(workers_for("cuda"), SpawnedWorkers)


async def test_real_training_survives_a_kill_to_the_bit(forked: ForkedWorkers):
    backend = EmbeddedBackend(1, starter=forked)
    run, twin = [await backend.ensure(name, Start(spec_to_dict(Spec()), "max")) for name in ("a", "b")]
    for one, kills in ((run, True), (twin, False)):
        listener = Listener(one)
        await listener.send("set", field="training.stop_at_epoch", value=40)
        await listener.send("play")
        if kills:
            os.kill(backend.worker_pids()[0], signal.SIGKILL)
            await listener.wait_for("resumed")
        await listener.until(lambda one=one: one.status["state"] == "finished")
        await listener.until(lambda one=one: len(one.rows) == 41)
        await listener.send("weight.set", layer=0, unit=0, input=1, value=0.25)
        await listener.send("step_epoch")
        await listener.until(lambda one=one: len(one.rows) == 42)
    assert run.rows.to_bytes() == twin.rows.to_bytes()
    await asyncio.gather(backend.release("a"), backend.release("b"))
