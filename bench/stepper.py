"""Updates a second of one network on one core: our steppers beside a JavaScript engine, a C loop and scikit-learn.

The others get our points and first weights, and are timed only after they have found our losses.
"""

import ctypes
import importlib.util
import json
import shutil
import statistics
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch

from bench.figures import Figure, Table
from bench.node import BENCH, NODE
from playground.engine.features import compute_features
from playground.engine.initial import initial_parameters
from playground.engine.run import Run
from playground.engine.shapes import batch_size
from playground.engine.spec import Spec, parse_spec

ROUNDS = 7
SECONDS = 0.25
"""Each contender trains about so long a round; the rounds take turns, so that all see the same busy machine."""
CHECKED_EPOCHS = 10
AGREES = 1e-9
AGREES_FLOAT32 = 1e-4

SEVEN: list[str] = ["x1", "x2", "x1x1", "x2x2", "x1x2", "sinx1", "sinx2"]
NETWORKS: dict[str, dict[str, Any]] = {
    "2-4-2-1": {},
    "7-8-8-8-1": {"dataset": {"kind": "spiral"}, "features": SEVEN, "layers": [{"units": 8}] * 3},
    "2-8-8-8-8-8-8-1": {"dataset": {"kind": "spiral"}, "layers": [{"units": 8}] * 6},
}

TrainEpochs = Callable[[int], float]
"""Trains so many epochs more; gives the seconds that the processor worked on them, whoever else kept it busy."""


@dataclass(frozen=True, slots=True)
class Contender:
    name: str
    train: TrainEpochs


def measure() -> Iterator[Table]:
    torch.set_num_threads(1)
    for name, fields in NETWORKS.items():
        with ExitStack() as open_ones:
            spec = build(fields, "float32")
            contenders = [open_ones.enter_context(one) for one in contenders_for(fields)]
            yield table_of(name, spec, microseconds(spec, contenders))


def build(fields: dict[str, Any], precision: Literal["float32", "float64"]) -> Spec:
    return parse_spec(fields | {"precision": precision})


def microseconds(spec: Spec, contenders: list[Contender]) -> dict[str, list[float]]:
    """For each contender the time of one update, a value a round."""
    steps = spec.num_train // batch_size(spec)
    epochs = {}
    for one in contenders:
        epochs[one.name] = epochs_that_take(SECONDS, one.train)
    taken: dict[str, list[float]] = {one.name: [] for one in contenders}
    for _ in range(ROUNDS):
        for one in contenders:
            seconds = one.train(epochs[one.name])
            taken[one.name].append(seconds / epochs[one.name] / steps * 1e6)
    return taken


def epochs_that_take(seconds: float, train: TrainEpochs) -> int:
    """Tried with ever more, which warms it up as well: the processor's clock is too coarse for a few."""
    num_epochs, taken = 5, 0.0
    while taken < seconds / 4:
        num_epochs *= 2
        taken = train(num_epochs)
    return max(round(num_epochs * seconds / taken), 1)


def table_of(name: str, spec: Spec, taken: dict[str, list[float]]) -> Table:
    ours = taken["dense stepper, float32"]
    figures = []
    for other, values in taken.items():
        ratio = statistics.median(theirs / own for theirs, own in zip(values, ours, strict=True))
        beside, holds = f"{ratio:.2f} times the dense stepper's time", None
        if other.startswith("JavaScript"):
            beside, holds = f"dense stepper {ratio:.1f} times as fast; at least 10", ratio >= 10
        elif other.startswith("C loop, no fast-math"):
            beside, holds = f"dense stepper at {ratio:.2f} of its speed; at least 0.5", ratio >= 0.5
        elif other == "dense stepper, float32":
            beside = ""
        per_update = statistics.median(values)
        figures.append(
            Figure(other, f"{per_update:,.2f} µs an update ({1e6 / per_update:,.0f} a second)", beside, holds)
        )
    missing = [note for note in (_no_compiler(), _no_sklearn()) if note]
    return Table(f"Stepper: {name}, batch {spec.training.batch_size}, SGD, tanh", figures, tuple(missing))


# --- the contenders


def contenders_for(fields: dict[str, Any]) -> Iterator[Any]:
    spec = build(fields, "float32")
    yield our_stepper("dense stepper, float32", spec, "dense")
    yield our_stepper("dense stepper, float64", build(fields, "float64"), "dense")
    yield our_stepper("eager PyTorch (autograd stepper), float32", spec, "autograd")
    yield javascript_peer(build(fields, "float64"))
    if not _no_compiler():
        yield c_loop("C loop, no fast-math, float32", spec, [])
        yield c_loop("C loop, with fast-math, float32", spec, ["-ffast-math"])
    if not _no_sklearn():
        yield sklearn_classifier(spec)


@contextmanager
def our_stepper(name: str, spec: Spec, stepper: str) -> Iterator[Contender]:
    run = Run(spec, stepper=stepper)
    plan = run.epoch_plan()
    order = {1: (plan.examples, plan.ends)}

    def train(num_epochs: int) -> float:
        if num_epochs not in order:
            whole = int(plan.ends[-1])
            ends = np.concatenate([plan.ends + whole * epoch for epoch in range(num_epochs)])
            order[num_epochs] = (np.tile(plan.examples, num_epochs), ends)
        start = time.thread_time()
        run.stepper.steps(*order[num_epochs], 0, spec.training.learning_rate)
        return time.thread_time() - start

    yield Contender(name, train)


@contextmanager
def javascript_peer(spec: Spec) -> Iterator[Contender]:
    """The engine of bench/peer in Node, after it has found our losses."""
    peer = subprocess.Popen(
        [NODE, str(BENCH / "peer" / "train.js")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert peer.stdin is not None
    assert peer.stdout is not None
    print(json.dumps(experiment_of(spec)), file=peer.stdin, flush=True)

    def ask(num_epochs: int) -> list[float]:
        print(num_epochs, file=peer.stdin, flush=True)
        answer: list[float] = json.loads(peer.stdout.readline())  # type: ignore[union-attr]
        return answer

    with peer:
        check(losses_of(spec), [ask(1)[1:] for _ in range(CHECKED_EPOCHS)], AGREES)
        yield Contender("JavaScript engine in Node, float64", lambda num_epochs: ask(num_epochs)[0])
        peer.stdin.close()


@contextmanager
def c_loop(name: str, spec: Spec, flags: list[str]) -> Iterator[Contender]:
    """bench/peer/loop.c for this very processor, after it has found our losses."""
    with tempfile.TemporaryDirectory() as folder:
        library = str(Path(folder) / "loop.so")
        command = ["gcc", "-O3", "-march=native", *flags, "-shared", "-fPIC", "-o", library]
        subprocess.run([*command, str(BENCH / "peer" / "loop.c")], check=True)
        loop = ctypes.CDLL(library)
    run = Run(spec)
    workspace = run.workspace
    parameters = workspace.parameters.copy()
    sizes = np.array(spec.layer_sizes, np.int32)
    arrays = (parameters, workspace.train_inputs, workspace.train_targets)
    pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in (sizes, *arrays)]

    def train(num_epochs: int) -> float:
        start = time.thread_time()
        loop.train(
            pointers[0], len(sizes) - 1, *pointers[1:], spec.num_train, spec.training.batch_size,
            ctypes.c_float(spec.training.learning_rate), num_epochs,
        )  # fmt: skip
        return time.thread_time() - start

    found = []
    for _ in range(CHECKED_EPOCHS):
        train(1)
        workspace.parameters[:] = parameters
        row = run.evaluate(seq=-1)
        found.append([row.train_loss, row.test_loss])
    check(losses_of(spec), found, AGREES_FLOAT32)
    yield Contender(name, train)


@contextmanager
def sklearn_classifier(spec: Spec) -> Iterator[Contender]:
    """MLPClassifier of the same shape, batch and optimizer; its loss is the cross-entropy."""
    from sklearn.neural_network import MLPClassifier  # not installed by us: whoever has it sees it

    run = Run(spec)
    inputs, targets = run.workspace.train_inputs, run.workspace.train_targets
    hidden = tuple(layer.units for layer in spec.layers)

    def train(num_epochs: int) -> float:
        network = MLPClassifier(
            hidden, activation="tanh", solver="sgd", alpha=0, batch_size=spec.training.batch_size, momentum=0,
            learning_rate_init=spec.training.learning_rate, max_iter=num_epochs, shuffle=False, tol=0,
            n_iter_no_change=10**6,
        )  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says that it has not converged
            start = time.thread_time()
            network.fit(inputs, targets)
            return time.thread_time() - start

    yield Contender("scikit-learn MLPClassifier", train)


# --- the same numbers


def experiment_of(spec: Spec) -> dict[str, Any]:
    """What bench/peer/train.js reads."""
    run = Run(spec)
    parts = {}
    for part in ("train", "test"):
        points = getattr(run.dataset, f"{part}_points")
        inputs = compute_features(points, spec.features)
        parts[part] = {"inputs": inputs.tolist(), "targets": getattr(run.dataset, f"{part}_labels").tolist()}
    layers = [
        [{"w": row.tolist(), "b": float(bias)} for row, bias in zip(layer.weights, layer.bias, strict=True)]
        for layer in initial_parameters(spec)
    ]
    training = spec.training
    return parts | {
        "layers": layers,
        "activation": spec.layers[0].activation,
        "output": "linear" if spec.task == "regression" else "tanh",
        "batch": training.batch_size,
        "rate": training.learning_rate,
        "penalty": training.regularization.kind.upper(),
        "penaltyRate": training.regularization.rate,
    }


def losses_of(spec: Spec) -> list[list[float]]:
    """Ours, of the train and the test part after each of the first epochs."""
    run = Run(spec)
    found = []
    for _ in range(CHECKED_EPOCHS):
        run.advance(spec.num_train)
        found.append([run.newest_row.train_loss, run.newest_row.test_loss])
    return found


def check(ours: list[list[float]], theirs: list[list[float]], tolerance: float) -> None:
    """Raises ValueError where another engine trains another network."""
    off = float(np.max(np.abs(np.array(ours) / np.array(theirs) - 1)))
    if not off <= tolerance:
        raise ValueError(f"Losses differ by {off:.1e}, at most {tolerance:.0e} is allowed.")


def _no_compiler() -> str:
    return "" if shutil.which("gcc") else "No C loop: there is no gcc here."


def _no_sklearn() -> str:
    return "" if importlib.util.find_spec("sklearn") else "No MLPClassifier: scikit-learn is not installed."
