import math
from collections import Counter
from dataclasses import dataclass

import pytest

from playground.trainer.scheduling import MAX_BEHIND, TICK, Pace, SpeedMeter, Turns


@dataclass(eq=False)
class Taker:
    when: float = 0.0

    def due(self, now: float) -> float:
        return self.when


def test_the_first_step_after_play_is_due_at_once():
    pace = Pace("10")
    pace.restart(now=5.0, epoch=3.0)
    assert pace.epochs_due(5.0, 3.0) == 0
    assert pace.next_due(5.0, 3.0) <= 5.0


@pytest.mark.parametrize("speed, rate", [("1", 1.0), ("10", 10.0), ("60", 60.0)])
def test_epochs_are_due_by_the_wall_clock(speed: str, rate: float):
    pace = Pace(speed)  # type: ignore[arg-type]
    pace.restart(0.0, 0.0)
    assert pace.epochs_due(0.2, 0.0) == pytest.approx(0.2 * rate)
    assert pace.next_due(0.2, 0.3 * rate) == pytest.approx(0.3)


def test_a_run_that_fell_behind_catches_up_only_a_little():
    pace = Pace("60")
    pace.restart(0.0, 0.0)
    assert pace.epochs_due(100.0, 0.0) == MAX_BEHIND * 60
    assert pace.epochs_due(100.0, MAX_BEHIND * 60) == 0


def test_full_speed_is_always_due():
    pace = Pace("max")
    assert math.isinf(pace.epochs_due(0.0, 1e9))
    assert pace.next_due(7.0, 1e9) == 7.0


def test_slow_motion_shows_a_phase_a_second():
    pace = Pace("slow")
    pace.restart(0.0, 0.0)
    shown = [now / 10 for now in range(35) if pace.take_phase(now / 10)]
    assert shown == [0.0, 1.0, 2.0, 3.0]


def test_slow_motion_shows_no_two_phases_after_a_long_wait():
    pace = Pace("slow")
    pace.restart(0.0, 0.0)
    assert pace.take_phase(50.0)
    assert not pace.take_phase(50.1)


def test_a_paced_run_wakes_its_worker_no_more_than_sixty_times_a_second():
    pace = Pace("60")
    pace.restart(0.0, 0.0)
    pace.take_turn(0.0)
    assert pace.next_due(0.001, 0.0) == TICK


def test_turns_go_round_while_everybody_wants_one():
    turns: Turns[Taker] = Turns()
    takers = [Taker() for _ in range(7)]
    for taker in takers:
        turns.join(taker)
    counts = Counter(id(turns.next(1.0)) for _ in range(70))
    assert set(counts.values()) == {10}


def test_turns_pass_over_those_who_wait():
    turns: Turns[Taker] = Turns()
    late, early = Taker(9.0), Taker(0.0)
    turns.join(late)
    turns.join(early)
    assert [turns.next(1.0) for _ in range(3)] == [early] * 3
    assert turns.next_due(1.0) == 0.0
    turns.leave(early)
    assert turns.next(1.0) is None
    assert turns.next_due(1.0) == 9.0


def test_whoever_comes_forward_is_next():
    turns: Turns[Taker] = Turns()
    takers = [Taker() for _ in range(3)]
    for taker in takers:
        turns.join(taker)
    turns.come_forward(takers[2])
    assert turns.next(1.0) is takers[2]
    assert len(turns) == 3


def test_speed_is_measured_over_the_last_second():
    meter = SpeedMeter()
    assert meter.epochs_per_second() == 0.0
    for tick in range(300):
        meter.note(tick / 60, tick * (1.0 if tick < 150 else 2.0))
    assert meter.epochs_per_second() == pytest.approx(120.0)
    meter.note(6.0, 0.0)
    assert meter.epochs_per_second() == 0.0
