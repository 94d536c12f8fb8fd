"""Rows: the numbered history of a run, on a schedule that depends on the epoch alone."""

from __future__ import annotations

from typing import NamedTuple

KEPT_WHOLE = 1_000
"""Every epoch up to here has a row; up to twice as many every 2nd, up to four times as many every 4th, and so on."""
LARGE_TRAIN_PART = 2_000
EARLY_EPOCHS = 10
STEPS_BETWEEN_EARLY_ROWS = 16


class Row(NamedTuple):
    """One evaluation. Losses leave penalties out; not a number where nothing was measured."""

    seq: int
    """Its number in the run's history; -1 for an evaluation that the history does not keep."""
    step: int
    epoch: float
    train_loss: float
    test_loss: float
    train_metric: float
    test_metric: float


def is_kept(epoch: int) -> bool:
    """Whether the history keeps the end of `epoch`."""
    return epoch % epochs_between_rows(epoch) == 0


def epochs_between_rows(epoch: int) -> int:
    spacing = 1
    while epoch > KEPT_WHOLE * spacing:
        spacing *= 2
    return spacing


def has_early_rows(num_train: int, epoch: int) -> bool:
    """Whether rows come every few steps: an epoch of a large train part would otherwise be long without any."""
    return num_train > LARGE_TRAIN_PART and epoch < EARLY_EPOCHS
