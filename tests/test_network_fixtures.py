"""The fixtures that the browser's forward pass is held to are those of today's spec."""

import json
from typing import Any

import pytest

from playground.engine.spec import ACTIVATIONS, FEATURES, parse_spec
from playground.engine.tasks import LOSSES_OF_TASK, TASK_OF_DATASET
from tests.make_network_fixtures import FOLDER, outputs, passed


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text())


def test_the_browsers_table_of_tasks_is_the_servers():
    table = {"task_of_dataset": TASK_OF_DATASET, "losses_of_task": LOSSES_OF_TASK, "outputs": outputs()}
    assert read("tasks") == json.loads(json.dumps(table))


def test_every_activation_and_every_feature_has_its_fixture():
    assert [case["name"] for case in read("activations")] == list(ACTIVATIONS)
    assert [case["name"] for case in read("features")] == list(FEATURES)


@pytest.mark.parametrize("group", ["activations", "norms", "features", "combined"])
def test_every_fixture_has_a_spec_and_parameters_that_fit(group: str):
    for case in read(group):
        fresh = passed(parse_spec(case["spec"]))
        assert len(case["parameters"]) == len(fresh["parameters"])
        assert [len(layer) for layer in case["activations"]] == [len(layer) for layer in fresh["activations"]]
