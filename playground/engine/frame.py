"""The binary packets from trainer to browser: frames, rows and points. The other half is static/js/wire.js.

Little endian; every array starts at a multiple of 8 bytes. tests/fixtures/frames/ holds packets that the tests of
both halves read.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.engine.errors import EngineError

Phase = Literal["input", "forward", "loss", "backward", "update"]
PHASES: Final[tuple[Phase, ...]] = get_args(Phase)
State = Literal["ready", "playing", "paused", "diverged", "finished"]
STATES: Final[tuple[State, ...]] = get_args(State)
ViewName = Literal["row", "parameters", "values", "gradients", "step"]
VIEWS: Final[dict[ViewName, int]] = {"row": 1, "parameters": 2, "values": 3, "gradients": 4, "step": 5}
ROW_LENGTH: Final = 7
"""seq, step, epoch, train_loss, test_loss, train_metric, test_metric."""

VERSION: Final = 1
_HEADER = struct.Struct("<4sHHIIddBBHIddII")
_SECTION = struct.Struct("<HBBI4I")
_ROWS = struct.Struct("<4sHHII")
_POINTS = struct.Struct("<4sHHIIII")
_FLOAT64: Final[np.dtype[np.float64]] = np.dtype("<f8")
_FLOAT32: Final[np.dtype[np.float32]] = np.dtype("<f4")
_DTYPES: Final[tuple[np.dtype[Any], ...]] = (_FLOAT64, _FLOAT32, np.dtype("u1"), np.dtype("<i4"))
_MAX_DIMENSIONS: Final = 4
_VIEW_NAMES: Final[dict[int, ViewName]] = {number: name for name, number in VIEWS.items()}


class FrameError(EngineError):
    """Bytes that are no packet of ours, or values that no packet can carry."""


@dataclass(frozen=True, slots=True)
class Section:
    """One view of a run: float64, float32, uint8 or int32 values in at most four dimensions."""

    view: ViewName
    values: NDArray[np.generic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A run at one moment."""

    run: int
    """Which run of its holder: one higher after every change that begins a new run."""
    sequence: int
    step: int
    epoch: float
    """Completed epochs and the part of the one under way."""
    phase: Phase
    """The phase just shown; `input` at the start of a step."""
    state: State
    structure: int
    """Counts changes of shape; the parameters fit the spec with this number."""
    acknowledged: int
    """The last command whose effect this frame shows; 0 before the first."""
    epochs_per_second: float
    learning_rate: float
    num_rows: int
    data_version: int
    """Counts changes of the points."""
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Entries of a run's history."""

    run: int
    rows: NDArray[np.float64]
    """(count, 7): seq, step, epoch, train_loss, test_loss, train_metric, test_metric."""


@dataclass(frozen=True, slots=True)
class PointSets:
    """The examples of a run: `(n, 3)` float32 arrays of x1, x2, label."""

    run: int
    data_version: int
    train: NDArray[np.float32]
    test: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 3), np.float32))


def encode_frame(frame: Frame) -> bytes:
    """Header of 64 bytes, then the sections. Raises FrameError for values that have no place in it."""
    try:
        header = _HEADER.pack(
            b"DLPF", VERSION, len(frame.sections), frame.run, frame.sequence, frame.step, frame.epoch,
            PHASES.index(frame.phase), STATES.index(frame.state), frame.structure & 0xFFFF, frame.acknowledged,
            frame.epochs_per_second, frame.learning_rate, frame.num_rows, frame.data_version,
        )  # fmt: skip
    except (struct.error, ValueError) as error:
        raise FrameError(str(error)) from None
    return b"".join([header, *(_encode_section(section) for section in frame.sections)])


def decode_frame(data: bytes) -> Frame:
    """The frame in `data`; its arrays are read-only views of it. Raises FrameError."""
    (magic, version, num_sections, run, sequence, step, epoch, phase, state, structure, acknowledged,
     epochs_per_second, learning_rate, num_rows, data_version) = _unpack(_HEADER, data, 0)  # fmt: skip
    _check_kind(b"DLPF", magic, version)
    if phase >= len(PHASES) or state >= len(STATES) or not 0 <= step < 2**53:
        raise FrameError("a phase, state or step that does not exist")
    sections = []
    offset = _HEADER.size
    for _ in range(num_sections):
        section, offset = _decode_section(data, offset)
        sections.append(section)
    _check_end(data, offset)
    return Frame(
        run=run, sequence=sequence, step=int(step), epoch=epoch, phase=PHASES[phase], state=STATES[state],
        structure=structure, acknowledged=acknowledged, epochs_per_second=epochs_per_second,
        learning_rate=learning_rate, num_rows=num_rows, data_version=data_version, sections=tuple(sections),
    )  # fmt: skip


def encode_rows(run: int, rows: Sequence[Sequence[float]] | NDArray[np.float64]) -> bytes:
    """A packet of rows `(count, 7)`. Raises FrameError."""
    values = np.asarray(rows, "<f8").reshape(len(rows), -1) if len(rows) else np.zeros((0, ROW_LENGTH), "<f8")
    if values.shape[1] != ROW_LENGTH:
        raise FrameError(f"a row of {values.shape[1]} numbers")
    return _ROWS.pack(b"DLPR", VERSION, 0, run, len(values)) + values.tobytes()


def decode_rows(data: bytes) -> Rows:
    """The rows in `data`. Raises FrameError."""
    magic, version, _, run, count = _unpack(_ROWS, data, 0)
    _check_kind(b"DLPR", magic, version)
    values, end = _array(data, _ROWS.size, _FLOAT64, count * ROW_LENGTH)
    _check_end(data, end)
    return Rows(run, values.reshape(count, ROW_LENGTH))


def encode_points(run: int, data_version: int, train: ArrayLike, test: ArrayLike) -> bytes:
    """A packet of points: two arrays `(n, 3)` of x1, x2, label. Raises FrameError."""
    parts = [np.asarray(part, "<f4") for part in (train, test)]
    if any(part.ndim != 2 or part.shape[1] != 3 for part in parts):
        raise FrameError("points are x1, x2 and label")
    header = _POINTS.pack(b"DLPP", VERSION, 0, run, data_version, len(parts[0]), len(parts[1]))
    return header + parts[0].tobytes() + parts[1].tobytes()


def decode_points(data: bytes) -> PointSets:
    """The points in `data`. Raises FrameError."""
    magic, version, _, run, data_version, num_train, num_test = _unpack(_POINTS, data, 0)
    _check_kind(b"DLPP", magic, version)
    train, middle = _array(data, _POINTS.size, _FLOAT32, num_train * 3)
    test, end = _array(data, middle, _FLOAT32, num_test * 3)
    _check_end(data, end)
    return PointSets(run, data_version, train.reshape(num_train, 3), test.reshape(num_test, 3))


def _encode_section(section: Section) -> bytes:
    values = section.values
    little = values.dtype.newbyteorder("<")
    if little not in _DTYPES or values.ndim > _MAX_DIMENSIONS:
        raise FrameError(f"{values.dtype} in {values.ndim} dimensions")
    shape = values.shape + (0,) * (_MAX_DIMENSIONS - values.ndim)
    header = _SECTION.pack(VIEWS[section.view], _DTYPES.index(little), values.ndim, values.size, *shape)
    data = values.astype(little, copy=False).tobytes()
    return header + data + bytes(-len(data) % 8)


def _decode_section(data: bytes, offset: int) -> tuple[Section, int]:
    view, dtype, num_dimensions, length, *shape = _unpack(_SECTION, data, offset)
    if view not in _VIEW_NAMES or dtype >= len(_DTYPES) or num_dimensions > _MAX_DIMENSIONS:
        raise FrameError("a section of a kind that does not exist")
    size = 1
    for extent in shape[:num_dimensions]:
        size *= extent
    if size != length or any(shape[num_dimensions:]):
        raise FrameError("a section whose shape is not its length")
    values, end = _array(data, offset + _SECTION.size, _DTYPES[dtype], length)
    padded = end + -(end - offset) % 8
    return Section(_VIEW_NAMES[view], values.reshape(shape[:num_dimensions])), padded


def _unpack(layout: struct.Struct, data: bytes, offset: int) -> tuple[int, ...]:
    if len(data) < offset + layout.size:
        raise FrameError("a packet cut short")
    return layout.unpack_from(data, offset)


def _array(data: bytes, offset: int, dtype: np.dtype[Any], length: int) -> tuple[NDArray[Any], int]:
    end = offset + length * dtype.itemsize
    if len(data) < end:
        raise FrameError("a packet cut short")
    return np.frombuffer(data, dtype, length, offset), end


def _check_kind(expected: bytes, magic: object, version: int) -> None:
    if magic != expected or version != VERSION:
        raise FrameError("a packet of another kind or version")


def _check_end(data: bytes, end: int) -> None:
    if len(data) != end:
        raise FrameError("a packet whose length is not its content's")
