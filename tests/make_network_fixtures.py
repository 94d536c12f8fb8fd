"""Makes tests/fixtures/network/: evaluation-mode forward passes by PyTorch, which the tests of network.js read.

Run it as `python -m tests.make_network_fixtures` after a change of the spec; what it writes is the same each time.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from playground.engine.spec import ACTIVATIONS, FEATURES, Spec, parse_spec, spec_to_dict
from playground.engine.tasks import LOSSES_OF_TASK, TASK_OF_DATASET, output_for

FOLDER = Path(__file__).parent / "fixtures" / "network"
POINTS = [[-6.0, 6.0], [-2.5, -0.75], [0.0, 0.0], [0.5, -4.0], [1.25, 3.5], [5.875, 0.125]]
FUNCTIONS = {
    "linear": lambda z: z,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "gelu": functional.gelu,
    "silu": functional.silu,
    "softplus": functional.softplus,
    "sine": torch.sin,
}


def main() -> None:
    torch.manual_seed(1)
    z = torch.linspace(-15, 15, 301, dtype=torch.float64)
    values = {name: FUNCTIONS[name](z).tolist() for name in ACTIVATIONS}
    write("functions", {"z": z.tolist(), "erf": torch.erf(z).tolist(), "values": values})
    write(
        "tasks", {"task_of_dataset": TASK_OF_DATASET, "losses_of_task": LOSSES_OF_TASK, "outputs": outputs()}
    )
    groups: dict[str, dict[str, dict[str, Any]]] = {
        "activations": {name: network([3, name, "none"], [2, name, "none"]) for name in ACTIVATIONS},
        "norms": {
            "batch": network([5, "linear", "batch"]),
            "layer": network([5, "linear", "layer"]),
            "layer of one": network([1, "tanh", "layer"]),
            "batch, then layer": network([5, "relu", "batch"], [7, "gelu", "layer"], [2, "tanh", "none"]),
        },
        "features": {name: network([3, "tanh", "none"], features=[name]) for name in FEATURES},
        "combined": combined(),
    }
    for name, cases in groups.items():
        write(name, [{"name": case, **passed(parse_spec(spec))} for case, spec in cases.items()])


def combined() -> dict[str, dict[str, Any]]:
    """Every feature into every activation function and norm, and every kind of output."""
    norms = ("none", "batch", "layer")
    deep = [[2 + index, name, norms[index % 3]] for index, name in enumerate(ACTIVATIONS)]
    cases = {"everything": network(*deep, features=list(FEATURES)), "no hidden layer": network()}
    for task, kind in {"two_classes": "circle", "regression": "hills", "classes": "arms"}.items():
        for loss in LOSSES_OF_TASK[task]:  # type: ignore[index]
            dataset = {"kind": kind, "num_classes": 4} if kind == "arms" else {"kind": kind}
            cases[f"{task}, {loss}"] = network([4, "sigmoid", "none"]) | {"dataset": dataset, "loss": loss}
    return cases


def network(*layers: list[Any], features: list[str] | None = None) -> dict[str, Any]:
    """A spec with layers of (units, activation, norm)."""
    made = [{"units": units, "activation": name, "norm": norm} for units, name, norm in layers]
    return {"features": features or ["x1", "x2"], "layers": made, "dataset": {"kind": "circle"}}


def passed(spec: Spec) -> dict[str, Any]:
    """Random parameters in the order of a frame, and what they make of POINTS: activations by layer, unit, point."""
    a = features_of(spec)
    parameters: list[Tensor] = []
    activations = []
    output = output_for(spec.task, spec.loss).activation
    kinds = [(layer.units, layer.activation, layer.norm) for layer in spec.layers]
    for units, activation, norm in [*kinds, (spec.num_outputs, output, "none")]:
        weights, bias = draw(units, a.shape[1]), draw(units)
        parameters += [weights.flatten(), bias]
        z = functional.linear(a, weights, bias)
        if norm != "none":
            scale, shift = draw(units, add=1), draw(units)
            parameters += [scale, shift]
            if norm == "batch":
                mean, variance = draw(units), draw(units, add=2).abs()
                parameters += [mean, variance]
                z = functional.batch_norm(z, mean, variance, scale, shift, training=False)
            else:
                z = functional.layer_norm(z, [units], scale, shift)
        a = FUNCTIONS[activation](z)
        activations.append(a.T.tolist())
    flat = torch.cat(parameters).tolist()
    return {"spec": spec_to_dict(spec), "points": POINTS, "parameters": flat, "activations": activations}


def features_of(spec: Spec) -> Tensor:
    """`(points, features)`, written out here once more so that no formula is tested against itself."""
    x1, x2 = torch.tensor(POINTS, dtype=torch.float64).T
    table = {
        "x1": x1, "x2": x2, "x1x1": x1**2, "x2x2": x2**2, "x1x2": x1 * x2, "sinx1": torch.sin(x1),
        "sinx2": torch.sin(x2), "cosx1": torch.cos(x1), "cosx2": torch.cos(x2), "radius": torch.hypot(x1, x2),
    }  # fmt: skip
    return torch.stack([table[name] for name in spec.features], dim=1)


def draw(*shape: int, add: float = 0) -> Tensor:
    """Float64 values that a float32 can hold, as frames carry float32."""
    return (0.5 * torch.randn(*shape) + add).double()


def outputs() -> dict[str, dict[str, dict[str, str]]]:
    rows = {(task, loss): output_for(task, loss) for task in LOSSES_OF_TASK for loss in LOSSES_OF_TASK[task]}
    return {
        task: {
            loss: {"activation": row.activation, "labels": row.labels, "shown": row.shown}
            for (of_task, loss), row in rows.items()
            if of_task == task
        }
        for task in LOSSES_OF_TASK
    }


def write(name: str, content: object) -> None:
    (FOLDER / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
