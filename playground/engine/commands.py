"""Everything a browser may ask of a run, as validated models; what a change does to the spec is in changes.py."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from playground.engine.errors import SpecError
from playground.engine.spec import MAX_LAYERS, MAX_UNITS, DenseLayer, Given, Integer, Model

Index = Annotated[Integer, Field(ge=0, le=MAX_LAYERS)]
UnitIndex = Annotated[Integer, Field(ge=0, lt=MAX_UNITS)]
InputIndex = Annotated[Integer, Field(ge=0, lt=MAX_UNITS)]
Speed = Literal["slow", "1", "10", "60", "max"]
"""Slow motion by phase; 1, 10 or 60 epochs a second; as fast as it goes."""


# --- changes: logged, replayed, undone ------------------------------------------------------------


class Set(Model):
    """One field of the spec, by dotted path: `training.learning_rate`, `layers.1.activation`, `dataset.kind`."""

    name: Literal["set"] = "set"
    field: Annotated[str, Field(min_length=1, max_length=60)]
    value: Any
    drag: Annotated[Integer, Field(ge=1, le=2**53)] | None = None
    """Sets of one field with the same number are one change: a slider held, a key held down."""


class InsertLayer(Model):
    """A new hidden layer before position `index` (0 = next to the input)."""

    name: Literal["layer.insert"] = "layer.insert"
    index: Index
    layer: DenseLayer | None = None
    """None: two units, the activation function and initial weights of its neighbor."""


class RemoveLayer(Model):
    name: Literal["layer.remove"] = "layer.remove"
    index: Index


class AddUnit(Model):
    """One more unit at the end of hidden layer `layer`."""

    name: Literal["unit.add"] = "unit.add"
    layer: Index


class RemoveUnit(Model):
    """Unit `unit` of hidden layer `layer`; None: the last one."""

    name: Literal["unit.remove"] = "unit.remove"
    layer: Index
    unit: UnitIndex | None = None


class SetWeight(Model):
    """A weight (or, with `input` None, the bias) of layer `layer`; the output layer is `len(spec.layers)`."""

    name: Literal["weight.set"] = "weight.set"
    layer: Index
    unit: UnitIndex
    input: InputIndex | None = None
    value: Given


class FreezeWeight(Model):
    """Keeps a weight (or bias) as it is, or lets it learn again."""

    name: Literal["weight.freeze"] = "weight.freeze"
    layer: Index
    unit: UnitIndex
    input: InputIndex | None = None
    frozen: Annotated[bool, Field(strict=True)]


class UseSpec(Model):
    """A whole spec (a preset, a step in the browser's history, after a server's death)."""

    name: Literal["spec"] = "spec"
    spec: Any


class Undo(Model):
    name: Literal["undo"] = "undo"


class Redo(Model):
    name: Literal["redo"] = "redo"


Change = Annotated[
    Set | InsertLayer | RemoveLayer | AddUnit | RemoveUnit | SetWeight | FreezeWeight | UseSpec | Undo | Redo,
    Field(discriminator="name"),
]


# --- controls: when it trains, never what ---------------------------------------------------------


class Play(Model):
    name: Literal["play"] = "play"


class Pause(Model):
    name: Literal["pause"] = "pause"


class StepPhase(Model):
    """To the next phase of this step."""

    name: Literal["step_phase"] = "step_phase"


class StepBatch(Model):
    """To the end of this step (one optimizer update)."""

    name: Literal["step_batch"] = "step_batch"


class StepEpoch(Model):
    """To the end of this epoch."""

    name: Literal["step_epoch"] = "step_epoch"


class Reset(Model):
    """Back to epoch 0 of the current spec, the same initial weights each time."""

    name: Literal["reset"] = "reset"


class SetSpeed(Model):
    name: Literal["speed"] = "speed"
    speed: Speed


Control = Annotated[
    Play | Pause | StepPhase | StepBatch | StepEpoch | Reset | SetSpeed, Field(discriminator="name")
]
Command = Change | Control
_change: TypeAdapter[Change] = TypeAdapter(Change)
_control: TypeAdapter[Control] = TypeAdapter(Control)
_OUT_OF_RANGE = {
    "less_than_equal": ("too_large", "maximum", "le"),
    "greater_than_equal": ("too_small", "minimum", "ge"),
}
"""What a learner may well type as a weight, and is told; by pydantic's type of mistake."""
CONTROLS = ("play", "pause", "step_phase", "step_batch", "step_epoch", "reset", "speed")


def parse_command(data: object) -> Command:
    """The command in `data`. Raises SpecError (`command.<field>`) for anything else.

    A weight out of range is told by its bound, as `weight`.
    """
    name = data.get("name") if isinstance(data, dict) else None
    if not isinstance(name, str):
        raise SpecError("command.name", "not_a_command", {"name": None})
    try:
        return _control.validate_python(data) if name in CONTROLS else _change.validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part)[:60] for part in first["loc"][1:]) or "name"
        if (name, where) == ("weight.set", "value") and first["type"] in _OUT_OF_RANGE:
            code, param, bound = _OUT_OF_RANGE[first["type"]]
            raise SpecError("weight", code, {param: first["ctx"][bound]}) from None
        raise SpecError(f"command.{where}", "not_a_command", {"name": name[:40]}) from None
    except (RecursionError, OverflowError):
        raise SpecError("command", "not_a_command", {"name": name[:40]}) from None
