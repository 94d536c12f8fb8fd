import math

from playground.engine.frame import decode_frame
from playground.engine.spec import Spec, parse_spec
from playground.trainer.holding import Holding
from playground.trainer.reporter import CHECKPOINT_SECONDS, PAUSE_SECONDS, Reporter, address_of
from tests.trainer.clock import Clock
from tests.trainer.stand_in import StandInRun, StandInRuns
from tests.trainer.teller import Teller


class Desk:
    def __init__(self, frames: int = 16) -> None:
        self.clock, self.teller, self.run = Clock(), Teller(), StandInRun()
        self.holding = Holding(run=self.run)
        self.reporter = Reporter(self.holding, StandInRuns(), self.teller, self.clock)
        self.reporter.viewer.set_views([{"view": "parameters"}])
        self.reporter.viewer.restart_credit(frames, 256 * 1024)

    def train(self, steps: int = 25) -> None:
        self.run.advance(steps)
        self.reporter.note_training()

    def pass_time(self, seconds: float, step: float = 0.005) -> None:
        end = self.clock.now + seconds
        while self.clock.now < end:
            self.clock.now += step
            self.reporter.show(self.clock.now)


def test_a_frame_goes_only_when_something_has_changed():
    desk = Desk()
    desk.pass_time(1)
    assert len(desk.teller.frames()) == 1
    desk.train()
    desk.pass_time(1)
    assert [frame.step for frame in desk.teller.frames()] == [0, 25]


def test_at_most_thirty_frames_a_second():
    desk = Desk(frames=16)
    for _ in range(200):
        desk.train(1)
        desk.pass_time(0.005)
        desk.reporter.viewer.add_credit(1, 10_000)
    assert 25 <= len(desk.teller.frames()) <= 31


def test_without_credit_the_newest_picture_waits_and_then_goes():
    desk = Desk(frames=1)
    for _ in range(5):
        desk.train()
        desk.pass_time(0.1)
    assert len(desk.teller.frames()) == 1
    desk.reporter.viewer.add_credit(1, 10_000)
    desk.pass_time(0.1)
    last = desk.teller.frames()[-1]
    assert (len(desk.teller.frames()), last.step) == (2, desk.run.step_number)


def test_the_frame_is_as_the_run_stands():
    desk = Desk()
    desk.holding.acknowledged = 12
    desk.train(30)
    desk.pass_time(0.1)
    frame = desk.teller.frames()[-1]
    assert (frame.run, frame.step, frame.epoch, frame.acknowledged, frame.num_rows) == (1, 25, 1.0, 12, 2)
    assert [section.view for section in frame.sections] == ["row", "parameters"]


def test_rows_are_told_once_each_and_before_the_frame_that_counts_them():
    desk = Desk()
    for _ in range(40):
        desk.train()
        desk.pass_time(0.02)
    desk.reporter.flush_rows()
    assert desk.teller.row_numbers() == list(range(41))
    num_told = 0
    for type, _, body in desk.teller.told:
        if type == "rows":
            num_told += (len(body) - 16) // 56
        if type == "frame":
            assert decode_frame(body).num_rows == num_told


def test_rows_go_to_a_page_that_wants_no_frames():
    desk = Desk()
    desk.reporter.viewer.set_views(None)
    desk.train()
    desk.pass_time(0.1)
    assert desk.teller.types() == ["rows"]


def test_no_frame_goes_while_the_link_is_full_and_the_worker_does_not_spin():
    desk = Desk()
    desk.reporter.show(desk.clock.now, has_room=False)
    assert desk.teller.frames() == []
    assert math.isinf(desk.reporter.show_due(has_room=False))
    assert desk.reporter.show_due() <= desk.clock.now


def test_a_training_run_is_kept_every_five_seconds():
    desk = Desk()
    for _ in range(120):
        desk.holding.state = "playing"
        desk.train()
        desk.pass_time(0.1)
    assert len(desk.teller.fields("checkpoint")) == int(12 / CHECKPOINT_SECONDS)


def test_a_command_to_a_run_that_stands_is_kept_soon():
    desk = Desk()
    desk.reporter.note_command(is_change=False)
    desk.pass_time(PAUSE_SECONDS - 0.1)
    assert desk.teller.fields("checkpoint") == []
    desk.pass_time(0.2)
    assert desk.teller.fields("checkpoint") == [{"commands": 0, "num_rows": 1}]


def test_a_run_with_nothing_to_tell_lets_its_worker_sleep():
    desk = Desk()
    desk.pass_time(0.1)
    assert math.isinf(desk.reporter.show_due())


def test_while_it_plays_on_to_where_it_stood_only_rows_and_checkpoints_are_told():
    desk = Desk()
    desk.reporter.is_replaying = True
    desk.reporter.note_command(is_change=True)
    desk.train()
    desk.pass_time(1)
    assert set(desk.teller.types()) == {"rows", "checkpoint"}


def test_a_spec_without_an_address_says_so():
    assert address_of(Spec()) == ""
    assert address_of(parse_spec({"dataset": {"kind": "points", "train": [[0.0, 0.0, 1.0]]}})) is None
