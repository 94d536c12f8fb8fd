from typing import Any

import pytest

from playground.engine.frame import decode_points
from playground.trainer.held_run import HeldRun
from playground.trainer.holding import Holding, decode_holding, encode_holding
from tests.trainer.clock import Clock
from tests.trainer.stand_in import StandInRun, StandInRuns
from tests.trainer.teller import Teller

MAKER = StandInRuns()


class Desk:
    """A held run, its clock and what it tells."""

    def __init__(self, holding: Holding | None = None) -> None:
        self.clock, self.teller, self.num_sent = Clock(), Teller(), 0
        self.held = HeldRun(holding or Holding(run=StandInRun()), MAKER, self.teller, self.clock)

    def send(self, name: str, **fields: Any) -> dict[str, Any]:
        self.num_sent += 1
        self.held.obey(self.num_sent, 100 + self.num_sent, {"name": name, **fields})
        answers = self.teller.fields("ack") + self.teller.fields("refused")
        return next(answer for answer in answers if answer["number"] == self.num_sent)

    def set(self, field: str, value: Any) -> dict[str, Any]:
        return self.send("set", field=field, value=value)

    def train(self, seconds: float = 0.1) -> None:
        end = self.clock.now + seconds
        while self.clock.now < end:
            self.held.take_turn(self.clock.now + 0.004)


def test_an_ack_names_the_step_at_which_the_command_took_effect():
    desk = Desk()
    desk.send("play")
    desk.train()
    steps = desk.held.run.step_number
    ack = desk.send("pause")
    assert steps > 0
    assert (ack["id"], ack["step"], ack["state"]) == (102, steps, "paused")
    assert ack["epoch"] == pytest.approx(steps / 25)
    desk.train()
    assert desk.held.run.step_number == steps


def test_nothing_trains_before_play():
    desk = Desk()
    desk.train()
    assert (desk.held.run.step_number, desk.held.holding.state) == (0, "ready")


def test_a_change_keeps_it_playing_and_says_what_is_new():
    desk = Desk()
    desk.send("play")
    ack = desk.send("unit.add", layer=0)
    assert (ack["state"], ack["structure"], ack["can_undo"]) == ("playing", 1, True)
    assert ack["spec"]["layers"][0]["units"] == 5
    assert ack["address"] == "v=1&net=5.tanh,2.tanh"
    assert ack["mark"]["field"] == "unit.add"


def test_a_change_of_the_learning_rate_changes_no_structure():
    ack = Desk().set("training.learning_rate", 0.1)
    assert (ack["structure"], ack["data_version"]) == (0, 1)


@pytest.mark.parametrize(
    "command", [{"name": "x"}, {}, {"name": "set", "field": "training.learning_rate", "value": -1}]
)
def test_a_command_that_cannot_be_taken_is_refused_and_changes_nothing(command: dict[str, Any]):
    desk = Desk()
    desk.held.obey(1, 7, command)
    (refusal,) = desk.teller.fields("refused")
    assert refusal["id"] == 7
    assert refusal["field"]
    assert desk.held.run.spec == StandInRun().spec


def test_steps_by_phase_batch_and_epoch_stop_where_they_say():
    desk = Desk()
    desk.send("play")
    assert desk.send("step_phase")["state"] == "paused"
    assert desk.held.run.phase == "forward"
    assert desk.send("step_batch")["step"] == 1
    assert desk.send("step_batch")["step"] == 2
    ack = desk.send("step_epoch")
    assert (ack["step"], ack["epoch"], ack["state"]) == (25, 1.0, "paused")


def test_reset_begins_a_new_run_that_waits_and_undo_wakes_the_old_one_where_it_stood():
    desk = Desk()
    desk.send("play")
    desk.train(0.5)
    desk.held.reporter.flush_rows()
    steps, rows = desk.held.run.step_number, len(desk.held.holding.rows)
    ack = desk.send("reset")
    assert (ack["step"], ack["state"], ack["new_run"], ack["run_number"]) == (0, "ready", True, 2)
    ack = desk.send("undo")
    assert (ack["step"], ack["run_number"], ack["can_redo"]) == (steps, 3, True)
    assert len(desk.held.holding.rows) == rows > 1
    assert desk.send("redo")["step"] == 0


def test_another_dataset_begins_a_new_run_and_goes_on_playing():
    desk = Desk()
    desk.send("play")
    ack = desk.set("dataset.kind", "xor")
    assert (ack["new_run"], ack["state"], ack["marks"]) == (True, "playing", [])
    assert ack["spec"]["dataset"]["kind"] == "xor"
    assert desk.teller.types()[-3:] == ["points", "rows", "checkpoint"]


def test_undo_goes_through_this_run_s_changes_and_then_to_the_run_before():
    desk = Desk()
    desk.set("training.learning_rate", 0.1)
    desk.set("dataset.kind", "xor")
    desk.set("training.learning_rate", 0.3)
    rates = [desk.send("undo")["spec"]["training"]["learning_rate"] for _ in range(3)]
    assert rates == [0.1, 0.1, 0.03]
    assert "code" in desk.send("undo")
    kinds = [desk.send("redo")["spec"]["dataset"]["kind"] for _ in range(2)]
    assert kinds == ["circle", "xor"]


def test_a_drag_through_new_runs_is_one_change():
    desk = Desk()
    for seed in (1, 2, 3):
        desk.send("set", field="dataset.seed", value=seed, drag=9)
    assert desk.send("set", field="dataset.seed", value=4, drag=10)["spec"]["dataset"]["seed"] == 4
    assert [desk.send("undo")["spec"]["dataset"]["seed"] for _ in range(2)] == [3, 0]


def test_a_change_of_the_data_sends_the_points_again():
    desk = Desk()
    desk.held.reporter.tell_points()
    desk.teller.clear()
    desk.set("training.learning_rate", 0.1)
    assert "points" not in desk.teller.types()
    desk.set("dataset.train_share", 60)
    body = next(body for type, _, body in desk.teller.told if type == "points")
    assert len(decode_points(body).train) == 300


def test_a_stop_at_a_target_is_told_with_its_reason():
    desk = Desk()
    desk.set("training.stop_at_epoch", 2)
    desk.send("speed", speed="max")
    desk.send("play")
    desk.train()
    (state,) = desk.teller.fields("state")
    assert (state["state"], state["reason"], state["step"]) == ("finished", "target_epoch", 50)
    assert desk.send("play")["state"] == "playing"


def test_a_diverged_run_is_told_refuses_to_play_and_can_be_reset():
    desk = Desk()
    desk.send("weight.set", layer=0, unit=0, input=0, value=1e6)
    desk.send("play")
    desk.train()
    assert desk.teller.fields("state")[0]["state"] == "diverged"
    assert desk.send("play")["code"] == "diverged"
    assert desk.send("step_batch")["code"] == "diverged"
    assert desk.send("reset")["state"] == "ready"
    assert desk.send("undo")["state"] == "diverged"


def test_a_run_that_comes_back_from_its_checkpoint_goes_on_as_it_would_have():
    desk = Desk()
    desk.send("speed", speed="max")
    desk.send("play")
    desk.train(0.05)
    holding = desk.held.holding
    other = Desk(decode_holding(encode_holding(holding, MAKER), holding.rows.to_bytes(), MAKER))
    assert other.held.holding.state == "playing"
    for run in (desk.held.run, other.held.run):
        run.advance(7)
    assert desk.held.run.value == other.held.run.value  # type: ignore[attr-defined]


def test_a_spec_that_the_trainer_refuses_keeps_the_run():
    desk = Desk()
    refusal = desk.set("seed", 666)
    assert refusal["code"] == "not_here"
    assert desk.send("undo")["code"] == "nothing_to_undo"
