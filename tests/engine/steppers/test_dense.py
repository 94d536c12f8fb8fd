"""The compiled stepper's Python side: what it takes on, and its trajectory beside autograd's."""

import numpy as np
import pytest
from hypothesis import given, settings

from playground.engine.address import decode_address
from playground.engine.run import Run
from playground.engine.steppers.dense import fits_dense
from tests.engine.strategies import specs, steady


@pytest.mark.parametrize(
    ("query", "device", "fits"),
    [
        ("", "cpu", True),
        ("net=4.tanh.bn", "cpu", False),
        ("net=4.tanh.ln", "cpu", False),
        ("", "cuda", False),
    ],
)
def test_it_takes_networks_without_norms_on_the_processor(query, device, fits):
    assert fits_dense(decode_address(query)[0], device) is fits


@settings(max_examples=30, deadline=None)
@given(specs())
def test_a_hundred_steps_are_autograds_whatever_the_spec(spec):
    layers = tuple(
        layer.model_copy(update={"norm": "none", "units": min(layer.units, 6)}) for layer in spec.layers[:3]
    )
    training = steady(spec).training.model_copy(update={"learning_rate": 0.01})
    spec = spec.model_copy(
        update={"precision": "float64", "layers": layers, "given": None, "training": training}
    )
    one, other, nudged = Run(spec, stepper="dense"), Run(spec, stepper="autograd"), Run(spec, stepper="dense")
    # Some experiments are chaotic: how far weights moved by about a rounding error lead away says what can be asked.
    nudged.workspace.parameters[:] *= 1 + 1e-15 * np.resize([1.0, -1.0], len(one.workspace.parameters))
    for run in (one, other, nudged):
        while run.step_number < 100 and not run.diverged:
            run.advance(100 - run.step_number)
    size = max(np.abs(one.workspace.parameters).max(), 1.0)
    chaos = np.abs(one.workspace.parameters - nudged.workspace.parameters).max() / size
    distance = np.abs(one.workspace.parameters - other.workspace.parameters).max() / size
    assert one.diverged or distance < max(1e-9, 1e3 * chaos)


def test_float32_and_float64_learn_the_same_to_rounding():
    runs = [Run(decode_address(f"precision={name}")[0]) for name in ("float32", "float64")]
    for run in runs:
        run.advance(25)
    assert runs[0].workspace.parameters.dtype == np.float32
    assert np.allclose(runs[0].workspace.parameters, runs[1].workspace.parameters, atol=1e-5)
