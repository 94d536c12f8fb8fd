"""How a run comes back after its worker's death: from the last checkpoint, each command again at its step.

The commands are kept by the web process (linked_run.py) until a checkpoint holds them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from playground.trainer.held_run import HeldRun
from playground.trainer.scheduling import Clock
from playground.trainer.trained_run import MID_STEP

_PHASES_IN_A_STEP = 5


class Replay:
    """Plays a held run on to where its learner saw it last."""

    def __init__(
        self, held: HeldRun, entries: Sequence[Mapping[str, Any]], until: Mapping[str, int], clock: Clock
    ) -> None:
        """`entries`: acknowledged commands, each with the place `at` which it took effect; `until`: the number of
        the run that was seen last and how many of its rows were."""
        self._held = held
        self._entries = deque(entries)
        self._until = until
        self._clock = clock
        held.reporter.is_replaying = True

    def take_turn(self, deadline: float) -> bool:
        """Plays on until `deadline` at the latest; whether the run stands where it stood."""
        while True:
            if self._entries:
                self._towards_next(deadline)
            elif self._lacks_rows():
                self._advance(deadline)
            else:
                break
            if self._clock() >= deadline:
                return False
        self._held.player.restart()
        self._held.reporter.is_replaying = False
        return True

    def _towards_next(self, deadline: float) -> None:
        entry = self._entries[0]
        run, at = self._held.run, entry["at"]
        plays = self._held.holding.state == "playing" and self._held.holding.run_number == at["run"]
        if plays and run.step_number < at["step"]:
            self._advance(deadline, at["step"] - run.step_number)
            return
        if plays and at["phase"] in MID_STEP:
            for _ in range(_PHASES_IN_A_STEP):
                if run.phase == at["phase"]:
                    break
                self._held.player.next_phase()
        self._entries.popleft()
        self._held.obey(entry["number"], entry["id"], entry["command"])

    def _lacks_rows(self) -> bool:
        holding = self._held.holding
        holding.collect_rows()
        is_that_run = holding.run_number == self._until["run"]
        return is_that_run and holding.state == "playing" and len(holding.rows) < self._until["rows"]

    def _advance(self, deadline: float, most: int = 1_000_000) -> None:
        player = self._held.player
        player.advance(min(most, player.steps_that_fit(deadline - self._clock())))
        self._held.note_training()
