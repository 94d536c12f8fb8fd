"""The workspace: the network's own memory, data as the loss reads it, room for every batch."""

import numpy as np
import pytest

from playground.engine.address import decode_address
from playground.engine.run import Run


def workspace_of(query):
    return Run(decode_address(query)[0]).workspace


def test_parameters_and_gradients_are_the_networks_own_memory():
    run = Run(decode_address("")[0])
    run.workspace.parameters[0] = 42.0
    run.workspace.gradients[1] = 7.0
    assert run.network.layers[0].weights[0, 0] == 42.0
    assert run.network.layers[0].weights.grad[0, 1] == 7.0


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("", {-1.0, 1.0}),
        ("loss=cross_entropy", {0.0, 1.0}),
        ("loss=hinge", {-1.0, 1.0}),
        ("data=blobs&classes=4", {0.0, 1.0, 2.0, 3.0}),
    ],
)
def test_targets_are_what_the_loss_reads(query, labels):
    assert set(workspace_of(query).train_targets.tolist()) == labels


def test_inputs_are_the_features_of_the_examples():
    run = Run(decode_address("features=x1,x2x2&precision=float64")[0])
    points = run.dataset.train_points
    assert (run.workspace.train_inputs == np.stack([points[:, 0], points[:, 1] ** 2], axis=1)).all()


def test_there_is_room_for_a_batch_with_a_carried_tail():
    workspace = workspace_of("batch=60")
    assert workspace.capacity >= 60 + 250 % 60
    assert workspace.capacity % 16 == 0
