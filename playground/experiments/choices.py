"""The words of every choice of the spec, in the active language; the choices themselves are the spec's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from playground.engine.spec import ACTIVATIONS, INITIALS, OPTIMIZERS, SCHEDULES, PrecisionName
from playground.engine.tasks import LOSSES


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a list and its name; one that is not allowed is not shown."""

    value: str
    name: str
    is_allowed: bool = True

    def allowed(self, is_allowed: bool) -> Choice:
        return replace(self, is_allowed=is_allowed)


def dataset_names() -> dict[str, str]:
    """Under the thumbnails, in their order."""
    return {
        "circle": _("Circle"), "xor": "XOR", "gauss": _("Gaussians"),
        "spiral": _("Spiral"), "moons": _("Moons"), "blobs": _("Blobs"),
        "arms": _("Arms"), "plane": _("Plane"), "hills": _("Hills"),
    }  # fmt: skip


def titles() -> dict[str, str]:
    """What an experiment on each dataset is about."""
    return {
        "circle": _("Separate a circle"),
        "xor": _("Solve XOR"),
        "gauss": _("Separate two clouds"),
        "spiral": _("Unroll the spiral"),
        "moons": _("Separate two moons"),
        "blobs": _("Separate groups"),
        "arms": _("Tell the arms of a spiral apart"),
        "plane": _("Learn a plane"),
        "hills": _("Learn hills and valleys"),
        "points": _("Learn given points"),
    }


def activation_names() -> dict[str, str]:
    return {
        "linear": pgettext("activation function", "linear"), "tanh": "tanh",
        "sigmoid": pgettext("activation function", "sigmoid"), "relu": "ReLU", "leaky_relu": "leaky ReLU",
        "elu": "ELU", "gelu": "GELU", "silu": "SiLU", "softplus": "softplus",
        "sine": pgettext("activation function", "sine"),
    }  # fmt: skip


def initial_names() -> dict[str, str]:
    return {
        "uniform": pgettext("initial weights", "uniform"), "normal": pgettext("initial weights", "normal"),
        "xavier": "Xavier", "he": "He", "zero": pgettext("initial weights", "zero"),
        "constant": pgettext("initial weights", "constant"),
    }  # fmt: skip


def about_initials() -> tuple[Choice, ...]:
    """One sentence on what each way to begin does."""
    sentences = {
        "uniform": _("Any number from −½ to ½; biases start at 0.1. The usual choice for a small network."),
        "normal": _("Mostly small numbers around 0, now and then a larger one; biases start at 0.1."),
        "xavier": _("Keeps signals the same size from layer to layer with tanh or sigmoid."),
        "he": _("More spread than Xavier, to make up for the half that ReLU sets to 0."),
        "zero": _("All neurons of a layer stay the same: the network hardly learns. Try it and see."),
        "constant": _("All weights ½: the neurons of a layer begin the same and stay the same."),
        "mixed": _("Each layer has its own; its menu in the diagram shows which."),
    }
    return tuple(Choice(value, sentence) for value, sentence in sentences.items())


def mixed() -> str:
    return _("differs by layer")


def never() -> str:
    return _("never")


def activations() -> tuple[Choice, ...]:
    return _named(ACTIVATIONS, activation_names())


def initials() -> tuple[Choice, ...]:
    return _named(INITIALS, initial_names())


def optimizers() -> tuple[Choice, ...]:
    names = {
        "sgd": "SGD", "momentum": _("Momentum"), "nesterov": "Nesterov", "rmsprop": "RMSprop",
        "adagrad": "Adagrad", "adam": "Adam", "adamw": "AdamW",
    }  # fmt: skip
    return _named(OPTIMIZERS, names)


def penalties() -> tuple[Choice, ...]:
    return _named(("none", "l1", "l2"), {"none": pgettext("regularization", "none"), "l1": "L1", "l2": "L2"})


def norms() -> tuple[Choice, ...]:
    names = {
        "none": pgettext("normalization", "none"), "batch": pgettext("normalization", "batch"),
        "layer": pgettext("normalization", "layer"),
    }  # fmt: skip
    return _named(tuple(names), names)


def losses() -> tuple[Choice, ...]:
    names = {
        "half_squared": "½(o − y)²", "mse": "(o − y)²", "mae": "|o − y|", "huber": "Huber",
        "hinge": _("hinge"), "cross_entropy": _("cross-entropy"),
    }  # fmt: skip
    return _named(LOSSES, names)


def schedules() -> tuple[Choice, ...]:
    names = {
        "constant": pgettext("schedule", "constant"), "step": pgettext("schedule", "in steps"),
        "exponential": pgettext("schedule", "exponential"), "cosine": pgettext("schedule", "cosine"),
        "warmup": pgettext("schedule", "warm-up"),
    }  # fmt: skip
    return _named(SCHEDULES, names)


def orders() -> tuple[Choice, ...]:
    return _named(("in_order", "shuffled"), {"in_order": _("fixed"), "shuffled": _("shuffled")})


def last_batches() -> tuple[Choice, ...]:
    return _named(("carry", "short"), {"carry": _("joins next"), "short": _("shorter")})


def precisions() -> tuple[Choice, ...]:
    return _named(get_args(PrecisionName), {"float32": "float32", "float64": "float64"})


def _named(values: object, names: dict[str, str]) -> tuple[Choice, ...]:
    """Every value with its name: one without a name is a mistake of ours."""
    return tuple(Choice(str(value), names[value]) for value in values)  # type: ignore[attr-defined]
