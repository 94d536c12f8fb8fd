"""Every optimizer against torch.optim over many steps, and what is ours alone: penalties, frozen and dead weights."""

import numpy as np
import pytest
import torch

from playground.engine.formulas.optimizers import OptimizerState, update, weight_mask
from playground.engine.shapes import Layout
from playground.engine.spec import OPTIMIZERS, parse_spec

OPTIM = {
    "sgd": lambda p, o: torch.optim.SGD(p, lr=0.05),
    "momentum": lambda p, o: torch.optim.SGD(p, lr=0.05, momentum=o.momentum),
    "nesterov": lambda p, o: torch.optim.SGD(p, lr=0.05, momentum=o.momentum, nesterov=True),
    "rmsprop": lambda p, o: torch.optim.RMSprop(p, lr=0.05, alpha=o.alpha, eps=o.epsilon),
    "adagrad": lambda p, o: torch.optim.Adagrad(p, lr=0.05, eps=o.epsilon),
    "adam": lambda p, o: torch.optim.Adam(p, lr=0.05, betas=(o.beta1, o.beta2), eps=o.epsilon),
    "adamw": lambda p, o: torch.optim.AdamW(
        p, lr=0.05, betas=(o.beta1, o.beta2), eps=o.epsilon, weight_decay=o.weight_decay
    ),
}
START = np.random.default_rng(3).normal(size=25)
GRADIENTS = np.random.default_rng(4).normal(size=(30, 25))


def spec_with(optimizer, regularization="none", rate=0.0):
    training = {"optimizer": {"kind": optimizer}, "regularization": {"kind": regularization, "rate": rate}}
    return parse_spec({"training": training})


def run_steps(spec, state, num_steps=30, gradients=GRADIENTS):
    values = START
    for step in range(num_steps):
        values = update(spec, values, gradients[step], state, 0.05)
    return values


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_thirty_steps_are_those_of_torch_optim(name):
    spec = spec_with(name)
    theirs = torch.tensor(START, requires_grad=True)
    optimizer = OPTIM[name]([theirs], spec.training.optimizer)
    for gradient in GRADIENTS:
        theirs.grad = torch.tensor(gradient)
        optimizer.step()
    ours = run_steps(spec, OptimizerState.empty(25))
    assert np.allclose(ours, theirs.detach().numpy(), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name != "adamw"])
@pytest.mark.parametrize("kind, slope", [("l1", np.sign), ("l2", lambda w: w)])
def test_a_penalty_joins_the_gradient_of_the_weights_alone(name, kind, slope):
    mask = weight_mask(Layout.of(spec_with(name)))
    with_penalty = update(spec_with(name, kind, 0.1), START, GRADIENTS[0], OptimizerState.empty(25), 0.05)
    gradients = GRADIENTS[0] + 0.1 * slope(START) * mask
    by_hand = update(spec_with(name), START, gradients, OptimizerState.empty(25), 0.05)
    assert np.allclose(with_penalty, by_hand, rtol=1e-12)
    assert (
        with_penalty != update(spec_with(name), START, GRADIENTS[0], OptimizerState.empty(25), 0.05)
    ).any()


def test_adamw_keeps_a_penalty_out_of_its_averages():
    state, plain = OptimizerState.empty(25), OptimizerState.empty(25)
    penalized = update(spec_with("adamw", "l2", 0.1), START, GRADIENTS[0], state, 0.05)
    without = update(spec_with("adamw"), START, GRADIENTS[0], plain, 0.05)
    assert (state.first == plain.first).all()
    mask = weight_mask(Layout.of(spec_with("adamw")))
    assert np.allclose(without - penalized, 0.05 * 0.1 * START * mask, atol=1e-14)


def test_sgd_stops_a_weight_that_l1_carries_across_zero():
    start, state = np.full(25, 0.004), OptimizerState.empty(25)
    after = update(spec_with("sgd", "l1", 1.0), start, np.zeros(25), state, 0.05)
    mask = weight_mask(Layout.of(spec_with("sgd")))
    assert (after == np.where(mask, 0.0, 0.004)).all()
    assert (state.dead == mask).all()
    later = update(spec_with("sgd", "l1", 1.0), after, np.ones(25), state, 0.05)
    assert (later[mask] == 0).all()


def test_sgd_lets_a_weight_cross_zero_by_its_gradient():
    state = OptimizerState.empty(25)
    after = update(spec_with("sgd", "l1", 0.01), np.full(25, 0.01), np.ones(25), state, 0.05)
    assert (after < 0).all()
    assert not state.dead.any()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_frozen_parameters_stay_and_the_others_do_not_notice(name):
    free, some = OptimizerState.empty(25), OptimizerState.empty(25)
    some.frozen[::2] = True
    all_move, some_move = (run_steps(spec_with(name), state, 5) for state in (free, some))
    assert (some_move[::2] == START[::2]).all()
    assert (some_move[1::2] == all_move[1::2]).all()
    assert (some.first[::2] == 0).all()
    assert (some.second[::2] == 0).all()
