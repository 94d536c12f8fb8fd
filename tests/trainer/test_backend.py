"""What every TrainerBackend promises: the same tests for the fake and for the embedded one."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from playground.engine.frame import decode_frame, decode_points
from playground.engine.spec import parse_spec, spec_to_dict
from playground.trainer.backend import BackendError, TrainerBackend, current_backend, use_backend
from playground.trainer.embedded import EmbeddedBackend
from playground.trainer.messages import Start
from tests.trainer.fake_backend import FakeBackend
from tests.trainer.listener import Listener
from tests.trainer.stand_in_worker import StandInWorkers


def spec(**fields: Any) -> dict[str, Any]:
    return spec_to_dict(parse_spec(fields))


@pytest.fixture(params=["fake", "embedded"])
async def backend(request: pytest.FixtureRequest) -> AsyncIterator[TrainerBackend]:
    if request.param == "fake":
        made: TrainerBackend = FakeBackend(max_runs=3)
    else:
        made = EmbeddedBackend(1, max_runs_per_worker=3, starter=StandInWorkers())
    yield made
    await made.close()


async def test_ensure_opens_a_run_that_waits_with_its_points(backend: TrainerBackend):
    run = await backend.ensure("a", Start(spec(dataset={"kind": "xor"})))
    assert (run.status["state"], run.status["step"], run.status["speed"]) == ("ready", 0, "60")
    assert run.status["address"] == "v=1&data=xor"
    assert len(decode_points(run.points).train) >= 1


async def test_ensure_gives_the_run_that_lives(backend: TrainerBackend):
    first = await backend.ensure("a", Start())
    again = await backend.ensure("a", Start(spec(dataset={"kind": "xor"})))
    assert first is again
    assert again.status["spec"] == spec()
    assert backend.find("a") is first
    assert backend.find("b") is None


async def test_a_spec_that_cannot_be_trained_is_refused_with_its_field(backend: TrainerBackend):
    with pytest.raises(BackendError) as caught:
        await backend.ensure("a", Start({**spec(), "loss": "nonsense"}))
    assert caught.value.field == "loss"
    assert backend.find("a") is None


async def test_a_full_backend_says_busy(backend: TrainerBackend):
    for name in "abc":
        await backend.ensure(name, Start())
    with pytest.raises(BackendError) as caught:
        await backend.ensure("d", Start())
    assert caught.value.code == "busy"
    assert backend.capacity().num_runs == 3
    await backend.release("a")
    await backend.ensure("d", Start())


async def test_commands_are_acknowledged_or_refused_by_their_ids(backend: TrainerBackend):
    run = await backend.ensure("a", Start())
    listener = Listener(run)
    ack = await listener.send("set", field="training.learning_rate", value=0.5)
    assert (ack.type, ack.fields["spec"]["training"]["learning_rate"]) == ("ack", 0.5)
    assert run.status["spec"] == ack.fields["spec"]
    refusal = await listener.send("set", field="training.learning_rate", value=-1)
    assert (refusal.type, refusal.fields["field"]) == ("refused", "training.learning_rate")
    assert not {"number", "at"} & set(ack.fields) | {"number"} & set(refusal.fields)


async def test_a_repeated_command_is_answered_again_and_done_once(backend: TrainerBackend):
    run = await backend.ensure("a", Start())
    listener = Listener(run)
    await listener.send("unit.add", page="p", layer=0)
    run.send({"name": "unit.add", "layer": 0}, 1, "p")
    await listener.until(lambda: [m.type for m in listener.messages].count("ack") == 2)
    assert run.status["spec"]["layers"][0]["units"] == 5
    await listener.send("unit.add", page="another", layer=0)
    assert run.status["spec"]["layers"][0]["units"] == 6


async def test_rows_are_numbered_without_a_gap(backend: TrainerBackend):
    run = await backend.ensure("a", Start())
    listener = Listener(run)
    await listener.send("play")
    await listener.until(lambda: len(run.rows) > 10)
    await listener.send("pause")
    numbers = listener.row_numbers()
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert run.status["num_rows"] == len(run.rows) == numbers[-1] + 1


async def test_frames_come_with_credit_alone(backend: TrainerBackend):
    run = await backend.ensure("a", Start())
    listener = Listener(run)
    await listener.send("step_batch")
    assert run.newest_frame == b""
    run.set_views([])
    run.restart_credit(16, 100_000)
    message = await listener.wait_for("frame")
    assert decode_frame(message.body).step == run.status["step"]
    assert run.newest_frame == message.body


async def test_a_released_run_wakes_where_it_stood(backend: TrainerBackend):
    run = await backend.ensure("a", Start())
    listener = Listener(run)
    await listener.send("speed", speed="10")
    for _ in range(3):
        await listener.send("step_epoch")
    start = await backend.release("a")
    assert start is not None
    assert backend.find("a") is None
    woken = await backend.ensure("a", start)
    assert (woken.status["step"], woken.status["speed"], len(woken.rows)) == (75, "10", 4)


async def test_release_of_no_run_gives_nothing(backend: TrainerBackend):
    assert await backend.release("nobody") is None


async def test_save_gives_a_start_and_keeps_the_run(backend: TrainerBackend):
    run = await backend.ensure("a", Start())
    await Listener(run).send("step_epoch")
    start = await run.save()
    fork = await backend.ensure("b", start)
    assert fork.status["step"] == run.status["step"] == 25
    assert backend.find("a") is run


async def test_close_gives_the_last_start_of_every_run(backend: TrainerBackend):
    for name in "ab":
        await Listener(await backend.ensure(name, Start())).send("step_epoch")
    starts = await backend.close()
    assert sorted(starts) == ["a", "b"]
    assert all(len(start.rows) == 2 * 56 for start in starts.values())


def test_the_process_s_backend_is_the_one_it_was_given():
    fake = FakeBackend()
    use_backend(fake)
    assert current_backend() is fake
