"""The page's controls as rows for the template: their bounds and choices come from the spec's models.

What happens when one is moved is in static/js/elements/settings.js; the words of choices are in choices.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from playground.engine.spec import MAX_EXAMPLES, Spec, spec_to_dict
from playground.engine.tasks import LOSSES_OF_TASK
from playground.experiments import choices
from playground.experiments.bounds import Bounds, bounds_of
from playground.experiments.choices import Choice
from playground.experiments.field_names import field_name
from playground.experiments.numbers import number_text

MIXED = "mixed"
"""What a control for all layers shows when they differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of settings. `when` is `field=value,value`: the row is shown only while the field has one of them."""

    field: str
    label: str
    look: Literal["slider", "select", "number", "seed"]
    value: Any
    shape: str = ""
    """`wide`: the slider has a line of its own; `fit`: the label takes what it needs."""
    unit: Literal["", "percent", "count"] = ""
    stops: tuple[float, ...] = ()
    """The values that a slider stops at; its number field takes any."""
    most: int | None = None
    """Where the slider ends in this spec, though it has stops beyond."""
    options: tuple[Choice, ...] = ()
    when: str = ""
    is_shown: bool = True
    empty: str = ""
    """What an empty number means."""
    about: tuple[Choice, ...] = ()
    """One sentence for each choice; the chosen one's is shown."""
    bounds: Bounds

    @property
    def text(self) -> str:
        """The value as the number field shows it."""
        return number_text(self.value, percent=self.unit == "percent")

    @property
    def position(self) -> int:
        """The stop nearest to the value."""
        return nearest(self.reachable, float(self.value))

    @property
    def reachable(self) -> tuple[float, ...]:
        if self.most is None:
            return self.stops
        return (*(stop for stop in self.stops if stop < self.most), float(self.most))

    @property
    def last_position(self) -> int:
        return len(self.reachable) - 1

    @property
    def stops_text(self) -> str:
        return ",".join(f"{stop:g}" for stop in self.stops)


def nearest(stops: Sequence[float], value: float) -> int:
    return min(range(len(stops)), key=lambda index: abs(stops[index] - value), default=0)


# --- the stops of sliders ---------------------------------------------------------------------------

TEN_A_DECADE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)


def decades(lowest: int, highest: int) -> tuple[float, ...]:
    """Ten values a decade from 10^lowest to 10^highest, TensorFlow Playground's 1 and 3 among them."""
    inner = (float(f"{step}e{exponent}") for exponent in range(lowest, highest) for step in TEN_A_DECADE)
    return (*inner, float(f"1e{highest}"))


RATES = decades(-5, 1)
PENALTIES = (0.0, *decades(-4, 1))
EXAMPLES = tuple(float(n) for n in (*range(50, 1000, 50), *range(1000, MAX_EXAMPLES + 1, 250)))
BATCHES = tuple(
    float(n) for n in (*range(1, 31), 40, 50, 75, 100, 150, 200, 300, 500, 1000, 2000, MAX_EXAMPLES)
)
FIVES = tuple(float(n) for n in range(0, 51, 5))
SHARES = tuple(float(n) for n in range(10, 91, 5))


# --- the rows ---------------------------------------------------------------------------------------


class Rows:
    """Makes the rows of one spec, in the active language."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._data = spec_to_dict(spec)

    def data(self) -> list[Row]:
        """How many examples, how noisy."""
        return [
            self.slider("dataset.num_examples", EXAMPLES, unit="count"),
            self.slider("dataset.noise", FIVES, unit="percent"),
            self.slider("dataset.train_share", SHARES, unit="percent"),
            self.slider("dataset.num_classes", (2.0, 3.0, 4.0), when="dataset.kind=blobs,arms"),
        ]

    def training(self) -> list[Row]:
        """What is always on the page."""
        return [
            self.slider("training.learning_rate", RATES, shape="wide"),
            self.select("layers.*.activation", choices.activations()),
            self.select("training.optimizer.kind", choices.optimizers()),
            self.select("training.regularization.kind", choices.penalties()),
            self.slider(
                "training.regularization.rate",
                PENALTIES,
                shape="fit",
                when="training.regularization.kind=l1,l2",
            ),
            self.slider("training.batch_size", BATCHES, shape="fit", unit="count", most=self.spec.num_train),
        ]

    def more(self) -> list[Row]:
        """What stands behind *more settings*."""
        return [
            self.select("loss", choices.losses(), only=LOSSES_OF_TASK[self.spec.task]),
            *self._schedule(),
            *self._optimizer(),
            self.select("layers.*.initial", choices.initials(), about=choices.about_initials()),
            self.select("output.initial", choices.initials()),
            self.select("training.batches", choices.orders()),
            self.select("training.last_batch", choices.last_batches()),
            self.number("training.stop_at_epoch", unit="count", empty=choices.never()),
            self.number("training.stop_at_loss", empty=choices.never()),
            self.select("precision", choices.precisions()),
            self.number("seed", look="seed"),
        ]

    def _schedule(self) -> list[Row]:
        kind = "training.schedule.kind"
        return [
            self.select(kind, choices.schedules()),
            self.number("training.schedule.every", unit="count", when=f"{kind}=step"),
            self.number("training.schedule.factor", when=f"{kind}=step,exponential"),
            self.number("training.schedule.epochs", unit="count", when=f"{kind}=cosine,warmup"),
        ]

    def _optimizer(self) -> list[Row]:
        kind = "training.optimizer.kind"
        return [
            self.number("training.optimizer.momentum", when=f"{kind}=momentum,nesterov"),
            self.number("training.optimizer.alpha", when=f"{kind}=rmsprop"),
            self.number("training.optimizer.beta1", when=f"{kind}=adam,adamw"),
            self.number("training.optimizer.beta2", when=f"{kind}=adam,adamw"),
            self.number("training.optimizer.epsilon", when=f"{kind}=rmsprop,adagrad,adam,adamw"),
            self.number("training.optimizer.weight_decay", when=f"{kind}=adamw"),
        ]

    # --- one row

    def slider(self, field: str, stops: tuple[float, ...], **kwargs: Any) -> Row:
        return self._row(field, "slider", stops=stops, **kwargs)

    def number(self, field: str, look: Literal["number", "seed"] = "number", **kwargs: Any) -> Row:
        return self._row(field, look, **kwargs)

    def select(self, field: str, options: tuple[Choice, ...], only: Sequence[str] = (), **kwargs: Any) -> Row:
        value = self.value(field)
        if only:
            options = tuple(option.allowed(option.value in only) for option in options)
        if field.startswith("layers.*."):
            options = (*options, Choice(MIXED, choices.mixed(), is_allowed=value == MIXED))
        return self._row(field, "select", options=options, **kwargs)

    def _row(self, field: str, look: Any, **kwargs: Any) -> Row:
        value = self.value(field)
        if field == "training.batch_size" and value == "full":
            value = self.spec.num_train
        return Row(
            field=field,
            label=field_name(field),
            look=look,
            value=0 if value is None and look == "slider" else value,
            is_shown=self.matches(kwargs.get("when", "")),
            bounds=bounds_of(field),
            **kwargs,
        )

    # --- reading the spec

    def value(self, field: str) -> Any:
        """The value at a dotted path; None where this spec has no such field."""
        if field.startswith("layers.*."):
            return self._of_all_layers(field.removeprefix("layers.*."))
        found: Any = self._data
        for part in field.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        return found

    def _of_all_layers(self, name: str) -> str:
        values = {layer[name] for layer in self._data["layers"]}
        if not values:
            return "tanh" if name == "activation" else str(self._data["output"]["initial"])
        return str(values.pop()) if len(values) == 1 else MIXED

    def matches(self, when: str) -> bool:
        if not when:
            return True
        field, _, allowed = when.partition("=")
        return self.value(field) in allowed.split(",")


def opens_more(spec: Spec) -> bool:
    """Whether the spec differs from the usual one in something that stands behind *more settings*."""
    usual = Rows(Spec(dataset=spec.dataset, loss=spec.loss if spec.task != "two_classes" else "half_squared"))
    given = Rows(spec)
    return any(
        row.value != other.value
        for row, other in zip(given.more(), usual.more(), strict=True)
        if row.is_shown
    )


def rules() -> dict[str, dict[str, Any]]:
    """Bounds by field, for the page's own checks of what is typed."""
    rows = Rows(Spec())
    fields = [row.field for row in (*rows.data(), *rows.training(), *rows.more())]
    found = {field: bounds_of(field).as_dict() for field in fields}
    return {field: bounds for field, bounds in found.items() if bounds}
