"""What a held run tells its learner and the web process: standing, rows, points, frames and checkpoints."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

import numpy as np

from playground.engine.address import encode_address
from playground.engine.errors import SpecError
from playground.engine.frame import Frame, encode_frame, encode_points
from playground.engine.spec import Spec, spec_to_dict
from playground.trainer.holding import Holding, encode_holding
from playground.trainer.messages import RunStatus
from playground.trainer.scheduling import Clock
from playground.trainer.trained_run import RunMaker, progress_of
from playground.trainer.viewer import FRAME_SECONDS, Viewer
from playground.trainer.views import encode_views

CHECKPOINT_SECONDS: Final = 5.0
"""Between two checkpoints of a run that trains."""
PAUSE_SECONDS: Final = 0.5
"""Between a pause or a change and its checkpoint."""

Tell = Callable[[str, Mapping[str, Any], bytes], None]
"""type, fields, body: goes over the link under this run's name."""


class Reporter:
    """Tells each thing once, when it is due."""

    def __init__(self, holding: Holding, maker: RunMaker, tell: Tell, clock: Clock) -> None:
        self._holding = holding
        self._maker = maker
        self._tell = tell
        self._clock = clock
        self.viewer = Viewer()
        self.epochs_per_second = 0.0
        self.is_replaying = False
        """While a run plays on to where it stood, only rows and checkpoints are told: the rest was seen before."""
        self._changed = True
        self._sequence = 0
        self._data_version = 0
        self._rows_sent = len(holding.rows)
        self._rows_due = 0.0
        self._checkpoint_due = math.inf

    # --- what there is to tell

    def status(self) -> RunStatus:
        """What the welcome says."""
        holding, run = self._holding, self._holding.run
        holding.collect_rows()
        return cast(RunStatus, self.standing() | self.spec_fields() | {
            "run_number": holding.run_number, "device": self._maker.device, "marks": holding.marks,
            "device_name": self._maker.device_name, "num_rows": len(holding.rows),
            "num_train": len(run.dataset.train_points), "num_test": len(run.dataset.test_points),
        })  # fmt: skip

    def standing(self) -> dict[str, Any]:
        """What every ack says."""
        holding, run = self._holding, self._holding.run
        return {
            "step": run.step_number, "epoch": progress_of(run), "state": holding.state, "speed": holding.speed,
            "can_undo": run.can_undo or bool(holding.left),
            "can_redo": run.can_redo or bool(holding.ahead),
        }  # fmt: skip

    def spec_fields(self) -> dict[str, Any]:
        """What an ack says when the spec has changed."""
        spec = self._holding.run.spec
        return {
            "spec": spec_to_dict(spec), "address": address_of(spec), "structure": self._holding.structure,
            "data_version": self._holding.data_version,
        }  # fmt: skip

    # --- when it is due

    def note_training(self) -> None:
        """Steps were taken."""
        self._changed = True
        self._keep_within(CHECKPOINT_SECONDS)

    def note_command(self, is_change: bool) -> None:
        """A command took effect: its picture goes at once."""
        self._changed = True
        self.viewer.hurry()
        trains = self._holding.state == "playing" and not is_change
        self._keep_within(CHECKPOINT_SECONDS if trains else PAUSE_SECONDS)
        if self._holding.data_version != self._data_version:
            self.tell_points()

    def note_view(self) -> None:
        """Something else is looked at, or somebody else looks: a frame goes though nothing has moved."""
        self._changed = True
        self.viewer.hurry()

    def note_new_run(self) -> None:
        """Another run has taken this one's place."""
        self._rows_sent = 0
        self.note_command(is_change=True)
        self.flush_rows()
        # At once: the rows of the run that was left are nowhere else.
        self.tell_checkpoint()

    def show_due(self, has_room: bool = True) -> float:
        """When `show` has something to do."""
        has_rows = len(self._holding.rows) > self._rows_sent or self._has_fresh_rows()
        rows = self._rows_due if has_rows else math.inf
        shows = self._changed and has_room and not self.is_replaying
        frame = self.viewer.due() if shows else math.inf
        return min(frame, rows, self._checkpoint_due)

    def show(self, now: float, has_room: bool = True) -> None:
        """Rows, checkpoint and frame, each if it is due; a frame only if the link `has_room`."""
        if self._rows_due <= now:
            self.flush_rows()
        if self._checkpoint_due <= now:
            self.tell_checkpoint()
        if self._changed and has_room and not self.is_replaying and self.viewer.due() <= now:
            self.flush_rows()
            self._tell_frame(now)

    # --- telling

    def tell(self, type: str, fields: Mapping[str, Any], body: bytes = b"") -> None:
        if not self.is_replaying or type in ("rows", "checkpoint"):
            self._tell(type, fields, body)

    def tell_points(self) -> None:
        """The examples, as they are now."""
        data = self._holding.run.dataset
        self._data_version = self._holding.data_version
        train = np.column_stack([data.train_points, data.train_labels])
        test = np.column_stack([data.test_points, data.test_labels])
        self.tell("points", {}, encode_points(self._holding.run_number, self._data_version, train, test))

    def flush_rows(self) -> None:
        """The rows that were not told yet."""
        self._holding.collect_rows()
        log = self._holding.rows
        for packet in log.packets(self._rows_sent - 1):
            self.tell("rows", {}, packet)
        self._rows_sent = len(log)
        self._rows_due = self._clock() + FRAME_SECONDS

    def tell_checkpoint(self) -> None:
        """All that is needed to go on from here."""
        self._checkpoint_due = math.inf
        self.flush_rows()
        fields = {"commands": self._holding.num_commands, "num_rows": len(self._holding.rows)}
        self.tell("checkpoint", fields, encode_holding(self._holding, self._maker))

    def _tell_frame(self, now: float) -> None:
        self._changed = False
        self._sequence += 1
        holding, run = self._holding, self._holding.run
        frame = encode_frame(Frame(
            run=holding.run_number, sequence=self._sequence & 0xFFFFFFFF, step=run.step_number, epoch=progress_of(run),
            phase=run.phase, state=holding.state, structure=holding.structure,
            acknowledged=holding.acknowledged & 0xFFFFFFFF, epochs_per_second=self.epochs_per_second,
            learning_rate=run.learning_rate, num_rows=len(holding.rows), data_version=holding.data_version,
            sections=encode_views(run, self.viewer.views or ()),
        ))  # fmt: skip
        self.viewer.sent(now, len(frame))
        self.tell("frame", {}, frame)

    def _has_fresh_rows(self) -> bool:
        rows = self._holding.run.rows
        return bool(rows) and rows[-1].seq >= len(self._holding.rows)

    def _keep_within(self, seconds: float) -> None:
        self._checkpoint_due = min(self._checkpoint_due, self._clock() + seconds)


def address_of(spec: Spec) -> str | None:
    """None for given points or weights, which have no address."""
    try:
        return encode_address(spec)
    except SpecError:
        return None
