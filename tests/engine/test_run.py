"""A run: phases and many steps are the same training; rows, epochs, divergence."""

import math

import numpy as np
import pytest
from hypothesis import given, settings

from playground.engine.address import decode_address
from playground.engine.formulas.optimizers import OptimizerState
from playground.engine.initial import initial_parameters
from playground.engine.reference import flatten, train_step
from playground.engine.run import PHASES, Run
from playground.engine.spec import Spec
from tests.engine.strategies import specs, steady


def run_of(query, **options):
    spec, corrections = decode_address(query)
    assert not corrections
    return Run(spec, **options)


def train(run, num_epochs):
    while run.epoch < num_epochs:
        run.advance(10_000)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "opt=adam&order=shuffled&batch=7",
        "net=6.relu.drop20,4.elu&reg=l1:0.01",
        "net=4.tanh.bn,3.silu.ln&tail=short",
    ],
)
def test_phase_by_phase_and_playing_are_equal_to_the_bit(query):
    played, stepped = run_of(query), run_of(query)
    train(played, 3)
    while stepped.epoch < 3:
        stepped.next_phase()
    assert stepped.workspace.parameters.tobytes() == played.workspace.parameters.tobytes()
    assert stepped.workspace.buffers.tobytes() == played.workspace.buffers.tobytes()
    assert stepped.rows == played.rows


def test_the_four_calls_of_a_step_are_its_four_phases():
    run, other = run_of(""), run_of("")
    run.forward()
    run.loss()
    run.backward()
    run.update()
    other.step()
    assert run.step_number == other.step_number == 1
    assert run.workspace.parameters.tobytes() == other.workspace.parameters.tobytes()


def test_next_phase_goes_through_the_five_in_order():
    run = run_of("")
    seen = [run.phase] + [run.next_phase() for _ in range(10)]
    assert seen == [*PHASES, *PHASES, "input"]


@pytest.mark.parametrize("stepper", ["dense", "autograd"])
@pytest.mark.parametrize(
    "query",
    [
        "opt=nesterov:0.9&order=shuffled",
        "data=arms&classes=4&net=5.gelu&opt=adam&reg=l2:0.01",
        "data=hills&loss=huber&opt=rmsprop&batch=full",
        "net=5.softplus.drop30,4.sine&loss=hinge&opt=adagrad&schedule=exponential:0.9",
        "data=moons&loss=cross_entropy&reg=l1:0.03&batch=1",
        "net=none&opt=adamw&tail=short&batch=33",
    ],
)
def test_both_steppers_follow_the_training_from_scratch_in_numpy(query, stepper):
    run = run_of(f"{query}&precision=float64&n=120", stepper=stepper)
    layers = initial_parameters(run.spec)
    state = OptimizerState.empty(run.workspace.layout.num_parameters)
    for step in range(100):
        run.take_input()
        batch = run.workspace.batch[: run.workspace.batch_len]
        inputs, targets = run.workspace.train_inputs[batch], run.workspace.train_targets[batch]
        layers, _ = train_step(run.spec, layers, state, inputs, targets, step, run.learning_rate)
        run.step()
    assert np.abs(flatten(layers) - run.workspace.parameters).max() < 1e-9


@settings(max_examples=25, deadline=None)
@given(specs())
def test_any_spec_trains_and_the_steppers_agree(spec):
    spec = steady(spec).model_copy(update={"precision": "float64"})
    one, other = Run(spec), Run(spec, stepper="autograd")
    for _ in range(3):
        one.advance(1)
        other.advance(1)
    mine, theirs = one.workspace.parameters, other.workspace.parameters
    if np.isfinite(theirs).all() and np.abs(theirs).max() < 1e3:
        assert np.allclose(mine, theirs, rtol=1e-7, atol=1e-9)


def test_the_same_seed_gives_the_same_run():
    one, other = run_of("data=spiral&order=shuffled"), run_of("data=spiral&order=shuffled")
    train(one, 5)
    while other.epoch < 5:
        other.advance(3)
    assert one.rows == other.rows


def test_row_0_is_the_untrained_network():
    run = run_of("")
    assert run.rows[0].epoch == 0
    assert run.rows[0] == run.newest_row
    assert 0.4 < run.rows[0].train_loss < 0.6


def test_an_epoch_ends_with_a_row_over_both_parts():
    run = run_of("n=50&batch=5")
    train(run, 2)
    assert [row.epoch for row in run.rows] == [0, 1, 2]
    assert run.rows[2].step == 10


def test_advance_never_goes_past_the_end_of_an_epoch():
    run = run_of("")
    assert run.advance(1_000_000) == 25
    assert (run.epoch, run.position) == (1, 0)


def test_large_train_parts_have_rows_within_their_first_epochs():
    run = run_of("n=5000&train=90")
    train(run, 1)
    inner = [row for row in run.rows if 0 < row.epoch < 1]
    assert len(inner) == 450 // 16
    assert all(math.isnan(row.test_loss) and math.isfinite(row.train_loss) for row in inner)


def test_a_run_that_is_not_finite_has_diverged():
    run = run_of("data=plane&lr=30&net=4.linear")
    for _ in range(200):
        if run.diverged:
            break
        run.advance(100)
    assert run.diverged


def test_default_circle_is_learned_within_some_200_epochs():
    run = Run(Spec())
    train(run, 200)
    assert run.newest_row.test_loss < 0.02
    assert run.newest_row.test_metric > 0.98


def test_what_can_be_trained_in_compiled_loops_is_and_the_rest_by_autograd():
    assert run_of("").stepper.name == "dense"
    assert run_of("net=4.tanh.bn").stepper.name == "autograd"
