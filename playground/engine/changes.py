"""What a change of commands.py does to a spec; what it does to a run's arrays is in structure.py."""

from __future__ import annotations

from typing import Any

from playground.engine.commands import AddUnit, InsertLayer, RemoveLayer, RemoveUnit, Set, UseSpec
from playground.engine.errors import SpecError
from playground.engine.spec import (
    MADE_DATASETS,
    MAX_LAYERS,
    MAX_UNITS,
    OPTIMIZERS,
    SCHEDULES,
    Arms,
    Blobs,
    DenseLayer,
    Points,
    Spec,
    parse_spec,
    spec_to_dict,
)
from playground.engine.tasks import TASK_OF_DATASET, is_loss_for

SpecChange = Set | InsertLayer | RemoveLayer | AddUnit | RemoveUnit | UseSpec


def change_spec(spec: Spec, change: SpecChange) -> Spec:
    """The spec after `change`. Raises SpecError and leaves nothing half done."""
    if isinstance(change, UseSpec):
        return parse_spec(change.spec)
    if isinstance(change, Set):
        return _set_field(spec, change.field, change.value)
    layers = list(spec.layers)
    if isinstance(change, InsertLayer):
        _insert(layers, change)
    elif isinstance(change, RemoveLayer):
        layers.pop(_layer_index(layers, change.index))
    elif isinstance(change, AddUnit):
        index = _layer_index(layers, change.layer)
        if layers[index].units == MAX_UNITS:
            raise SpecError(f"layers.{index}.units", "too_large", {"maximum": MAX_UNITS})
        layers[index] = layers[index].model_copy(update={"units": layers[index].units + 1})
    else:
        _remove_unit(layers, change)
    return parse_spec(
        {**spec_to_dict(spec), "layers": [layer.model_dump() for layer in layers], "given": None}
    )


def begins_new_run(before: Spec, after: Spec) -> bool:
    """Whether going from one spec to the other asks for a new run instead of changing the one at hand."""
    if before.dataset.kind != after.dataset.kind or before.num_outputs != after.num_outputs:
        return True
    if isinstance(before.dataset, Points) or isinstance(after.dataset, Points):
        return before.dataset != after.dataset
    return (before.dataset.seed, before.seed, before.precision, before.task) != (
        after.dataset.seed,
        after.seed,
        after.precision,
        after.task,
    )


def new_layer(layers: list[DenseLayer] | tuple[DenseLayer, ...], index: int) -> DenseLayer:
    """What a learner gets who adds a layer at `index`: two units, activation and first weights as beside it."""
    neighbors = layers[max(index - 1, 0) : index + 1] or (DenseLayer(),)
    return DenseLayer(units=2, activation=neighbors[0].activation, initial=neighbors[0].initial)


def _insert(layers: list[DenseLayer], change: InsertLayer) -> None:
    if len(layers) == MAX_LAYERS:
        raise SpecError("layers", "too_many", {"maximum": MAX_LAYERS})
    if change.index > len(layers):
        raise SpecError("layers", "no_such_layer", {"index": change.index})
    layers.insert(change.index, change.layer or new_layer(layers, change.index))


def _remove_unit(layers: list[DenseLayer], change: RemoveUnit) -> None:
    index = _layer_index(layers, change.layer)
    units = layers[index].units
    if change.unit is not None and change.unit >= units:
        raise SpecError(f"layers.{index}.units", "no_such_unit", {"unit": change.unit})
    if units == 1:
        raise SpecError(f"layers.{index}.units", "too_small", {"minimum": 1})
    layers[index] = layers[index].model_copy(update={"units": units - 1})


def _layer_index(layers: list[DenseLayer], index: int) -> int:
    if not 0 <= index < len(layers):
        raise SpecError("layers", "no_such_layer", {"index": index})
    return index


def _set_field(spec: Spec, field: str, value: Any) -> Spec:
    data = spec_to_dict(spec)
    if field == "dataset.kind":
        _use_dataset(data, spec, value)
    elif field == "training.optimizer.kind":
        data["training"]["optimizer"] = {"kind": _choice(field, value, OPTIMIZERS)}
    elif field == "training.schedule.kind":
        data["training"]["schedule"] = {"kind": _choice(field, value, SCHEDULES)}
    elif field.startswith("layers.*."):
        _set_every_layer(data, field.removeprefix("layers.*."), value)
    else:
        _set_path(data, field, value)
    if field in ("features", "layers", "dataset.num_classes") or field.endswith(".units"):
        data["given"] = None
    return parse_spec(data)


def _choice(field: str, value: Any, choices: dict[str, Any]) -> str:
    if not isinstance(value, str) or value not in choices:
        raise SpecError(field, "unknown_choice", {"choices": ", ".join(choices)})
    return value


def _use_dataset(data: dict[str, Any], spec: Spec, value: Any) -> None:
    """Another kind keeps what it can: size (unless it was the old kind's default), noise, share,
    sample, classes, loss.
    """
    kind = _choice("dataset.kind", value, MADE_DATASETS)
    kept: dict[str, Any] = {"kind": kind}
    if not isinstance(spec.dataset, Points):
        for name in ("noise", "train_share", "seed"):
            kept[name] = getattr(spec.dataset, name)
        usual = type(spec.dataset).model_fields["num_examples"].default
        if spec.dataset.num_examples != usual:
            kept["num_examples"] = spec.dataset.num_examples
    if isinstance(spec.dataset, Blobs | Arms) and TASK_OF_DATASET[kind] == "classes":
        kept["num_classes"] = spec.dataset.num_classes
    data["dataset"] = kept
    data["given"] = None
    if not is_loss_for(spec.loss, TASK_OF_DATASET[kind]) or spec.task != TASK_OF_DATASET[kind]:
        del data["loss"]


def _set_every_layer(data: dict[str, Any], name: str, value: Any) -> None:
    for layer in data["layers"]:
        _set_path(layer, name, value)
    if name == "initial":
        data["output"]["initial"] = value


def _set_path(data: Any, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    target = data
    for part in parents:
        target = _child(target, part, path)
    if isinstance(target, list):
        _child(target, last, path)
        target[int(last)] = value
    elif isinstance(target, dict) and last in target:
        target[last] = value
    else:
        raise SpecError(path, "unknown_field")


def _child(parent: Any, part: str, path: str) -> Any:
    if isinstance(parent, dict) and part in parent:
        return parent[part]
    if (
        isinstance(parent, list)
        and part.isascii()
        and part.isdigit()
        and len(part) < 4
        and int(part) < len(parent)
    ):
        return parent[int(part)]
    raise SpecError(path, "unknown_field")
