"""What was changed when: a run is its start and its log, and replay.py plays both again to the bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.engine.checkpoint import take_checkpoint
from playground.engine.commands import Change, FreezeWeight, Set, SetWeight

if TYPE_CHECKING:
    from playground.engine.run import Run

MAX_LOG = 2_000
"""Past so many entries a checkpoint becomes the start."""
LEAVES_TRACES = ("training.batch_size", "dataset.num_examples", "dataset.train_share")
"""Each of them may end the epoch, so that the last of several values at one step does not say what happened."""


def note_change(run: Run, change: Change, *, is_taken_back: bool = False) -> None:
    """Logs a change that was applied; before the first step a change of the spec edits the start instead.

    Of several values of one drag at one step the last counts; with `is_taken_back` it is the one before the drag.
    """
    is_by_hand = isinstance(change, SetWeight | FreezeWeight)
    if run.step_number == 0 and not run.log and not is_by_hand:
        has_way_back = run.can_undo or run.can_redo
        run.start = take_checkpoint(run, is_start=True) if has_way_back else run.spec
        return
    replaces = bool(run.log) and _replaces(run.log[-1], run.step_number, change)
    if replaces:
        run.log.pop()
    if not (replaces and is_taken_back):
        run.log.append((run.step_number, change))
    if len(run.log) > MAX_LOG:
        run.start, run.log = take_checkpoint(run, is_start=True), []


def _replaces(last: tuple[int, Change], step: int, change: Change) -> bool:
    """Whether `change` is another value of the same drag at the same step."""
    before = last[1]
    if not isinstance(change, Set) or not isinstance(before, Set) or last[0] != step:
        return False
    is_same_drag = change.drag is not None and (before.field, before.drag) == (change.field, change.drag)
    return is_same_drag and change.field not in LEAVES_TRACES
