"""Files of reference runs: read, refused with a reason, and compared."""

import copy
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from playground.headless.reference_runs import FileError, compare, read_reference_runs

FIXTURE = Path(__file__).parent.parent / "fixtures" / "parity" / "circle_l1.json"
EXPERIMENT = json.loads(FIXTURE.read_text())[0]


def written(tmp_path, experiment):
    path = tmp_path / "runs.json"
    path.write_text(json.dumps([experiment]))
    return path


@pytest.mark.parametrize("stepper", ["dense", "autograd"])
def test_both_steppers_find_the_losses_of_tensorflow_playground(stepper):
    (reference,) = read_reference_runs(FIXTURE)
    assert compare(reference, stepper).first_epochs < 1e-12


def test_a_file_becomes_a_spec_with_its_points_and_weights():
    (reference,) = read_reference_runs(FIXTURE)
    assert reference.spec.precision == "float64"
    assert reference.spec.given[0].bias[0] == EXPERIMENT["w0"][0]["b"]
    assert reference.spec.dataset.train[0][2] == EXPERIMENT["train"][0]["label"]


def test_weights_follow_features_that_a_file_has_in_another_order(tmp_path):
    swapped = copy.deepcopy(EXPERIMENT)
    swapped["cfg"]["feats"] = ["y", "x"]
    for unit in swapped["w0"][:4]:
        unit["w"].reverse()
    (reference,) = read_reference_runs(written(tmp_path, swapped))
    assert compare(reference).first_epochs < 1e-12


def test_a_loss_that_is_one_part_in_a_million_off_is_seen():
    (reference,) = read_reference_runs(FIXTURE)
    epoch, train_loss, test_loss = reference.trace[3]
    wrong = replace(reference, trace=((epoch, train_loss * (1 + 1e-6), test_loss),))
    assert compare(wrong).first_epochs == pytest.approx(1e-6, rel=1e-3)


def test_the_first_ten_epochs_are_told_apart_from_later_ones():
    (reference,) = read_reference_runs(FIXTURE)
    difference = compare(replace(reference, trace=(*reference.trace, (20, 0.1, 0.1))))
    assert difference.first_epochs < 1e-12 < difference.all_epochs


def test_a_run_that_diverges_in_both_engines_does_not_differ(tmp_path):
    wild = copy.deepcopy(EXPERIMENT)
    wild["cfg"] |= {"act": "linear", "dataset": "reg-plane", "lr": 10, "reg": "none"}
    wild["trace"] = [[5, None, None]]
    (reference,) = read_reference_runs(written(tmp_path, wild))
    assert compare(reference).first_epochs == 0.0


def test_a_run_that_diverges_in_one_engine_alone_differs_without_limit():
    (reference,) = read_reference_runs(FIXTURE)
    assert compare(replace(reference, trace=((1, math.nan, 0.5),))).first_epochs == math.inf


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("cfg", {}, "another shape"),
        ("w0", EXPERIMENT["w0"][:3], "another shape"),
        ("trace", [[0, 1]], "another shape"),
        ("train", [{"x": 0, "y": 0, "label": 0.5}], "cannot be trained"),
    ],
)
def test_a_damaged_experiment_is_refused_with_its_number(tmp_path, field, value, reason):
    with pytest.raises(FileError, match=f"experiment 1 .*{reason}"):
        read_reference_runs(written(tmp_path, EXPERIMENT | {field: value}))


@pytest.mark.parametrize(
    ("text", "reason"), [("{", "not JSON"), ("{}", "not a list"), ("[" * 99_999, "not JSON")]
)
def test_what_is_no_list_of_experiments_is_refused(tmp_path, text, reason):
    path = tmp_path / "runs.json"
    path.write_text(text)
    with pytest.raises(FileError, match=reason):
        read_reference_runs(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        read_reference_runs(tmp_path / "none.json")
