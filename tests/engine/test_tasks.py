"""The table of task, loss and output."""

import pytest

from playground.engine.spec import MADE_DATASETS
from playground.engine.tasks import (
    DEFAULT_LOSS,
    LOSSES,
    LOSSES_OF_TASK,
    TASK_OF_DATASET,
    Output,
    is_loss_for,
    output_for,
)


def test_every_made_dataset_has_a_task():
    assert list(TASK_OF_DATASET) == list(MADE_DATASETS)
    assert set(TASK_OF_DATASET.values()) == set(LOSSES_OF_TASK) == set(DEFAULT_LOSS)


def test_every_default_loss_fits_its_task():
    assert all(is_loss_for(loss, task) for task, loss in DEFAULT_LOSS.items())


def test_every_loss_fits_some_task():
    assert {loss for losses in LOSSES_OF_TASK.values() for loss in losses} == set(LOSSES)


@pytest.mark.parametrize(
    "task, loss", [("classes", "hinge"), ("regression", "cross_entropy"), ("regression", "hinge")]
)
def test_some_losses_fit_no_such_task(task, loss):
    assert not is_loss_for(loss, task)


@pytest.mark.parametrize(
    "task, loss, output",
    [
        ("two_classes", "half_squared", Output("tanh", "signed", "value")),
        ("two_classes", "mse", Output("tanh", "signed", "value")),
        ("two_classes", "mae", Output("tanh", "signed", "value")),
        ("two_classes", "huber", Output("tanh", "signed", "value")),
        ("two_classes", "hinge", Output("linear", "signed", "clipped")),
        ("two_classes", "cross_entropy", Output("linear", "zero_one", "two_p_minus_one")),
        ("classes", "cross_entropy", Output("linear", "class", "argmax")),
        ("regression", "half_squared", Output("linear", "real", "value")),
        ("regression", "huber", Output("linear", "real", "value")),
    ],
)
def test_the_output_follows_from_task_and_loss(task, loss, output):
    assert output_for(task, loss) == output
