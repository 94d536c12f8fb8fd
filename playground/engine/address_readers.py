"""What one token of an address says, forgivingly: its value, or the nearest that holds; address.py asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from playground.engine.address_tables import KIND_DEFAULTS, LAYER_DEFAULTS
from playground.engine.errors import Param, SpecError
from playground.engine.spec import (
    ACTIVATIONS,
    FEATURES,
    INITIALS,
    MAX_LAYERS,
    MAX_UNITS,
    OPTIMIZERS,
    SCHEDULES,
    Model,
    parse_spec,
)
from playground.engine.tasks import LOSSES

MAX_DROPOUT: Final = 90


class Nearest(Exception):
    """Raised by a reader: the token is wrong; `value` is the nearest that holds."""

    def __init__(self, code: str, value: Any, **params: Param) -> None:
        super().__init__(code)
        self.code, self.value, self.params = code, value, params


Reader = Callable[[str, str, int], Any]
"""(token, default token, version) -> value for the spec; raises Nearest."""


def choice_reader(choices: tuple[str, ...]) -> Reader:
    def read(token: str, default: str, version: int) -> str:
        if token in choices:
            return token
        raise Nearest("unknown_choice", default, choices=", ".join(choices))

    return read


def _float(token: str, low: float, high: float, default: float) -> float:
    try:
        # Whoever writes a decimal comma by hand means one.
        value = float(token.replace(",", ".")) if len(token) <= 40 else float("nan")
    except ValueError:
        value = float("nan")
    if value != value:
        raise Nearest("not_a_number", default)
    if value < low:
        raise Nearest("too_small", low, minimum=low)
    if value > high:
        raise Nearest("too_large", high, maximum=high)
    return value


def _real(low: float, high: float) -> Reader:
    return lambda token, default, version: _float(token, low, high, float(default))


def _whole(low: int, high: int) -> Reader:
    def read(token: str, default: str, version: int) -> int:
        try:
            value = _float(token, low, high, float(default))
        except Nearest as mistake:
            raise Nearest(mistake.code, int(mistake.value), **mistake.params) from None
        if value != int(value):
            raise Nearest("not_a_whole_number", round(value))
        return int(value)

    return read


def _optional(reader: Reader) -> Reader:
    def read(token: str, default: str, version: int) -> Any:
        if token == "none":
            return None
        try:
            return reader(token, "1", version)
        except Nearest as mistake:
            value = None if mistake.code == "not_a_number" else mistake.value
            raise Nearest(mistake.code, value, **mistake.params) from None

    return read


def _batch(token: str, default: str, version: int) -> int | str:
    return "full" if token == "full" else int(_whole(1, 5_000)(token, default, version))


def _features(token: str, default: str, version: int) -> list[str]:
    names: list[str] = [name for name in dict.fromkeys(token.split(",")) if name in FEATURES]
    if names and len(names) == token.count(",") + 1:
        return names
    raise Nearest("unknown_feature", names or default.split(","), choices=", ".join(FEATURES))


def _regularization(token: str, default: str, version: int) -> dict[str, Any]:
    kind, _, rate = token.partition(":")
    if kind not in ("none", "l1", "l2"):
        raise Nearest("unknown_choice", {"kind": "none", "rate": 0.0}, choices="none, l1, l2")
    try:
        return {"kind": kind, "rate": _float(rate or "0", 0, 10, 0.0)}
    except Nearest as mistake:
        raise Nearest(mistake.code, {"kind": kind, "rate": float(mistake.value)}, **mistake.params) from None


def _kinds(choices: dict[str, type[Model]], path: str) -> Reader:
    def read(token: str, default: str, version: int) -> dict[str, Any]:
        kind, *numbers = token.split(":")
        if kind not in choices:
            raise Nearest("unknown_choice", usual(default, version), choices=", ".join(choices))
        if not numbers:
            return usual(kind, version)
        try:
            return filled(kind, numbers)
        except SpecError as error:
            raise Nearest(error.message_code, usual(kind, version), **error.params) from None
        except ValueError:
            raise Nearest("not_a_number", usual(kind, version)) from None

    def usual(kind: str, version: int) -> dict[str, Any]:
        numbers = KIND_DEFAULTS[version][kind]
        return filled(kind, numbers.split(":") if numbers else [])

    def filled(kind: str, numbers: list[str]) -> dict[str, Any]:
        names = [name for name in choices[kind].model_fields if name != "kind"]
        if len(numbers) != len(names):
            raise SpecError(path, "wrong_number_of_values", {"expected": len(names)})
        pairs = zip(names, numbers, strict=True)
        values = {name: int(text) if name in ("every", "epochs") else float(text) for name, text in pairs}
        parse_spec({"training": {path: {"kind": kind, **values}}})
        return {"kind": kind, **values}

    return read


def _network(token: str, default: str, version: int) -> list[dict[str, Any]]:
    if token in ("none", ""):
        return []
    tokens = token.split(",")
    layers = [_layer(part, version) for part in tokens[:MAX_LAYERS]]
    clean = [layer for layer, _ in layers]
    if len(tokens) > MAX_LAYERS:
        raise Nearest("too_many", clean, maximum=MAX_LAYERS)
    for index, (_, is_right) in enumerate(layers):
        if not is_right:
            raise Nearest("wrong_layer", clean, layer=index + 1, part=tokens[index][:40])
    return clean


def _layer(token: str, version: int) -> tuple[dict[str, Any], bool]:
    """The nearest layer to one token, and whether nothing had to be changed for it."""
    units, *parts = token.split(".")
    silent = LAYER_DEFAULTS[version]
    try:
        layer, is_right = {"units": _whole(1, MAX_UNITS)(units, str(silent["units"]), version)}, True
    except Nearest as mistake:
        layer, is_right = {"units": mistake.value}, False
    for part in parts:
        option = _layer_option(part)
        is_right = is_right and option is not None and option[0] not in layer
        if option is not None:
            layer[option[0]] = option[1]
    if layer.get("dropout", 0) > MAX_DROPOUT:
        layer["dropout"], is_right = MAX_DROPOUT, False
    return {**silent, **layer}, is_right


def _layer_option(part: str) -> tuple[str, Any] | None:
    """The field of a layer that `part` sets, and to what; None for anything else."""
    if part in ACTIVATIONS:
        return "activation", part
    if part in INITIALS:
        return "initial", part
    if part in ("bn", "ln"):
        return "norm", {"bn": "batch", "ln": "layer"}[part]
    number = part.removeprefix("drop")
    if number != part and number.isascii() and number.isdigit() and len(number) < 4:
        return "dropout", int(number)
    return None


_seed = _whole(0, 2**32 - 1)
READERS: dict[str, Reader] = {
    "classes": _whole(2, 4),
    "n": _whole(50, 5_000),
    "noise": _whole(0, 50),
    "train": _whole(10, 90),
    "sample": _seed,
    "features": _features,
    "net": _network,
    "out": choice_reader(INITIALS),
    "loss": choice_reader(LOSSES),
    "lr": _real(1e-6, 100),
    "schedule": _kinds(SCHEDULES, "schedule"),
    "opt": _kinds(OPTIMIZERS, "optimizer"),
    "reg": _regularization,
    "batch": _batch,
    "order": choice_reader(("in_order", "shuffled")),
    "tail": choice_reader(("carry", "short")),
    "stop": _optional(_whole(1, 1_000_000)),
    "target": _optional(_real(1e-12, 1e6)),
    "precision": choice_reader(("float32", "float64")),
    "seed": _seed,
}
