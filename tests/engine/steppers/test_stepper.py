"""Both steppers fulfil the protocol and fill the same workspace."""

import numpy as np
import pytest

from playground.engine.address import decode_address
from playground.engine.run import Run

QUERY = "net=5.tanh,4.relu&precision=float64&data=arms"


def after_a_step(stepper):
    run = Run(decode_address(QUERY)[0], stepper=stepper)
    run.forward()
    run.loss()
    run.backward()
    return run.workspace


@pytest.mark.parametrize("name", ["z", "a", "deltas", "losses"])
def test_what_a_step_leaves_behind_is_the_same_for_both(name):
    one, other = after_a_step("dense"), after_a_step("autograd")
    num = one.batch_len
    assert np.allclose(getattr(one, name)[..., :num], getattr(other, name)[..., :num], atol=1e-12)


def test_gradients_are_the_same_for_both():
    one, other = after_a_step("dense"), after_a_step("autograd")
    assert np.abs(one.gradients).max() > 0
    assert np.allclose(one.gradients, other.gradients, atol=1e-12)


@pytest.mark.parametrize("data", ["circle", "arms", "hills"])
def test_evaluation_is_the_same_for_both(data):
    spec = decode_address(f"data={data}&n=700&precision=float64")[0]
    for part in ("train", "test"):
        values = [Run(spec, stepper=name).stepper.evaluate(part) for name in ("dense", "autograd")]
        assert values[0] == pytest.approx(values[1], abs=1e-12)


def test_steps_tells_each_batchs_mean_loss():
    losses = []
    for name in ("dense", "autograd"):
        run = Run(decode_address(QUERY)[0], stepper=name)
        run.advance(7)
        losses.append(run.stepper.step_losses)
    assert len(losses[0]) == 7
    assert losses[0] == pytest.approx(losses[1], abs=1e-12)
