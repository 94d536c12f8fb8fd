"""A run again from its start and its log, to the bit: saved runs, branches and the time machine rest on it."""

from __future__ import annotations

from collections.abc import Iterable

from playground.engine.checkpoint import Checkpoint
from playground.engine.commands import Change
from playground.engine.restoring import restore_run
from playground.engine.run import Run
from playground.engine.spec import Spec


def replay(
    start: Spec | Checkpoint, log: Iterable[tuple[int, Change]], step: int, device: str = "cpu"
) -> Run:
    """The run at `step`, every entry of `log` applied at its own; later entries are left out.

    Raises EngineError for a start or an entry that cannot be.
    """
    run = restore_run(start, device) if isinstance(start, Checkpoint) else Run(start, device)
    for step_of_change, change in log:
        if step_of_change > step:
            break
        _advance_to(run, step_of_change)
        run.apply(change)
    _advance_to(run, step)
    return run


def _advance_to(run: Run, step: int) -> None:
    while run.step_number < step and not run.diverged:
        run.advance(step - run.step_number)
