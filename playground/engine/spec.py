"""What a learner asked for: one frozen, validated tree. Its address is in address.py, its changes in changes.py.

Bounds, choices and defaults live here alone; forms, socket, exports and docs read them from these models.
If a Spec exists, it can be trained.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, cast, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, ValidationError, model_validator

from playground.engine.errors import SpecError
from playground.engine.tasks import DEFAULT_LOSS, TASK_OF_DATASET, LossName, TaskName, is_loss_for

MAX_LAYERS = 12
MAX_UNITS = 64
MAX_EXAMPLES = 5_000
MAX_SEED = 2**32 - 1
MAX_CLASSES = 4
LARGEST_GIVEN = 1e6
"""A given point, label or weight beyond this is a mistake, not an experiment."""

Integer = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
Seed = Annotated[int, Strict(), Field(ge=0, le=MAX_SEED)]
Given = Annotated[float, Strict(), Field(ge=-LARGEST_GIVEN, le=LARGEST_GIVEN)]

FeatureName = Literal["x1", "x2", "x1x1", "x2x2", "x1x2", "sinx1", "sinx2", "cosx1", "cosx2", "radius"]
FEATURES: tuple[FeatureName, ...] = get_args(FeatureName)
ActivationName = Literal[
    "linear", "tanh", "sigmoid", "relu", "leaky_relu", "elu", "gelu", "silu", "softplus", "sine"
]
ACTIVATIONS: tuple[ActivationName, ...] = get_args(ActivationName)
InitialName = Literal["uniform", "normal", "xavier", "he", "zero", "constant"]
INITIALS: tuple[InitialName, ...] = get_args(InitialName)
NormName = Literal["none", "batch", "layer"]
PrecisionName = Literal["float32", "float64"]


class Model(BaseModel):
    """Frozen, no unknown fields, no infinities."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


# --- data ---------------------------------------------------------------------------------------


class _Made(Model):
    """A dataset made from a formula; point i depends on `seed` and i alone."""

    num_examples: Annotated[Integer, Field(ge=50, le=MAX_EXAMPLES)] = 500
    noise: Annotated[Integer, Field(ge=0, le=50)] = 0
    """Per cent, as on TensorFlow Playground's slider."""
    train_share: Annotated[Integer, Field(ge=10, le=90)] = 50
    """Per cent of the examples that train; the rest tests."""
    seed: Seed = 0


class Circle(_Made):
    kind: Literal["circle"] = "circle"


class Xor(_Made):
    kind: Literal["xor"] = "xor"


class Gauss(_Made):
    kind: Literal["gauss"] = "gauss"


class Spiral(_Made):
    kind: Literal["spiral"] = "spiral"


class Moons(_Made):
    kind: Literal["moons"] = "moons"


class Blobs(_Made):
    kind: Literal["blobs"] = "blobs"
    num_classes: Annotated[Integer, Field(ge=2, le=MAX_CLASSES)] = 3


class Arms(_Made):
    kind: Literal["arms"] = "arms"
    num_classes: Annotated[Integer, Field(ge=2, le=MAX_CLASSES)] = 3


class Plane(_Made):
    kind: Literal["plane"] = "plane"
    num_examples: Annotated[Integer, Field(ge=50, le=MAX_EXAMPLES)] = 1200


class Hills(_Made):
    kind: Literal["hills"] = "hills"
    num_examples: Annotated[Integer, Field(ge=50, le=MAX_EXAMPLES)] = 1200


Point = tuple[Given, Given, Given]
"""x1, x2, label: -1/+1 for two classes, 0..k-1 for classes, a real number for regression."""


class Points(Model):
    """Points given one by one, in the order in which they are used; only in a spec file or a saved run."""

    kind: Literal["points"] = "points"
    task: TaskName = "two_classes"
    num_classes: Annotated[Integer, Field(ge=2, le=MAX_CLASSES)] = 3
    train: Annotated[tuple[Point, ...], Field(min_length=1, max_length=MAX_EXAMPLES)]
    test: Annotated[tuple[Point, ...], Field(max_length=MAX_EXAMPLES)] = ()

    @model_validator(mode="after")
    def labels_fit_the_task(self) -> Self:
        if self.task == "regression":
            return self
        allowed = {-1.0, 1.0} if self.task == "two_classes" else {float(k) for k in range(self.num_classes)}
        for part, points in (("train", self.train), ("test", self.test)):
            if any(label not in allowed for _, _, label in points):
                raise SpecMistake(f"dataset.{part}", "label_outside_classes")
        return self


Dataset = Annotated[
    Circle | Xor | Gauss | Spiral | Moons | Blobs | Arms | Plane | Hills | Points, Field(discriminator="kind")
]
MADE_DATASETS: dict[str, type[_Made]] = {
    "circle": Circle, "xor": Xor, "gauss": Gauss, "spiral": Spiral, "moons": Moons,
    "blobs": Blobs, "arms": Arms, "plane": Plane, "hills": Hills,
}  # fmt: skip


# --- network ------------------------------------------------------------------------------------


class DenseLayer(Model):
    """A hidden layer: weighted sum, then norm, then activation function, then dropout."""

    kind: Literal["dense"] = "dense"
    units: Annotated[Integer, Field(ge=1, le=MAX_UNITS)] = 2
    activation: ActivationName = "tanh"
    initial: InitialName = "uniform"
    dropout: Annotated[Integer, Field(ge=0, le=90)] = 0
    """Per cent of the layer's activations that a training step drops."""
    norm: NormName = "none"


class OutputLayer(Model):
    """The last layer; its units and activation function follow from task and loss (tasks.py)."""

    initial: InitialName = "uniform"


class GivenLayer(Model):
    """First weights `(units, inputs)` and bias `(units,)` of one layer, given instead of drawn."""

    weights: tuple[tuple[Given, ...], ...]
    bias: tuple[Given, ...]


# --- training -----------------------------------------------------------------------------------

Momentum = Annotated[Number, Field(ge=0, le=0.999)]
Beta = Annotated[Number, Field(ge=0, le=0.99999)]
Epsilon = Annotated[Number, Field(ge=1e-12, le=1)]


class Sgd(Model):
    kind: Literal["sgd"] = "sgd"


class MomentumSgd(Model):
    kind: Literal["momentum"] = "momentum"
    momentum: Momentum = 0.9


class Nesterov(Model):
    kind: Literal["nesterov"] = "nesterov"
    momentum: Momentum = 0.9


class Rmsprop(Model):
    kind: Literal["rmsprop"] = "rmsprop"
    alpha: Beta = 0.99
    epsilon: Epsilon = 1e-8


class Adagrad(Model):
    kind: Literal["adagrad"] = "adagrad"
    epsilon: Epsilon = 1e-10


class Adam(Model):
    kind: Literal["adam"] = "adam"
    beta1: Beta = 0.9
    beta2: Beta = 0.999
    epsilon: Epsilon = 1e-8


class AdamW(Model):
    kind: Literal["adamw"] = "adamw"
    beta1: Beta = 0.9
    beta2: Beta = 0.999
    epsilon: Epsilon = 1e-8
    weight_decay: Annotated[Number, Field(ge=0, le=10)] = 0.01


Optimizer = Annotated[
    Sgd | MomentumSgd | Nesterov | Rmsprop | Adagrad | Adam | AdamW, Field(discriminator="kind")
]
OPTIMIZERS: dict[str, type[Model]] = {
    "sgd": Sgd, "momentum": MomentumSgd, "nesterov": Nesterov, "rmsprop": Rmsprop,
    "adagrad": Adagrad, "adam": Adam, "adamw": AdamW,
}  # fmt: skip

NumEpochs = Annotated[Integer, Field(ge=1, le=1_000_000)]


class Constant(Model):
    kind: Literal["constant"] = "constant"


class StepDecay(Model):
    """rate * factor^(epoch // every), as torch's StepLR."""

    kind: Literal["step"] = "step"
    every: NumEpochs = 100
    factor: Annotated[Number, Field(gt=0, le=1)] = 0.5


class Exponential(Model):
    """rate * factor^epoch, as torch's ExponentialLR."""

    kind: Literal["exponential"] = "exponential"
    factor: Annotated[Number, Field(gt=0, le=1)] = 0.99


class Cosine(Model):
    """rate * (1 + cos(pi * min(epoch, epochs) / epochs)) / 2 (Loshchilov & Hutter 2017, one cycle)."""

    kind: Literal["cosine"] = "cosine"
    epochs: NumEpochs = 200


class Warmup(Model):
    """rate * min(1, (epoch + 1) / epochs): rises in a line, then stays."""

    kind: Literal["warmup"] = "warmup"
    epochs: NumEpochs = 10


Schedule = Annotated[Constant | StepDecay | Exponential | Cosine | Warmup, Field(discriminator="kind")]
SCHEDULES: dict[str, type[Model]] = {
    "constant": Constant, "step": StepDecay, "exponential": Exponential, "cosine": Cosine, "warmup": Warmup,
}  # fmt: skip


class Regularization(Model):
    """A penalty on the weights, never on biases; shown losses leave it out."""

    kind: Literal["none", "l1", "l2"] = "none"
    rate: Annotated[Number, Field(ge=0, le=10)] = 0.0


class Training(Model):
    optimizer: Optimizer = Sgd()
    learning_rate: Annotated[Number, Field(ge=1e-6, le=100)] = 0.03
    schedule: Schedule = Constant()
    regularization: Regularization = Regularization()
    batch_size: Annotated[Integer, Field(ge=1, le=MAX_EXAMPLES)] | Literal["full"] = 10
    """'full', or a number at or above the train part's, takes every training example at each step."""
    batches: Literal["in_order", "shuffled"] = "in_order"
    last_batch: Literal["carry", "short"] = "carry"
    """'carry' puts the tail of an epoch before the next epoch's first batch, one step over both."""
    stop_at_epoch: NumEpochs | None = None
    stop_at_loss: Annotated[Number, Field(ge=1e-12, le=1e6)] | None = None
    """Pauses at the end of the first epoch whose test loss is at or under this."""


# --- the whole ----------------------------------------------------------------------------------


def _only_a_whole_number(version: object) -> object:
    """True and 1.0 equal 1 in Python but are no version."""
    return version if type(version) is int else None


class Spec(Model):
    """The whole experiment. Raise-free to read: `task`, `num_outputs`, `layer_sizes` follow from its fields."""

    version: Annotated[Literal[1], BeforeValidator(_only_a_whole_number)] = 1
    dataset: Dataset = Circle()
    features: Annotated[tuple[FeatureName, ...], Field(min_length=1, max_length=len(FEATURES))] = ("x1", "x2")
    layers: Annotated[tuple[DenseLayer, ...], Field(max_length=MAX_LAYERS)] = (
        DenseLayer(units=4),
        DenseLayer(units=2),
    )
    output: OutputLayer = OutputLayer()
    loss: LossName = "half_squared"
    training: Training = Training()
    precision: PrecisionName = "float32"
    seed: Seed = 0
    given: tuple[GivenLayer, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def loss_follows_the_task(cls, data: Any) -> Any:
        """A missing loss is the task's own default."""
        if not isinstance(data, dict) or "loss" in data or "dataset" not in data:
            return data
        dataset = data["dataset"]
        values = dataset if isinstance(dataset, dict) else getattr(dataset, "__dict__", {})
        kind = values.get("kind")
        task = values.get("task", "two_classes") if kind == "points" else _known(TASK_OF_DATASET, kind)
        loss = _known(DEFAULT_LOSS, task)
        return data if loss is None else {**data, "loss": loss}

    @model_validator(mode="after")
    def fields_fit_each_other(self) -> Self:
        if len(set(self.features)) != len(self.features):
            raise SpecMistake("features", "repeated")
        if self.features != tuple(sorted(self.features, key=FEATURES.index)):
            # One order for one set: equal experiments have equal specs and equal addresses.
            object.__setattr__(self, "features", tuple(sorted(self.features, key=FEATURES.index)))
        if not is_loss_for(self.loss, self.task):
            raise SpecMistake("loss", "loss_does_not_fit_task", task=self.task)
        if any(layer.norm == "batch" for layer in self.layers) and self.training.batch_size == 1:
            raise SpecMistake("training.batch_size", "batch_norm_needs_two")
        if any(layer.norm == "batch" for layer in self.layers) and self.num_train < 2:
            raise SpecMistake("dataset.train", "batch_norm_needs_two")
        self._check_given()
        return self

    def _check_given(self) -> None:
        if self.given is None:
            return
        sizes = self.layer_sizes
        if len(self.given) != len(sizes) - 1:
            raise SpecMistake("given", "given_has_wrong_shape")
        for index, layer in enumerate(self.given):
            inputs, units = sizes[index], sizes[index + 1]
            if (
                len(layer.bias) != units
                or len(layer.weights) != units
                or any(len(row) != inputs for row in layer.weights)
            ):
                raise SpecMistake(f"given.{index}", "given_has_wrong_shape", units=units, inputs=inputs)

    @property
    def task(self) -> TaskName:
        return self.dataset.task if isinstance(self.dataset, Points) else TASK_OF_DATASET[self.dataset.kind]

    @property
    def num_outputs(self) -> int:
        """Units of the output layer: k for k classes, else 1."""
        if self.task != "classes":
            return 1
        return cast(Blobs | Arms | Points, self.dataset).num_classes

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Features, units of each hidden layer, outputs."""
        return (len(self.features), *(layer.units for layer in self.layers), self.num_outputs)

    @property
    def num_train(self) -> int:
        """Training examples: floor(n * share), as TensorFlow Playground splits."""
        if isinstance(self.dataset, Points):
            return len(self.dataset.train)
        return self.dataset.num_examples * self.dataset.train_share // 100


def _known(table: Mapping[Any, str], key: object) -> str | None:
    """The entry of `key`, which may be anything that JSON can carry."""
    return table.get(key) if isinstance(key, str) else None


class SpecMistake(ValueError):
    """Raised inside validators, where pydantic only carries ValueErrors; leaves `parse_spec` as SpecError."""

    def __init__(self, field: str, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.field = field
        self.code = code
        self.params = params


# --- parsing ------------------------------------------------------------------------------------

_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "literal_error": "unknown_choice",
    "union_tag_invalid": "unknown_choice",
    "union_tag_not_found": "missing",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "less_than": "too_large",
    "less_than_equal": "too_large",
    "finite_number": "not_a_number",
    "too_short": "too_few",
    "too_long": "too_many",
}
_TAGGED = ("dataset", "optimizer", "schedule")
"""Fields that hold a tagged union: pydantic puts the tag into the path, ours leaves it out."""
_TAG_MISTAKES = ("union_tag_invalid", "union_tag_not_found")


def parse_spec(data: object) -> Spec:
    """The spec in `data` (a dict as JSON gives it).

    Raises SpecError with the dotted path of the first mistake; never anything else.
    """
    try:
        return Spec.model_validate(data)
    except ValidationError as error:
        raise _spec_error(error) from None
    except (RecursionError, OverflowError):
        raise SpecError("", "wrong_type") from None


def parse_spec_json(text: str | bytes) -> Spec:
    """The spec in a JSON text. Raises SpecError."""
    try:
        return parse_spec(json.loads(text))
    except (ValueError, RecursionError):
        raise SpecError("", "not_json") from None


def spec_to_dict(spec: Spec) -> dict[str, Any]:
    """The whole spec, defaults included, as JSON can carry it."""
    return spec.model_dump(mode="json")


def _spec_error(error: ValidationError) -> SpecError:
    first = error.errors(include_url=False, include_input=False)[0]
    context = first.get("ctx", {})
    mistake = context.get("error")
    if isinstance(mistake, SpecMistake):
        return SpecError(mistake.field, mistake.code, mistake.params)
    params: dict[str, str | int | float | bool | None] = {}
    for name, key in (("ge", "minimum"), ("gt", "minimum"), ("le", "maximum"), ("lt", "maximum")):
        if name in context:
            params[key] = context[name]
    for name, key in (("min_length", "minimum"), ("max_length", "maximum")):
        if name in context:
            params[key] = context[name]
    for name in ("expected", "expected_tags"):
        if name in context:
            # pydantic writes 'a', 'b' or 'c'.
            params["choices"] = ", ".join(re.findall(r"'([^']*)'", context[name])) or context[name]
    path = _path(first["loc"]) + (".kind" if first["type"] in _TAG_MISTAKES else "")
    return SpecError(path, _CODES.get(first["type"], "wrong_type"), params)


def _path(location: tuple[int | str, ...]) -> str:
    parts: list[str] = []
    for index, part in enumerate(location):
        after_tagged = index > 0 and location[index - 1] in _TAGGED and index - 1 == len(parts) - 1
        if after_tagged or (isinstance(part, str) and not part.isidentifier()):
            continue
        parts.append(str(part)[:60])
    # A union of plain types names its branches too: int, literal.
    if parts[-2:] == ["batch_size", "int"]:
        parts.pop()
    return ".".join(parts)
