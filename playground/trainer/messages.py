"""What trainer and web process tell each other about a run; how it travels is in link.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NotRequired, TypedDict

from playground.engine.commands import Speed
from playground.engine.frame import State

MessageType = Literal["ack", "refused", "state", "resumed", "failed", "frame", "rows", "points", "checkpoint"]
"""What a subscriber of a run is told:

ack         a command took effect; fields as AckFields
refused     a command was not taken: `id`, `field`, `code`, `params`
state       the run changed its state by itself: `state`, `step`, `epoch`, `reason` (target_epoch, target_loss,
            not_finite, step_epoch)
resumed     the worker died and another took over: `num_rows`, `state`, `step`, `epoch`
failed      the run has ended by an error of ours: `code` (run_failed, worker_failed); ensure makes a new one
frame       body: a DLPF packet
rows        body: a DLPR packet of rows not seen before; `run`, `first`, `count`
points      body: a DLPP packet; sent when the run opens and whenever its data change
checkpoint  body: a checkpoint newer than the last; `commands`, `num_rows`, `step`
"""


MAX_MARKS: Final = 2000


class Mark(TypedDict):
    """What was changed when: drawn on the curve."""

    step: int
    epoch: float
    field: str
    value: Any


class RunStatus(TypedDict):
    """All that a page has to know of a run when it arrives; kept up to date by what the worker tells."""

    run_number: int
    """One higher after every change that begins a new run."""
    spec: dict[str, Any]
    address: str | None
    """None where the spec has no address (inline points, given weights)."""
    structure: int
    data_version: int
    state: State
    speed: Speed
    step: int
    epoch: float
    device: str
    device_name: str
    can_undo: bool
    can_redo: bool
    marks: list[Mark]
    num_rows: int
    num_train: int
    num_test: int


class AckFields(TypedDict):
    """What an ack says; `spec`, `address`, `structure` and `data_version` only when the spec changed."""

    id: int
    step: int
    """The step at which the command took effect."""
    epoch: float
    state: State
    speed: Speed
    can_undo: bool
    can_redo: bool
    spec: NotRequired[dict[str, Any]]
    address: NotRequired[str | None]
    structure: NotRequired[int]
    data_version: NotRequired[int]
    mark: NotRequired[Mark]
    new_run: NotRequired[bool]
    """Rows start again; `run_number`, `marks` and `num_rows` come with it."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message about a run, as JSON fields and bytes that are passed on untouched."""

    type: MessageType
    fields: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""

    def as_json(self) -> dict[str, Any]:
        """What a browser is told: the type among the fields."""
        return {"type": self.type, **self.fields}


@dataclass(frozen=True, slots=True)
class Start:
    """What a run begins with: a spec, or where another one stood.

    What `release` and `save` give back is the start from which the same run goes on.
    """

    spec: Mapping[str, Any] | None = None
    """As `spec_to_dict` gives it; None with a checkpoint, or for the default experiment."""
    speed: Speed = "60"
    checkpoint: bytes = b""
    rows: bytes = b""
    """The rows before the checkpoint: float64 `(num_rows, 7)`, little endian."""


@dataclass(frozen=True, slots=True)
class View:
    """One thing that a frame can show; `layer` and `unit` belong to `values` alone."""

    view: Literal["parameters", "values", "gradients", "step"]
    layer: int = 0
    unit: int = 0
