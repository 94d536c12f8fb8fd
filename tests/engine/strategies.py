"""Generated specs for the engine's tests: any that the bounds allow, and JSON that means nothing."""

from hypothesis import strategies as st

from playground.engine.spec import ACTIVATIONS, FEATURES, INITIALS, MADE_DATASETS, MAX_SEED, Spec, parse_spec
from playground.engine.tasks import LOSSES_OF_TASK, TASK_OF_DATASET

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**400), 2**32, 2**64])
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["circle", "points", "adam", "x1", "tanh", "batch", "full", "\ud800"]),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4)
    ),
    max_leaves=8,
)

_seeds = st.integers(0, MAX_SEED)
_epochs = st.integers(1, 1_000_000)
_momentum = st.floats(0, 0.999)
_beta = st.floats(0, 0.99999)
_epsilon = st.floats(1e-12, 1)
_factor = st.floats(0, 1, exclude_min=True)

layers = st.fixed_dictionaries(
    {},
    optional={
        "units": st.integers(1, 64),
        "activation": st.sampled_from(ACTIVATIONS),
        "initial": st.sampled_from(INITIALS),
        "dropout": st.integers(0, 90),
        "norm": st.sampled_from(["none", "batch", "layer"]),
    },
)
optimizers = st.one_of(
    st.fixed_dictionaries({"kind": st.just(kind)}, optional=fields)
    for kind, fields in {
        "sgd": {},
        "momentum": {"momentum": _momentum},
        "nesterov": {"momentum": _momentum},
        "rmsprop": {"alpha": _beta, "epsilon": _epsilon},
        "adagrad": {"epsilon": _epsilon},
        "adam": {"beta1": _beta, "beta2": _beta, "epsilon": _epsilon},
        "adamw": {"beta1": _beta, "beta2": _beta, "epsilon": _epsilon, "weight_decay": st.floats(0, 10)},
    }.items()
)
schedules = st.one_of(
    st.fixed_dictionaries({"kind": st.just(kind)}, optional=fields)
    for kind, fields in {
        "constant": {},
        "step": {"every": _epochs, "factor": _factor},
        "exponential": {"factor": _factor},
        "cosine": {"epochs": _epochs},
        "warmup": {"epochs": _epochs},
    }.items()
)
training = st.fixed_dictionaries(
    {},
    optional={
        "optimizer": optimizers,
        "learning_rate": st.floats(1e-6, 100),
        "schedule": schedules,
        "regularization": st.fixed_dictionaries(
            {"kind": st.sampled_from(["none", "l1", "l2"]), "rate": st.floats(0, 10)}
        ),
        "batch_size": st.integers(2, 5_000) | st.just("full"),
        "batches": st.sampled_from(["in_order", "shuffled"]),
        "last_batch": st.sampled_from(["carry", "short"]),
        "stop_at_epoch": st.none() | _epochs,
        "stop_at_loss": st.none() | st.floats(1e-12, 1e6),
    },
)


@st.composite
def spec_dicts(draw: st.DrawFn) -> dict[str, object]:
    """A dict that `parse_spec` takes; any dataset but given points."""
    kind = draw(st.sampled_from(list(MADE_DATASETS)))
    fields = {
        "num_examples": st.integers(50, 5_000),
        "noise": st.integers(0, 50),
        "train_share": st.integers(10, 90),
        "seed": _seeds,
    }
    task = TASK_OF_DATASET[kind]
    if task == "classes":
        fields["num_classes"] = st.integers(2, 4)
    parts = {
        "features": st.lists(st.sampled_from(FEATURES), min_size=1, max_size=10, unique=True),
        "layers": st.lists(layers, max_size=12),
        "output": st.fixed_dictionaries({"initial": st.sampled_from(INITIALS)}),
        "loss": st.sampled_from(LOSSES_OF_TASK[task]),
        "training": training,
        "precision": st.sampled_from(["float32", "float64"]),
        "seed": _seeds,
    }
    dataset = draw(st.fixed_dictionaries({"kind": st.just(kind)}, optional=fields))
    return {"dataset": dataset, **draw(st.fixed_dictionaries({}, optional=parts))}


def specs() -> st.SearchStrategy[Spec]:
    return spec_dicts().map(parse_spec)


def steady(spec: Spec) -> Spec:
    """`spec` with an epsilon of 0.001 or more in its optimizer, to compare two computations of it.

    Where symmetry makes a gradient zero but for rounding, an optimizer that divides by its size would make steps of
    that rounding.
    """
    optimizer = spec.training.optimizer
    if not hasattr(optimizer, "epsilon"):
        return spec
    steadier = optimizer.model_copy(update={"epsilon": max(optimizer.epsilon, 1e-3)})
    return spec.model_copy(update={"training": spec.training.model_copy(update={"optimizer": steadier})})
