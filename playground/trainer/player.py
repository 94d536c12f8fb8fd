"""Trains one run as its state and speed ask, in turns of a few milliseconds; held_run.py says when it plays."""

from __future__ import annotations

import math
from typing import Final, Literal

from playground.engine.shapes import batch_size
from playground.trainer.holding import Holding
from playground.trainer.scheduling import Clock, Pace, SpeedMeter
from playground.trainer.trained_run import MID_STEP, progress_of

StopReason = Literal["not_finite", "step_epoch", "target_epoch", "target_loss"]
_FIRST_GUESS: Final = 1e-3
"""Seconds a step takes, before one was measured."""


class Player:
    """Asks its run for steps while the run is playing, never beyond the end of an epoch at once."""

    def __init__(self, holding: Holding, clock: Clock) -> None:
        self._holding = holding
        self._clock = clock
        self._pace = Pace(holding.speed)
        self._meter = SpeedMeter()
        self._step_seconds = _FIRST_GUESS
        self.stopped_by: StopReason | None = None
        """Why it stopped by itself; whoever reports it sets it back."""

    @property
    def epochs_per_second(self) -> float:
        return self._meter.epochs_per_second() if self._holding.state == "playing" else 0.0

    def restart(self) -> None:
        """Its state, speed or run has changed: the pace counts from here."""
        self._pace = Pace(self._holding.speed)
        self._pace.restart(self._clock(), progress_of(self._holding.run))
        self._meter.restart()

    def due(self, now: float) -> float:
        """When the run wants to train."""
        holding = self._holding
        if holding.state != "playing":
            return math.inf
        if holding.goal_epoch is not None:
            return now
        return self._pace.next_due(now, progress_of(holding.run))

    def take_turn(self, deadline: float) -> bool:
        """Trains what is due, until `deadline` at the latest; whether anything has changed."""
        holding = self._holding
        if holding.speed == "slow" and holding.goal_epoch is None:
            return self._show_phase()
        done = False
        while holding.state == "playing":
            now = self._clock()
            steps = self._steps_due(now)
            if steps < 1 or (done and now >= deadline):
                break
            self.advance(min(steps, self.steps_that_fit(deadline - now)))
            done = True
        now = self._clock()
        self._pace.take_turn(now)
        self._meter.note(now, progress_of(holding.run))
        return done

    def advance(self, max_steps: int) -> None:
        """At least one step, at most `max_steps`; ends a step that is begun. Stops where the spec says so."""
        run = self._holding.run
        epoch, started = run.epoch, self._clock()
        if run.phase in MID_STEP:
            self.finish_step()
        else:
            num_steps = run.advance(max(max_steps, 1))
            self._step_seconds = max((self._clock() - started) / max(num_steps, 1), 1e-7)
        self._stop_where_asked(epoch)

    def steps_that_fit(self, seconds: float) -> int:
        """As many steps as take about half of `seconds`, so that a turn is read off the clock and not guessed."""
        return max(int(seconds / 2 / self._step_seconds), 1)

    def next_phase(self) -> None:
        """Shows one more phase."""
        epoch = self._holding.run.epoch
        self._holding.run.next_phase()
        self._stop_where_asked(epoch)

    def finish_step(self) -> None:
        """The phases that are left of a step that is begun."""
        run = self._holding.run
        while run.phase in MID_STEP:
            run.next_phase()

    def _show_phase(self) -> bool:
        if not self._pace.take_phase(self._clock()):
            return False
        self.next_phase()
        self._meter.note(self._clock(), progress_of(self._holding.run))
        return True

    def _steps_due(self, now: float) -> int:
        run = self._holding.run
        steps_per_epoch = math.ceil(run.spec.num_train / batch_size(run.spec))
        if self._holding.goal_epoch is not None:
            return steps_per_epoch
        due = self._pace.epochs_due(now, progress_of(run))
        return steps_per_epoch if math.isinf(due) else math.floor(due * steps_per_epoch) + 1

    def _stop_where_asked(self, epoch_before: int) -> None:
        holding, run = self._holding, self._holding.run
        if run.diverged:
            self._stop("not_finite")
        elif run.epoch > epoch_before:
            training, test_loss = run.spec.training, run.newest_row[4]
            under = training.stop_at_loss is not None and test_loss <= training.stop_at_loss
            if training.stop_at_epoch is not None and epoch_before < training.stop_at_epoch <= run.epoch:
                self._stop("target_epoch")
            elif under and not holding.past_target:
                self._stop("target_loss")
            elif holding.goal_epoch is not None and run.epoch >= holding.goal_epoch:
                self._stop("step_epoch")
            # Whoever plays on beyond the target is stopped again only after the loss has been above it.
            holding.past_target = under

    def _stop(self, reason: StopReason) -> None:
        states = {"not_finite": "diverged", "step_epoch": "paused"}
        self._holding.state = states.get(reason, "finished")  # type: ignore[assignment]
        self._holding.goal_epoch = None
        self.stopped_by = reason
