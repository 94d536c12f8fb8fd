"""A row of a run's history as a line of text, for a program or for a person."""

from __future__ import annotations

import json
import math

from playground.engine.history import Row
from playground.engine.tasks import TaskName


def metric_name(task: TaskName) -> str:
    """What the metric of a task is: the share of right answers, or the root of the mean squared residual."""
    return "rmse" if task == "regression" else "accuracy"


def json_line(row: Row, task: TaskName) -> str:
    """One JSON object; null where a number is none."""
    metric = metric_name(task)
    numbers = {
        "epoch": int(row.epoch) if float(row.epoch).is_integer() else row.epoch,
        "step": row.step,
        "train_loss": row.train_loss,
        "test_loss": row.test_loss,
        f"train_{metric}": row.train_metric,
        f"test_{metric}": row.test_metric,
    }
    finite = {name: value if math.isfinite(value) else None for name, value in numbers.items()}
    return json.dumps(finite, allow_nan=False)


def text_line(row: Row, task: TaskName) -> str:
    """One line of a table."""
    metric = metric_name(task)
    return (
        f"epoch {row.epoch:<8g} loss: train {row.train_loss:<9.4g} test {row.test_loss:<9.4g} "
        f"{metric}: train {row.train_metric:<7.4g} test {row.test_metric:.4g}"
    )
