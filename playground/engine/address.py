"""The experiment as a query string and back: short, readable, in one fixed order, defaults left out.

`v=N` names a frozen table of defaults, so a changed default never changes an old address.
Numbers have a point in every language. The forgiving reader is `decode_address`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any
from urllib.parse import parse_qsl, quote

from playground.engine.errors import Param, SpecError
from playground.engine.spec import (
    ACTIVATIONS,
    FEATURES,
    INITIALS,
    MADE_DATASETS,
    MAX_LAYERS,
    MAX_UNITS,
    OPTIMIZERS,
    SCHEDULES,
    Model,
    Points,
    Spec,
    parse_spec,
)
from playground.engine.tasks import DEFAULT_LOSS, LOSSES, TASK_OF_DATASET, is_loss_for

MAX_ADDRESS = 1_500
CURRENT = 1

DEFAULTS: dict[int, dict[str, str | dict[str, str]]] = {
    1: {
        "data": "circle",
        "classes": "3",
        "n": {"plane": "1200", "hills": "1200", "*": "500"},
        "noise": "0",
        "train": "50",
        "sample": "0",
        "features": "x1,x2",
        "net": "4.tanh,2.tanh",
        "out": "uniform",
        "loss": {"blobs": "cross_entropy", "arms": "cross_entropy", "*": "half_squared"},
        "lr": "0.03",
        "schedule": "constant",
        "opt": "sgd",
        "reg": "none",
        "batch": "10",
        "order": "in_order",
        "tail": "carry",
        "stop": "none",
        "target": "none",
        "precision": "float32",
        "seed": "0",
    },
}
"""Frozen: never edit a table, add the next one. '*' stands for every other kind of dataset."""


@dataclass(slots=True)
class Correction:
    """One thing in an address that could not be used: where, why, what stood there and what is used."""

    field: str
    code: str
    given: str
    used: str
    params: dict[str, Param] = dataclass_field(default_factory=dict)


# --- spec -> query ----------------------------------------------------------------------------------


def encode_address(spec: Spec) -> str:
    """The query (without '?') of `spec`; empty for the default experiment.

    Raises SpecError for given points or weights: they belong to a run and have no address.
    """
    if isinstance(spec.dataset, Points) or spec.given is not None:
        raise SpecError("given" if spec.given is not None else "dataset", "has_no_address")
    tokens = _tokens(spec)
    kind = spec.dataset.kind
    pairs = [(key, token) for key, token in tokens.items() if token != _default(CURRENT, key, kind)]
    if not pairs:
        return ""
    return "&".join(f"{key}={quote(token, safe=',.:')}" for key, token in [("v", str(CURRENT)), *pairs])


def _tokens(spec: Spec) -> dict[str, str]:
    """Every key of the address with its token, in the address's order."""
    dataset, training = spec.dataset, spec.training
    assert not isinstance(dataset, Points)
    tokens: dict[str, str] = {"data": dataset.kind}
    if TASK_OF_DATASET[dataset.kind] == "classes":
        tokens["classes"] = str(spec.num_outputs)
    regularization = training.regularization
    return tokens | {
        "n": str(dataset.num_examples),
        "noise": str(dataset.noise),
        "train": str(dataset.train_share),
        "sample": str(dataset.seed),
        "features": ",".join(spec.features),
        "net": ",".join(_layer_token(layer) for layer in spec.layers) or "none",
        "out": spec.output.initial,
        "loss": spec.loss,
        "lr": _number(training.learning_rate),
        "schedule": _kind_token(training.schedule),
        "opt": _kind_token(training.optimizer),
        "reg": "none" if regularization.kind == "none" and regularization.rate == 0
        else f"{regularization.kind}:{_number(regularization.rate)}",
        "batch": str(training.batch_size),
        "order": training.batches,
        "tail": training.last_batch,
        "stop": "none" if training.stop_at_epoch is None else str(training.stop_at_epoch),
        "target": "none" if training.stop_at_loss is None else _number(training.stop_at_loss),
        "precision": spec.precision,
        "seed": str(spec.seed),
    }  # fmt: skip


def _layer_token(layer: Any) -> str:
    parts = [str(layer.units), layer.activation]
    if layer.initial != "uniform":
        parts.append(layer.initial)
    if layer.dropout:
        parts.append(f"drop{layer.dropout}")
    if layer.norm != "none":
        parts.append({"batch": "bn", "layer": "ln"}[layer.norm])
    return ".".join(parts)


def _kind_token(model: Model) -> str:
    """`adam`, or `adam:0.9:0.99:1e-08` where a hyper-parameter differs from its default."""
    values = model.model_dump()
    kind = values.pop("kind")
    defaults = {name: type(model).model_fields[name].default for name in values}
    return kind if values == defaults else ":".join([kind, *(_number(value) for value in values.values())])


def _number(value: float) -> str:
    text = repr(float(value))
    return text.removesuffix(".0")


# --- query -> spec ----------------------------------------------------------------------------------


def decode_address(query: str) -> tuple[Spec, list[Correction]]:
    """The nearest valid spec to `query`, and what had to be changed for it. Never raises."""
    corrections: list[Correction] = []
    given = _read_pairs(query, corrections)
    table = _version(given, corrections)
    kind = _one(given, "data", table, "circle", _choice(tuple(MADE_DATASETS)), corrections)
    read: dict[str, Any] = {
        key: _one(given, key, table, kind, reader, corrections) for key, reader in _READERS.items()
    }
    for key, token in given.items():
        if key not in _READERS and key not in ("v", "data"):
            corrections.append(Correction(key[:20], "unknown_key", token[:40], ""))
    data = _spec_data(kind, read)
    _reconcile(data, kind, given, corrections)
    return parse_spec(data), corrections


def _spec_data(kind: str, read: dict[str, Any]) -> dict[str, Any]:
    dataset = {"kind": kind, "num_examples": read["n"], "noise": read["noise"],
               "train_share": read["train"], "seed": read["sample"]}  # fmt: skip
    if TASK_OF_DATASET[kind] == "classes":
        dataset["num_classes"] = read["classes"]
    return {
        "dataset": dataset,
        "features": read["features"],
        "layers": read["net"],
        "output": {"initial": read["out"]},
        "loss": read["loss"],
        "training": {
            "optimizer": read["opt"],
            "learning_rate": read["lr"],
            "schedule": read["schedule"],
            "regularization": read["reg"],
            "batch_size": read["batch"],
            "batches": read["order"],
            "last_batch": read["tail"],
            "stop_at_epoch": read["stop"],
            "stop_at_loss": read["target"],
        },
        "precision": read["precision"],
        "seed": read["seed"],
    }


def _reconcile(data: dict[str, Any], kind: str, given: dict[str, str], corrections: list[Correction]) -> None:
    """Mends what is wrong only in combination."""
    task = TASK_OF_DATASET[kind]
    if not is_loss_for(data["loss"], task):
        used = DEFAULT_LOSS[task]
        corrections.append(Correction("loss", "loss_does_not_fit_task", data["loss"], used, {"task": task}))
        data["loss"] = used
    has_batch_norm = any(layer.get("norm") == "batch" for layer in data["layers"])
    if has_batch_norm and data["training"]["batch_size"] == 1:
        corrections.append(Correction("training.batch_size", "batch_norm_needs_two", "1", "2"))
        data["training"]["batch_size"] = 2
    if "classes" in given and task != "classes":
        corrections.append(
            Correction("dataset.num_classes", "not_for_this_dataset", given["classes"][:40], "")
        )


def _read_pairs(query: str, corrections: list[Correction]) -> dict[str, str]:
    text = query.removeprefix("?")
    if len(text) > MAX_ADDRESS:
        corrections.append(Correction("address", "too_long", f"{len(text)}", "", {"maximum": MAX_ADDRESS}))
        text = text[:MAX_ADDRESS].rpartition("&")[0]
    pairs: dict[str, str] = {}
    for key, token in parse_qsl(
        text, keep_blank_values=True, max_num_fields=200 if text.count("&") < 200 else None
    ):
        if key in pairs:
            corrections.append(Correction(key[:20], "repeated", token[:40], pairs[key][:40]))
        else:
            pairs[key] = token
    return pairs


def _version(given: dict[str, str], corrections: list[Correction]) -> int:
    token = given.get("v")
    if token is None:
        return CURRENT
    if token.isascii() and token.isdigit() and len(token) < 4 and int(token) in DEFAULTS:
        return int(token)
    corrections.append(Correction("v", "unknown_version", token[:40], str(CURRENT)))
    return CURRENT


def _default(version: int, key: str, kind: str) -> str:
    entry = DEFAULTS[version][key]
    return entry if isinstance(entry, str) else entry.get(kind, entry["*"])


class _Nearest(Exception):
    """Raised by a reader: the token is wrong; `value` is the nearest that holds."""

    def __init__(self, code: str, value: Any, **params: Param) -> None:
        super().__init__(code)
        self.code, self.value, self.params = code, value, params


_Reader = Callable[[str, str], Any]
"""(token, default token) -> value for the spec; raises _Nearest."""


def _one(
    given: dict[str, str], key: str, version: int, kind: str, reader: _Reader, corrections: list[Correction]
) -> Any:
    default = _default(version, key, kind)
    token = given.get(key)
    if token is None:
        return reader(default, default)
    try:
        return reader(token, default)
    except _Nearest as mistake:
        used = mistake.value if isinstance(mistake.value, (str, int, float)) else default
        corrections.append(
            Correction(_FIELDS.get(key, key), mistake.code, token[:40], str(used), mistake.params)
        )
        return mistake.value


def _choice(choices: tuple[str, ...]) -> _Reader:
    def read(token: str, default: str) -> str:
        if token in choices:
            return token
        raise _Nearest("unknown_choice", default, choices=", ".join(choices))

    return read


def _float(token: str, low: float, high: float, default: float) -> float:
    try:
        value = float(token) if len(token) <= 40 else float("nan")
    except ValueError:
        value = float("nan")
    if value != value:
        raise _Nearest("not_a_number", default)
    if value < low:
        raise _Nearest("too_small", low, minimum=low)
    if value > high:
        raise _Nearest("too_large", high, maximum=high)
    return value


def _real(low: float, high: float) -> _Reader:
    return lambda token, default: _float(token, low, high, float(default))


def _whole(low: int, high: int) -> _Reader:
    def read(token: str, default: str) -> int:
        try:
            value = _float(token, low, high, float(default))
        except _Nearest as mistake:
            raise _Nearest(mistake.code, int(mistake.value), **mistake.params) from None
        if value != int(value):
            raise _Nearest("not_a_whole_number", round(value))
        return int(value)

    return read


def _optional(reader: _Reader) -> _Reader:
    def read(token: str, default: str) -> Any:
        if token == "none":
            return None
        try:
            return reader(token, "1")
        except _Nearest as mistake:
            value = None if mistake.code == "not_a_number" else mistake.value
            raise _Nearest(mistake.code, value, **mistake.params) from None

    return read


def _batch(token: str, default: str) -> int | str:
    return "full" if token == "full" else int(_whole(1, 5_000)(token, default))


def _features(token: str, default: str) -> list[str]:
    names: list[str] = [name for name in dict.fromkeys(token.split(",")) if name in FEATURES]
    if names and len(names) == token.count(",") + 1:
        return names
    raise _Nearest("unknown_feature", names or default.split(","), choices=", ".join(FEATURES))


def _regularization(token: str, default: str) -> dict[str, Any]:
    kind, _, rate = token.partition(":")
    if kind not in ("none", "l1", "l2"):
        raise _Nearest("unknown_choice", {"kind": "none", "rate": 0.0}, choices="none, l1, l2")
    try:
        return {"kind": kind, "rate": _float(rate or "0", 0, 10, 0.0)}
    except _Nearest as mistake:
        raise _Nearest(mistake.code, {"kind": kind, "rate": float(mistake.value)}, **mistake.params) from None


def _kinds(choices: dict[str, type[Model]], path: str) -> _Reader:
    def read(token: str, default: str) -> dict[str, Any]:
        kind, *numbers = token.split(":")
        if kind not in choices:
            raise _Nearest("unknown_choice", {"kind": default}, choices=", ".join(choices))
        names = [name for name in choices[kind].model_fields if name != "kind"]
        if not numbers:
            return {"kind": kind}
        if len(numbers) != len(names):
            raise _Nearest("wrong_number_of_values", {"kind": kind}, expected=len(names))
        integers = {name for name in names if name in ("every", "epochs")}
        try:
            values = {n: int(t) if n in integers else float(t) for n, t in zip(names, numbers, strict=True)}
            parse_spec({"training": {path: {"kind": kind, **values}}})
        except SpecError as error:
            raise _Nearest(error.message_code, {"kind": kind}, **error.params) from None
        except ValueError:
            raise _Nearest("not_a_number", {"kind": kind}) from None
        return {"kind": kind, **values}

    return read


def _network(token: str, default: str) -> list[dict[str, Any]]:
    if token in ("none", ""):
        return []
    tokens = token.split(",")
    layers = [_layer(part) for part in tokens[:MAX_LAYERS]]
    clean = [layer for layer, _ in layers]
    if len(tokens) > MAX_LAYERS:
        raise _Nearest("too_many", clean, maximum=MAX_LAYERS)
    for index, (_, code) in enumerate(layers):
        if code:
            raise _Nearest(code, clean, layer=index + 1, part=tokens[index][:40])
    return clean


def _layer(token: str) -> tuple[dict[str, Any], str]:
    """One layer token and the code of its first mistake ('' when it has none)."""
    units, *rest = token.split(".")
    layer: dict[str, Any] = {}
    code = ""
    try:
        layer["units"] = _whole(1, MAX_UNITS)(units, "2")
    except _Nearest as mistake:
        layer["units"], code = mistake.value, "wrong_layer"
    for part in rest:
        if part in ACTIVATIONS:
            layer["activation"] = part
        elif part in INITIALS:
            layer["initial"] = part
        elif part in ("bn", "ln"):
            layer["norm"] = {"bn": "batch", "ln": "layer"}[part]
        elif part.startswith("drop") and part[4:].isascii() and part[4:].isdigit() and len(part) < 7:
            layer["dropout"] = min(int(part[4:]), 90)
            code = code or ("wrong_layer" if int(part[4:]) > 90 else "")
        else:
            code = code or "wrong_layer"
    return layer, code


_SEED = _whole(0, 2**32 - 1)
_READERS: dict[str, _Reader] = {
    "classes": _whole(2, 4),
    "n": _whole(50, 5_000),
    "noise": _whole(0, 50),
    "train": _whole(10, 90),
    "sample": _SEED,
    "features": _features,
    "net": _network,
    "out": _choice(INITIALS),
    "loss": _choice(LOSSES),
    "lr": _real(1e-6, 100),
    "schedule": _kinds(SCHEDULES, "schedule"),
    "opt": _kinds(OPTIMIZERS, "optimizer"),
    "reg": _regularization,
    "batch": _batch,
    "order": _choice(("in_order", "shuffled")),
    "tail": _choice(("carry", "short")),
    "stop": _optional(_whole(1, 1_000_000)),
    "target": _optional(_real(1e-12, 1e6)),
    "precision": _choice(("float32", "float64")),
    "seed": _SEED,
}
_FIELDS = {
    "data": "dataset.kind", "classes": "dataset.num_classes", "n": "dataset.num_examples",
    "noise": "dataset.noise", "train": "dataset.train_share", "sample": "dataset.seed", "net": "layers",
    "out": "output.initial", "lr": "training.learning_rate", "schedule": "training.schedule",
    "opt": "training.optimizer", "reg": "training.regularization", "batch": "training.batch_size",
    "order": "training.batches", "tail": "training.last_batch", "stop": "training.stop_at_epoch",
    "target": "training.stop_at_loss",
}  # fmt: skip
