"""Training epoch by epoch to an end."""

import math

import pytest

from playground.engine.address import decode_address
from playground.engine.run import Run
from playground.headless.epochs import train_epochs


def train(query, last_epoch):
    spec, corrections = decode_address(query)
    assert not corrections
    rows, endings = zip(*train_epochs(Run(spec), last_epoch), strict=True)
    return rows, endings


def test_every_epoch_gives_its_row_from_epoch_0_to_the_last():
    rows, endings = train("n=50", 4)
    assert [row.epoch for row in rows] == [0, 1, 2, 3, 4]
    assert endings == (None, None, None, None, "last_epoch")


def test_no_epoch_at_all_gives_the_row_of_epoch_0():
    rows, endings = train("", 0)
    assert len(rows) == 1
    assert endings == ("last_epoch",)


def test_training_stops_at_the_epoch_of_the_spec():
    rows, endings = train("n=50&stop=2", 9)
    assert (rows[-1].epoch, endings[-1]) == (2, "target_epoch")


def test_training_stops_at_the_first_epoch_under_the_target_loss():
    rows, endings = train("data=gauss&target=0.05", 500)
    assert endings[-1] == "target_loss"
    assert rows[-1].test_loss <= 0.05 < rows[-2].test_loss


def test_a_run_that_diverges_ends_with_a_row_of_that_moment():
    rows, endings = train("data=plane&lr=100&net=8.relu", 50)
    assert endings[-1] == "not_finite"
    assert not math.isfinite(rows[-1].train_loss)


def test_rows_are_those_that_a_run_keeps():
    spec, _ = decode_address("data=moons&order=shuffled&net=3.relu.drop20")
    run = Run(spec)
    rows = [row for row, _ in train_epochs(run, 5)]
    assert rows == run.rows


@pytest.mark.parametrize("batch", ["7", "full"])
def test_the_same_spec_gives_the_same_numbers_every_time(batch):
    query = f"data=spiral&batch={batch}&opt=adam"
    assert train(query, 3) == train(query, 3)
