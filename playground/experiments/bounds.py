"""Bounds of a field of the spec, read from its models: they are written down there and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

import annotated_types
from pydantic.fields import FieldInfo

from playground.engine.spec import (
    MADE_DATASETS,
    OPTIMIZERS,
    SCHEDULES,
    DenseLayer,
    Model,
    OutputLayer,
    Regularization,
    Spec,
    Training,
)

_PARENTS: dict[str, tuple[type[Model], ...]] = {
    "": (Spec,),
    "dataset": tuple(MADE_DATASETS.values()),
    "layers.*": (DenseLayer,),
    "output": (OutputLayer,),
    "training": (Training,),
    "training.optimizer": tuple(OPTIMIZERS.values()),
    "training.schedule": tuple(SCHEDULES.values()),
    "training.regularization": (Regularization,),
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest value, whether it must be a whole number and whether it may be missing."""

    minimum: float | None = None
    maximum: float | None = None
    is_whole: bool = False
    is_optional: bool = False

    def as_dict(self) -> dict[str, Any]:
        if self.minimum is None and self.maximum is None:
            return {}
        return {
            "min": self.minimum,
            "max": self.maximum,
            "whole": self.is_whole,
            "optional": self.is_optional,
        }


@cache
def bounds_of(field: str) -> Bounds:
    """The bounds at a dotted path, where `layers.*` stands for every layer; empty for what is no number."""
    parent, _, name = field.rpartition(".")
    for model in _PARENTS.get(parent, ()):
        if name in model.model_fields:
            return _read(model.model_fields[name])
    return Bounds()


def _read(info: FieldInfo) -> Bounds:
    annotated = [info.annotation, *get_args(info.annotation)]
    limits = [*info.metadata, *(limit for part in annotated for limit in _metadata(part))]
    types = {part for kind in annotated for part in (kind, *get_args(kind))}
    minimum = maximum = None
    for limit in limits:
        if isinstance(limit, annotated_types.Ge | annotated_types.Gt):
            minimum = float(getattr(limit, "ge", None) or getattr(limit, "gt", 0.0) or 0.0)
        if isinstance(limit, annotated_types.Le | annotated_types.Lt):
            maximum = float(getattr(limit, "le", None) or getattr(limit, "lt", 0.0) or 0.0)
    return Bounds(minimum, maximum, int in types and float not in types, type(None) in types)


def _metadata(kind: Any) -> list[Any]:
    """What stands beside a type in Annotated, a Field's limits included."""
    found: list[Any] = []
    for part in getattr(kind, "__metadata__", ()):
        found += part.metadata if isinstance(part, FieldInfo) else [part]
    return found
