"""Eager autograd: gradients against difference quotients, with norms and dropout as they train."""

import numpy as np
import pytest

from playground.engine.address import decode_address
from playground.engine.run import Run


@pytest.mark.parametrize(
    "query",
    ["net=4.tanh.bn,3.sigmoid.ln", "net=5.silu.drop40,3.elu&loss=cross_entropy", "data=blobs&net=4.gelu.bn"],
)
def test_gradients_are_the_difference_quotients_of_the_mean_loss(query):
    spec = decode_address(f"{query}&precision=float64&seed=3")[0]
    run = Run(spec, stepper="autograd")

    def mean_loss():
        run.phase = "input"
        run.forward()
        return run.loss()

    mean_loss()
    run.backward()
    gradients = run.workspace.gradients.copy()
    for place in range(0, len(gradients), 3):
        value, step = run.workspace.parameters[place], 1e-6
        losses = []
        for sign in (1, -1):
            run.workspace.parameters[place] = value + sign * step
            losses.append(mean_loss())
        run.workspace.parameters[place] = value
        assert gradients[place] == pytest.approx((losses[0] - losses[1]) / (2 * step), abs=1e-7)


def test_deltas_are_of_each_example_and_gradients_of_the_mean():
    run = Run(decode_address("precision=float64")[0], stepper="autograd")
    run.forward()
    run.loss()
    run.backward()
    space = run.workspace
    output = space.layout.layers[-1]
    mean = space.deltas[output.rows, : space.batch_len].mean(axis=1)
    assert np.allclose(space.gradients[output.bias], mean, atol=1e-15)


def test_a_loss_that_is_not_finite_ends_the_call():
    run = Run(decode_address("data=plane&lr=100&net=4.linear.ln&loss=mse")[0])
    assert run.stepper.name == "autograd"
    for _ in range(300):
        if run.diverged:
            return
        run.advance(60)
    pytest.fail("it did not diverge")
