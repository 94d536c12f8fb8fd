"""Trains a run epoch by epoch until it is done, stops by itself or diverges; train.py prints what comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from playground.engine.history import Row
from playground.engine.run import Run

Ending = Literal["last_epoch", "target_epoch", "target_loss", "not_finite"]


def train_epochs(run: Run, last_epoch: int) -> Iterator[tuple[Row, Ending | None]]:
    """The row of epoch 0, then that of each epoch's end; with the last one, why it is the last.

    A run that diverges inside an epoch ends there, with a row of that moment.
    """
    yield run.newest_row, ending_of(run, last_epoch) if run.epoch >= last_epoch else None
    while run.epoch < last_epoch:
        epoch = run.epoch
        while run.epoch == epoch and not run.diverged:
            run.advance(run.spec.num_train)
        row = run.newest_row if run.epoch > epoch else run.evaluate(seq=-1)
        ending = ending_of(run, last_epoch)
        yield row, ending
        if ending is not None:
            return


def ending_of(run: Run, last_epoch: int) -> Ending | None:
    """Why `run` trains no further, if it does not; the spec's own targets are those of the page."""
    training = run.spec.training
    if run.diverged:
        return "not_finite"
    if training.stop_at_epoch is not None and run.epoch >= training.stop_at_epoch:
        return "target_epoch"
    if run.epoch and training.stop_at_loss is not None and run.newest_row.test_loss <= training.stop_at_loss:
        return "target_loss"
    return "last_epoch" if run.epoch >= last_epoch else None
