import math
from typing import Any

from playground.trainer.held_run import HeldRun
from playground.trainer.holding import Holding, decode_holding, encode_holding
from playground.trainer.replay import Replay
from tests.trainer.clock import Clock
from tests.trainer.stand_in import StandInRun, StandInRuns
from tests.trainer.teller import Teller

MAKER = StandInRuns(keeps_rows=False)


class Life:
    """A held run whose worker dies, and the one that takes over."""

    def __init__(self) -> None:
        self.clock, self.teller = Clock(), Teller()
        self.held = HeldRun(Holding(run=StandInRun(), speed="max"), MAKER, self.teller, self.clock)
        self.journal: list[dict[str, Any]] = []
        self.keep()

    def keep(self) -> None:
        self.held.reporter.flush_rows()
        self.checkpoint = encode_holding(self.held.holding, MAKER)
        self.rows = self.held.holding.rows.to_bytes()
        self.journal.clear()

    def send(self, name: str, **fields: Any) -> None:
        command = {"name": name, **fields}
        number = len(self.journal) + 1
        self.held.obey(number, number, command)
        ack = self.teller.fields("ack")[-1]
        self.journal.append({"number": number, "id": number, "command": command, "at": ack["at"]})

    def train(self, steps: int) -> None:
        end = self.held.run.step_number + steps
        while self.held.run.step_number < end:
            self.held.player.advance(end - self.held.run.step_number)
            self.held.note_training()
        self.held.reporter.flush_rows()

    def resume(self) -> HeldRun:
        self.again = Teller()
        holding = decode_holding(self.checkpoint, self.rows, MAKER)
        held = HeldRun(holding, MAKER, self.again, self.clock)
        until = {"run": self.held.holding.run_number, "rows": len(self.held.holding.rows)}
        replay = Replay(held, self.journal, until, self.clock)
        for _ in range(10_000):
            if replay.take_turn(self.clock.now + 0.004):
                return held
        raise AssertionError("the replay does not end")


def test_commands_take_effect_again_at_their_steps():
    life = Life()
    life.send("play")
    life.train(130)
    life.send("set", field="training.learning_rate", value=0.5)
    life.train(60)
    life.send("pause")
    held = life.resume()
    assert held.run.value == life.held.run.value  # type: ignore[attr-defined]
    assert (held.run.step_number, held.holding.state) == (190, "paused")
    assert held.holding.marks == life.held.holding.marks


def test_a_playing_run_plays_on_to_the_last_row_that_was_seen():
    life = Life()
    life.send("play")
    life.train(110)
    held = life.resume()
    assert held.run.step_number == 100
    assert held.holding.state == "playing"
    assert not math.isinf(held.due(life.clock.now))


def test_rows_come_out_as_they_were_shown():
    life = Life()
    life.send("play")
    life.train(50)
    life.keep()
    life.train(25)
    life.send("set", field="training.learning_rate", value=0.2)
    life.train(100)
    shown = life.held.holding.rows.to_bytes()
    held = life.resume()
    assert held.holding.rows.to_bytes() == shown
    held.reporter.flush_rows()
    assert life.again.row_numbers() == list(range(3, 8))


def test_steps_by_phase_lead_to_the_same_phase():
    life = Life()
    for name in ("step_batch", "step_phase", "step_phase"):
        life.send(name)
    held = life.resume()
    assert (held.run.step_number, held.run.phase) == (1, "forward")


def test_slow_motion_inside_a_step_is_found_again():
    life = Life()
    life.send("speed", speed="slow")
    life.send("play")
    life.train(10)
    life.held.player.next_phase()
    life.held.player.next_phase()
    life.send("pause")
    held = life.resume()
    assert (held.run.step_number, held.run.phase) == (10, "forward")


def test_an_epoch_that_was_interrupted_stops_where_it_was():
    life = Life()
    life.send("play")
    life.train(3)
    life.send("pause")
    life.held.holding.state = "playing"
    life.held.holding.goal_epoch = 1
    at = {"run": 1, "step": 3, "phase": "input"}
    life.journal.append({"number": 3, "id": 3, "command": {"name": "step_epoch"}, "at": at})
    life.train(4)
    life.send("pause")
    held = life.resume()
    assert (held.run.step_number, held.holding.state) == (7, "paused")


def test_runs_left_for_new_ones_come_back_under_the_same_numbers():
    life = Life()
    life.send("play")
    life.train(40)
    life.send("reset")
    life.send("play")
    life.train(30)
    life.send("undo")
    held = life.resume()
    assert (held.run.step_number, held.holding.run_number) == (40, 3)
    assert held.run.value == life.held.run.value  # type: ignore[attr-defined]
    assert held.holding.rows.to_bytes() == life.held.holding.rows.to_bytes()
