import math
from typing import Any

import pytest

from playground.engine.spec import parse_spec
from playground.trainer.holding import Holding
from playground.trainer.player import Player
from tests.trainer.clock import Clock
from tests.trainer.stand_in import StandInRun


def playing(clock: Clock, speed: str = "max", **training: Any) -> tuple[Player, Holding]:
    run = StandInRun(parse_spec({"training": training}))
    holding = Holding(run=run, state="playing", speed=speed)  # type: ignore[arg-type]
    player = Player(holding, clock)
    player.restart()
    return player, holding


def test_a_run_at_full_speed_trains_until_its_deadline():
    clock = Clock()
    player, holding = playing(clock)
    assert player.take_turn(clock.now + 0.004)
    assert holding.run.step_number > 0
    assert player.due(clock.now) <= clock.now


def test_a_paused_run_wants_no_turn():
    clock = Clock()
    player, holding = playing(clock)
    holding.state = "paused"
    assert math.isinf(player.due(clock.now))
    assert not player.take_turn(clock.now + 1)


def test_a_paced_run_keeps_to_the_wall_clock():
    clock = Clock()
    player, holding = playing(clock, "10")
    start = clock.now
    while clock.now < start + 2:
        player.take_turn(clock.now + 0.004)
        clock.now += 0.005
    assert holding.run.epoch == pytest.approx(20, abs=1)
    assert player.epochs_per_second == pytest.approx(10, rel=0.1)


def test_a_run_stops_exactly_at_its_target_epoch():
    player, holding = playing(Clock(), stop_at_epoch=3)
    while holding.state == "playing":
        player.take_turn(1e9)
    assert (holding.run.step_number, holding.state, player.stopped_by) == (75, "finished", "target_epoch")


def test_a_run_stops_at_the_end_of_the_first_epoch_under_its_target_loss():
    player, holding = playing(Clock(), stop_at_loss=0.5)
    while holding.state == "playing":
        player.take_turn(1e9)
    losses = [row.test_loss for row in holding.run.rows]
    assert losses[-1] <= 0.5 < losses[-2]
    assert (holding.state, player.stopped_by) == ("finished", "target_loss")


def test_whoever_plays_on_under_the_target_is_not_stopped_again():
    clock = Clock()
    player, holding = playing(clock, stop_at_loss=0.5)
    while holding.state == "playing":
        player.take_turn(1e9)
    holding.state = "playing"
    player.take_turn(clock.now + 0.01)
    assert holding.state == "playing"


def test_a_run_that_is_not_finite_has_diverged():
    player, holding = playing(Clock())
    holding.run.value = 1e9  # type: ignore[attr-defined]
    player.take_turn(1e9)
    assert (holding.state, player.stopped_by) == ("diverged", "not_finite")


def test_one_epoch_ends_at_the_end_of_the_epoch():
    player, holding = playing(Clock(), speed="1")
    player.advance(10)
    holding.goal_epoch = 1
    while holding.state == "playing":
        player.take_turn(1e9)
    assert (holding.run.step_number, holding.state, player.stopped_by) == (25, "paused", "step_epoch")


def test_slow_motion_goes_phase_by_phase():
    clock = Clock()
    player, holding = playing(clock, "slow")
    phases = []
    for _ in range(6):
        player.take_turn(clock.now + 0.004)
        assert not player.take_turn(clock.now + 0.004)
        phases.append(holding.run.phase)
        clock.now += 1
    assert phases == ["forward", "loss", "backward", "update", "input", "forward"]


def test_a_step_that_is_begun_is_ended_first():
    player, holding = playing(Clock())
    player.next_phase()
    player.next_phase()
    player.advance(100)
    assert (holding.run.step_number, holding.run.phase) == (1, "update")
