"""One run in a worker: obeys commands between two steps.

What it holds is in holding.py, how it trains in player.py, what it tells in reporter.py, and how it comes back after a
worker's death in replay.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.engine.commands import (
    Change,
    Command,
    Pause,
    Play,
    Redo,
    Reset,
    Set,
    SetSpeed,
    StepBatch,
    StepEpoch,
    StepPhase,
    Undo,
    parse_command,
)  # fmt: skip
from playground.engine.errors import SpecError
from playground.engine.frame import State
from playground.engine.spec import Spec
from playground.trainer.holding import Holding, LeftRun, keep_few
from playground.trainer.messages import MAX_MARKS, Mark
from playground.trainer.player import Player
from playground.trainer.reporter import Reporter, Tell
from playground.trainer.scheduling import SLICE, Clock
from playground.trainer.trained_run import MID_STEP, AppliedChange, RunMaker, TrainedRun


class HeldRun:
    """Raises what the run raises; the worker ends a run that does."""

    def __init__(self, holding: Holding, maker: RunMaker, tell: Tell, clock: Clock) -> None:
        self.holding = holding
        self.player = Player(holding, clock)
        self.reporter = Reporter(holding, maker, tell, clock)
        self._maker = maker
        self._clock = clock
        self.player.restart()

    @property
    def run(self) -> TrainedRun:
        return self.holding.run

    # --- turns

    def due(self, now: float) -> float:
        """When it wants to train."""
        return self.player.due(now)

    def take_turn(self, deadline: float) -> None:
        """Trains until `deadline` at the latest."""
        if self.player.take_turn(deadline):
            self.note_training()

    def note_training(self) -> None:
        """Steps were taken: there is something to show and to keep."""
        self.reporter.note_training()
        if self.player.stopped_by is not None:
            self._tell_stop()
        self.reporter.epochs_per_second = self.player.epochs_per_second

    def _tell_stop(self) -> None:
        self.reporter.flush_rows()
        self.reporter.tell("state", {**self.reporter.standing(), "reason": self.player.stopped_by})
        self.player.stopped_by = None
        self.reporter.note_command(is_change=False)

    # --- commands

    def obey(self, number: int, id: int, data: Mapping[str, Any]) -> None:
        """One command, between two steps; answers with an ack or a refusal."""
        holding, run = self.holding, self.run
        at = {"run": holding.run_number, "step": run.step_number, "phase": run.phase}
        try:
            changed = self._do(parse_command(dict(data)))
        except SpecError as error:
            holding.num_commands = number
            refusal = {"field": error.field, "code": error.message_code, "params": error.params}
            self.reporter.tell("refused", {"number": number, "id": id, **refusal})
            return
        holding.num_commands, holding.acknowledged = number, id
        self.reporter.epochs_per_second = self.player.epochs_per_second
        if not changed.get("new_run"):
            self.reporter.flush_rows()
        self.reporter.tell(
            "ack", {"number": number, "id": id, "at": at, **self.reporter.standing(), **changed}
        )
        if changed.get("new_run"):
            self.reporter.note_new_run()
        else:
            self.reporter.note_command(is_change=bool(changed))

    def _do(self, command: Command) -> dict[str, Any]:
        if isinstance(command, Play):
            self._play()
        elif isinstance(command, Pause):
            self._pause()
        elif isinstance(command, StepPhase | StepBatch | StepEpoch):
            self._step(command)
        elif isinstance(command, SetSpeed):
            self.holding.speed = command.speed
            self.player.restart()
        elif isinstance(command, Reset):
            return self._begin_new_run(self.run.spec, plays=False)
        elif isinstance(command, Undo) and not self.run.can_undo and self.holding.left:
            return self._wake(self.holding.left, self.holding.ahead)
        elif isinstance(command, Redo) and self.holding.ahead and not self.holding.num_undone:
            return self._wake(self.holding.ahead, self.holding.left)
        else:
            return self._change(command)
        return {}

    def _play(self) -> None:
        self._refuse_if_diverged()
        if self.holding.state != "playing":
            self.holding.state = "playing"
            self.player.restart()
        self.holding.goal_epoch = None

    def _pause(self) -> None:
        if self.holding.state == "playing":
            self.holding.state = "paused"
        self.holding.goal_epoch = None

    def _step(self, command: StepPhase | StepBatch | StepEpoch) -> None:
        self._refuse_if_diverged()
        self.holding.state, self.holding.goal_epoch = "paused", None
        if isinstance(command, StepPhase):
            self.player.next_phase()
        elif isinstance(command, StepBatch):
            self.player.advance(1)
        else:
            self.holding.state, self.holding.goal_epoch = "playing", self.run.epoch + 1
            self.player.restart()
            if not self.reporter.is_replaying:
                # A short epoch is over before its ack goes.
                self.player.take_turn(self._clock() + SLICE)
        if self.player.stopped_by is not None:
            self._tell_stop()

    def _refuse_if_diverged(self) -> None:
        if self.run.diverged:
            raise SpecError("command", "diverged")

    def _change(self, command: Change) -> dict[str, Any]:
        holding = self.holding
        applied = self.run.apply(command)
        if applied.new_run is not None:
            drag = command.drag if isinstance(command, Set) else None
            return self._begin_new_run(applied.new_run, plays=holding.state == "playing", drag=drag)
        if isinstance(command, Undo | Redo):
            holding.num_undone = max(holding.num_undone + (1 if isinstance(command, Undo) else -1), 0)
        else:
            holding.num_undone = 0
            holding.ahead.clear()
        holding.structure = (holding.structure + applied.structure) & 0xFFFF
        holding.data_version += applied.data
        if holding.state in ("diverged", "finished") and not self.run.diverged:
            holding.state = "paused"
        return self.reporter.spec_fields() | self._mark_fields(applied)

    def _mark_fields(self, applied: AppliedChange) -> dict[str, Any]:
        if applied.mark is None:
            return {}
        mark = Mark(
            step=applied.mark.step,
            epoch=applied.mark.epoch,
            field=applied.mark.field,
            value=applied.mark.value,
        )
        self.holding.marks.append(mark)
        del self.holding.marks[:-MAX_MARKS]
        return {"mark": mark}

    # --- runs left for new ones

    def _begin_new_run(self, spec: Spec, plays: bool, drag: int | None = None) -> dict[str, Any]:
        new, left = self._maker.make(spec), self.holding.left
        if drag is None or not left or left[-1].drag != drag:
            left.append(self._leave(drag))
            keep_few(left)
        self.holding.ahead.clear()
        self.holding.begin(new)
        self.holding.state = "playing" if plays else "ready"
        return self._new_run_fields()

    def _wake(self, source: list[LeftRun], target: list[LeftRun]) -> dict[str, Any]:
        plays = self.holding.state == "playing"
        woken = self._maker.restore(source[-1].checkpoint)
        target.append(self._leave())
        keep_few(target)
        left = source.pop()
        self.holding.begin(woken, left.rows, left.marks)
        self.holding.state = _state_of(woken, plays)
        return self._new_run_fields()

    def _leave(self, drag: int | None = None) -> LeftRun:
        self.holding.collect_rows()
        return LeftRun(self._maker.save(self.run), self.holding.rows.to_bytes(), self.holding.marks, drag)

    def _new_run_fields(self) -> dict[str, Any]:
        self.holding.collect_rows()
        self.player.restart()
        counts = {"run_number": self.holding.run_number, "num_rows": len(self.holding.rows)}
        return self.reporter.spec_fields() | counts | {"new_run": True, "marks": self.holding.marks}


def _state_of(run: TrainedRun, plays: bool) -> State:
    if run.diverged:
        return "diverged"
    if plays:
        return "playing"
    return "paused" if run.step_number or run.phase in MID_STEP else "ready"
