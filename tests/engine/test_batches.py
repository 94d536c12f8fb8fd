"""Which examples each step takes."""

import numpy as np
import pytest

from playground.engine.address import decode_address
from playground.engine.batches import epoch_order, plan_epoch

NOTHING = np.zeros(0, np.int64)


def spec(query):
    decoded, corrections = decode_address(query)
    assert not corrections
    return decoded


def steps(plan):
    return [part.tolist() for part in np.split(plan.examples, plan.ends[:-1])]


def test_in_order_batches_take_the_examples_one_after_another():
    plan = plan_epoch(spec("n=50&train=40&batch=5"), 0, 0, NOTHING)
    assert steps(plan) == [list(range(start, start + 5)) for start in range(0, 20, 5)]
    assert plan.positions.tolist() == [5, 10, 15, 20]


def test_a_tail_is_carried_into_the_first_step_of_the_next_epoch():
    experiment = spec("n=50&train=40&batch=8")
    first = plan_epoch(experiment, 0, 0, NOTHING)
    second = plan_epoch(experiment, 1, 0, first.tail)
    assert first.tail.tolist() == [16, 17, 18, 19]
    assert steps(second)[0] == [16, 17, 18, 19, 0, 1, 2, 3, 4, 5, 6, 7]
    assert len(steps(second)[1]) == 8


def test_a_short_tail_makes_a_step_of_its_own():
    plan = plan_epoch(spec("n=50&train=40&batch=8&tail=short"), 0, 0, NOTHING)
    assert [len(step) for step in steps(plan)] == [8, 8, 4]
    assert plan.positions[-1] == 20
    assert len(plan.tail) == 0


def test_batch_norm_lets_a_tail_of_one_join_the_batch_before_it():
    plan = plan_epoch(spec("n=50&train=42&batch=10&tail=short&net=2.tanh.bn"), 0, 0, NOTHING)
    assert [len(step) for step in steps(plan)] == [10, 11]


def test_batch_norm_carries_a_single_example_that_a_change_has_left_of_an_epoch():
    plan = plan_epoch(spec("n=50&train=42&batch=10&tail=short&net=2.tanh.bn"), 0, 20, NOTHING)
    assert plan.num_steps == 0
    assert plan.tail.tolist() == [20]


@pytest.mark.parametrize("batch", ["full", "5000"])
def test_a_full_batch_is_one_step_an_epoch(batch):
    plan = plan_epoch(spec(f"n=50&train=40&batch={batch}"), 3, 0, NOTHING)
    assert steps(plan) == [list(range(20))]


def test_an_epoch_goes_on_from_where_it_stands_with_a_new_batch_size():
    plan = plan_epoch(spec("n=50&train=40&batch=6"), 0, 10, NOTHING)
    assert steps(plan) == [[10, 11, 12, 13, 14, 15]]
    assert plan.tail.tolist() == [16, 17, 18, 19]


def test_an_epoch_with_too_little_left_ends_without_a_step_and_carries_all():
    plan = plan_epoch(spec("n=50&train=40&batch=15"), 0, 10, np.array([3]))
    assert plan.num_steps == 0
    assert plan.tail.tolist() == [3, *range(10, 20)]


@pytest.mark.parametrize("tail", ["carry", "short"])
def test_every_example_is_taken_once_an_epoch_on_the_whole(tail):
    experiment = spec(f"n=90&train=50&batch=7&order=shuffled&tail={tail}")
    carried, taken = NOTHING, []
    for epoch in range(7):
        plan = plan_epoch(experiment, epoch, 0, carried)
        taken.extend(plan.examples.tolist())
        carried = plan.tail if tail == "carry" else NOTHING
    counts = np.bincount(np.concatenate([taken, carried]).astype(int), minlength=45)
    assert (counts == 7).all()


def test_a_shuffled_order_depends_on_seed_and_epoch_alone():
    experiment = spec("order=shuffled&seed=3")
    assert (epoch_order(experiment, 5) == epoch_order(spec("order=shuffled&seed=3&lr=1"), 5)).all()
    assert (epoch_order(experiment, 5) != epoch_order(experiment, 6)).any()
    assert (epoch_order(experiment, 5) != epoch_order(spec("order=shuffled&seed=4"), 5)).any()
