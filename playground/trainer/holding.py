"""All that a worker keeps of one run, and how a checkpoint carries it over the link and to disk."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from playground.engine.commands import Speed
from playground.engine.errors import EngineError
from playground.engine.frame import STATES, State
from playground.trainer.messages import Mark
from playground.trainer.row_log import RowLog
from playground.trainer.trained_run import RunMaker, TrainedRun

MAX_LEFT: Final = 50
"""Runs left for a new one that undo can wake."""
MAX_LEFT_BYTES: Final = 4 * 1024 * 1024
_MAGIC: Final = b"DLPC"
_HEAD: Final = struct.Struct("<4sHHI")
_VERSION: Final = 1
_MAX_HEADER: Final = 4 * 1024 * 1024


class CheckpointError(EngineError):
    """Bytes that are no checkpoint of ours."""


@dataclass(frozen=True, slots=True)
class LeftRun:
    """A run that was left for a new one; it wakes where it stood."""

    checkpoint: bytes
    rows: bytes
    marks: list[Mark]
    drag: int | None = None
    """The drag that left it: a drag is one change, so what it passes through on its way is not kept."""

    @property
    def size(self) -> int:
        return len(self.checkpoint) + len(self.rows)


@dataclass
class Holding:
    """One run and what its learner sees of it."""

    run: TrainedRun
    run_number: int = 1
    structure: int = 0
    data_version: int = 1
    state: State = "ready"
    speed: Speed = "60"
    goal_epoch: int | None = None
    """Where `step_epoch` stops."""
    past_target: bool = False
    """The loss was under its target when last looked at, so that playing on is possible."""
    num_commands: int = 0
    """The link's number of the last command that was obeyed."""
    acknowledged: int = 0
    """The page's number of it."""
    num_undone: int = 0
    """Undos since this run woke or changed: what redo gives back before it goes to a later run."""
    marks: list[Mark] = field(default_factory=list)
    left: list[LeftRun] = field(default_factory=list)
    ahead: list[LeftRun] = field(default_factory=list)
    rows: RowLog = field(default_factory=lambda: RowLog(1))

    def collect_rows(self) -> None:
        """Takes over the rows that the run has made since; a restored run may have all of them or new ones only."""
        fresh = []
        for row in reversed(self.run.rows):
            if row.seq < len(self.rows):
                break
            fresh.append(row)
        for row in reversed(fresh):
            numbers = (row.train_loss, row.test_loss, row.train_metric, row.test_metric)
            self.rows.append_row((row.seq, row.step, row.epoch, *numbers))

    def begin(self, run: TrainedRun, rows: bytes = b"", marks: list[Mark] | None = None) -> None:
        """Another run takes this one's place, under the next number."""
        self.run = run
        self.run_number += 1
        self.structure = (self.structure + 1) & 0xFFFF
        self.data_version += 1
        self.num_undone = 0
        self.goal_epoch = None
        self.past_target = False
        self.marks = list(marks or ())
        self.rows = RowLog(self.run_number, rows)


_NAMES: Final = (
    "run_number", "structure", "data_version", "state", "speed", "goal_epoch", "past_target", "num_commands",
    "acknowledged", "num_undone", "marks",
)  # fmt: skip


def encode_holding(holding: Holding, maker: RunMaker) -> bytes:
    """A header in JSON, the run's own checkpoint, then the runs that undo and redo would wake."""
    holding.collect_rows()
    blobs = [maker.save(holding.run)]
    for run in (*holding.left, *holding.ahead):
        blobs += [run.checkpoint, run.rows]
    header = {name: getattr(holding, name) for name in _NAMES} | {
        "num_rows": len(holding.rows),
        "sizes": [len(blob) for blob in blobs],
        "left": [[run.marks, run.drag] for run in holding.left],
        "ahead": [[run.marks, run.drag] for run in holding.ahead],
    }
    text = json.dumps(header, allow_nan=False).encode()
    return b"".join([_HEAD.pack(_MAGIC, _VERSION, 0, len(text)), text, *blobs])


def decode_holding(data: bytes, rows: bytes, maker: RunMaker) -> Holding:
    """What `encode_holding` wrote, with the rows before it. Raises EngineError for anything else."""
    header, blobs = _parts(data)
    try:
        num_left = len(header["left"])
        described = [*header["left"], *header["ahead"]]
        others = [
            LeftRun(checkpoint, before, marks, drag)
            for checkpoint, before, (marks, drag) in zip(blobs[1::2], blobs[2::2], described, strict=True)
        ]
        values = {name: header[name] for name in _NAMES}
        log = RowLog(values["run_number"], rows)
        log.cut(header["num_rows"])
        if values["state"] not in STATES or values["speed"] not in get_args(Speed):
            raise CheckpointError("a state or speed that does not exist")
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise CheckpointError(str(error)) from None
    run = maker.restore(blobs[0])
    return Holding(run=run, rows=log, left=others[:num_left], ahead=others[num_left:], **values)


def keep_few(runs: list[LeftRun]) -> None:
    """Drops the oldest of the runs left behind until they fit a checkpoint."""
    while len(runs) > MAX_LEFT or sum(run.size for run in runs) > MAX_LEFT_BYTES:
        del runs[0]


def _parts(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    if len(data) < _HEAD.size:
        raise CheckpointError("cut short")
    magic, version, _, length = _HEAD.unpack_from(data)
    if magic != _MAGIC or version != _VERSION or length > min(len(data), _MAX_HEADER):
        raise CheckpointError("of another kind or version")
    try:
        header = json.loads(data[_HEAD.size : _HEAD.size + length])
        sizes = [int(size) for size in header["sizes"]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CheckpointError(str(error)) from None
    if not sizes or min(sizes) < 0 or _HEAD.size + length + sum(sizes) != len(data):
        raise CheckpointError("whose length is not its content's")
    blobs = []
    place = _HEAD.size + length
    for size in sizes:
        blobs.append(data[place : place + size])
        place += size
    return header, blobs
