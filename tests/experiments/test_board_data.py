"""What the page knows before its socket opens."""

import base64
import json

import numpy as np
import pytest
from django.utils import translation

from playground.engine.address import decode_address
from playground.engine.frame import decode_points
from playground.engine.shapes import Layout
from playground.engine.spec import Spec, parse_spec
from playground.experiments.board_data import board_data, first_state, task_table
from playground.live.tokens import read_token

ADDRESSES = [
    "",
    "data=blobs&classes=4",
    "data=plane&net=none",
    "net=6.relu.bn,4.tanh.ln",
    "loss=cross_entropy",
]


def data_of(address):
    with translation.override("en"):
        return board_data(decode_address(address)[0])


@pytest.mark.parametrize("address", ADDRESSES)
def test_points_and_parameters_fit_the_spec(address):
    data = data_of(address)
    spec = parse_spec(data["spec"])
    points = decode_points(base64.b64decode(data["points"]))
    assert len(points.train) == spec.num_train
    parameters = np.frombuffer(base64.b64decode(data["parameters"]), "<f4")
    layout = Layout.of(spec)
    assert len(parameters) == layout.num_parameters + layout.num_buffers


def test_running_averages_stand_behind_their_layer():
    data = data_of("net=3.relu.bn,2.tanh")
    parameters = np.frombuffer(base64.b64decode(data["parameters"]), "<f4")
    # 3 x 2 weights, 3 biases, then scale, shift, mean, variance of the first layer.
    assert parameters[9:21].tolist() == [1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1]


def test_the_first_row_is_epoch_zero_with_its_losses():
    row = data_of("")["row"]
    assert row[:3] == [0, 0, 0]
    assert 0.3 < row[3] < 0.7


def test_a_row_without_test_data_has_nulls():
    points = [[0.0, 1.0, 1.0], [1.0, 0.0, -1.0]]
    spec = parse_spec({"dataset": {"kind": "points", "train": points}})
    assert np.isnan(first_state(spec).row[4])


def test_every_load_gets_a_run_of_its_own():
    first, second = (read_token(data_of("")["token"]) for _ in range(2))
    assert first.run_id != second.run_id
    assert first.mode == "drive"


def test_the_data_are_json():
    assert (
        json.loads(json.dumps(data_of("data=hills"), allow_nan=False))["spec"]["dataset"]["kind"] == "hills"
    )


def test_the_task_table_has_a_row_for_every_fitting_loss():
    table = task_table()
    for task, losses in table["losses"].items():
        assert set(table["outputs"][task]) == set(losses)
    assert table["outputs"]["two_classes"]["hinge"] == {
        "activation": "linear",
        "labels": "signed",
        "shown": "clipped",
    }


def test_equal_specs_are_computed_once():
    assert first_state(Spec()) is first_state(Spec())
