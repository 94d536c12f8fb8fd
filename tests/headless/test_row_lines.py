"""Rows as lines of text."""

import json
import math

from playground.engine.history import Row
from playground.headless.row_lines import json_line, metric_name, text_line

ROW = Row(seq=3, step=75, epoch=3.0, train_loss=0.25, test_loss=0.5, train_metric=0.75, test_metric=1.0)


def test_a_json_line_names_every_number():
    assert json.loads(json_line(ROW, "two_classes")) == {
        "epoch": 3, "step": 75, "train_loss": 0.25, "test_loss": 0.5, "train_accuracy": 0.75, "test_accuracy": 1.0,
    }  # fmt: skip


def test_what_is_not_a_number_is_null_in_json():
    row = ROW._replace(train_loss=math.nan, test_loss=math.inf, epoch=3.5)
    values = json.loads(json_line(row, "regression"))
    assert (values["train_loss"], values["test_loss"], values["epoch"]) == (None, None, 3.5)


def test_every_digit_of_a_loss_is_kept_in_json():
    assert json.loads(json_line(ROW._replace(train_loss=0.1 + 0.2), "classes"))["train_loss"] == 0.1 + 0.2


def test_a_text_line_has_epoch_losses_and_metric():
    assert text_line(ROW, "regression").split() == [
        "epoch", "3", "loss:", "train", "0.25", "test", "0.5", "rmse:", "train", "0.75", "test", "1",
    ]  # fmt: skip


def test_classes_have_an_accuracy_and_regression_its_rmse():
    assert [metric_name(task) for task in ("two_classes", "classes", "regression")] == [
        "accuracy",
        "accuracy",
        "rmse",
    ]
