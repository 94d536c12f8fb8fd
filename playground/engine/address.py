"""The experiment as a query string and back: short, readable, in one fixed order, defaults left out.

`v=N` names a frozen table of defaults, so a changed default never changes an old address.
Numbers have a point in every language. What single tokens say is read in address_readers.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any
from urllib.parse import parse_qsl, quote

from playground.engine.address_readers import READERS, Nearest, Reader, choice_reader
from playground.engine.address_tables import CURRENT, DEFAULTS, KIND_DEFAULTS, LAYER_DEFAULTS, default_token
from playground.engine.errors import Param, SpecError
from playground.engine.shapes import MAX_OPERATIONS, examples_per_step, operations_per_step
from playground.engine.spec import (
    MADE_DATASETS,
    DenseLayer,
    Model,
    Points,
    Spec,
    parse_spec,
)
from playground.engine.tasks import DEFAULT_LOSS, TASK_OF_DATASET, is_loss_for

MAX_ADDRESS = 1_500


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
    pairs = [(key, token) for key, token in tokens.items() if token != default_token(CURRENT, key, kind)]
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


def _layer_token(layer: DenseLayer) -> str:
    silent = LAYER_DEFAULTS[CURRENT]
    parts = [str(layer.units), layer.activation]
    if layer.initial != silent["initial"]:
        parts.append(layer.initial)
    if layer.dropout != silent["dropout"]:
        parts.append(f"drop{layer.dropout}")
    if layer.norm != silent["norm"]:
        parts.append({"batch": "bn", "layer": "ln"}[layer.norm])
    return ".".join(parts)


def _kind_token(model: Model) -> str:
    """`adam`, or `adam:0.9:0.99:1e-08` where a hyper-parameter differs from its default."""
    values = model.model_dump()
    kind = values.pop("kind")
    numbers = ":".join(_number(value) for value in values.values())
    return kind if numbers == KIND_DEFAULTS[CURRENT][kind] else f"{kind}:{numbers}"


def _number(value: float) -> str:
    text = repr(float(value))
    return text.removesuffix(".0")


# --- query -> spec ----------------------------------------------------------------------------------


def decode_address(query: str) -> tuple[Spec, list[Correction]]:
    """The nearest valid spec to `query`, and what had to be changed for it. Never raises."""
    corrections: list[Correction] = []
    given = _read_pairs(query, corrections)
    table = _version(given, corrections)
    kind = _one(given, "data", table, "circle", choice_reader(tuple(MADE_DATASETS)), corrections)
    read: dict[str, Any] = {
        key: _one(given, key, table, kind, reader, corrections) for key, reader in READERS.items()
    }
    for key, token in given.items():
        if key not in READERS and key not in ("v", "data"):
            corrections.append(Correction(key[:20], "unknown_key", token[:40], ""))
    data = _spec_data(kind, read)
    _reconcile(data, kind, given, corrections)
    spec = _within_limits(parse_spec(data), corrections)
    tokens = _tokens(spec)
    for correction in corrections:
        correction.used = tokens.get(_KEYS.get(correction.field, ""), correction.used)
    return spec, corrections


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


def _within_limits(spec: Spec, corrections: list[Correction]) -> Spec:
    """A batch whose step this server takes; every network that an address can name fits with a smaller one."""
    if operations_per_step(spec) <= MAX_OPERATIONS:
        return spec
    # The carried tail of an epoch is smaller than a batch: half of what fits always does.
    num_examples = examples_per_step(spec)
    given = str(spec.training.batch_size)
    corrections.append(Correction("training.batch_size", "too_many_operations", given, ""))
    for size in (num_examples, num_examples // 2):
        training = spec.training.model_copy(update={"batch_size": size})
        spec = spec.model_copy(update={"training": training})
        if operations_per_step(spec) <= MAX_OPERATIONS:
            break
    return spec


def _read_pairs(query: str, corrections: list[Correction]) -> dict[str, str]:
    text = query.removeprefix("?")
    if len(text) > MAX_ADDRESS:
        corrections.append(Correction("address", "too_long", f"{len(text)}", "", {"maximum": MAX_ADDRESS}))
        text = text[:MAX_ADDRESS].rpartition("&")[0]
    pairs: dict[str, str] = {}
    for key, token in parse_qsl(text, keep_blank_values=True):
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


def _one(
    given: dict[str, str], key: str, version: int, kind: str, reader: Reader, corrections: list[Correction]
) -> Any:
    default = default_token(version, key, kind)
    token = given.get(key)
    if token is None:
        return reader(default, default, version)
    try:
        return reader(token, default, version)
    except Nearest as mistake:
        corrections.append(Correction(_FIELDS.get(key, key), mistake.code, token[:40], "", mistake.params))
        return mistake.value


_FIELDS = {
    "data": "dataset.kind", "classes": "dataset.num_classes", "n": "dataset.num_examples",
    "noise": "dataset.noise", "train": "dataset.train_share", "sample": "dataset.seed", "net": "layers",
    "out": "output.initial", "lr": "training.learning_rate", "schedule": "training.schedule",
    "opt": "training.optimizer", "reg": "training.regularization", "batch": "training.batch_size",
    "order": "training.batches", "tail": "training.last_batch", "stop": "training.stop_at_epoch",
    "target": "training.stop_at_loss",
}  # fmt: skip
_KEYS = {_FIELDS.get(key, key): key for key in ("data", *READERS)}
