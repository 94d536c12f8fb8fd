"""The schedule of rows."""

from playground.engine.history import epochs_between_rows, has_early_rows, is_kept


def test_every_epoch_up_to_a_thousand_is_kept():
    assert all(is_kept(epoch) for epoch in range(1001))


def test_then_every_second_then_every_fourth():
    assert [epoch for epoch in range(1001, 1010) if is_kept(epoch)] == [1002, 1004, 1006, 1008]
    assert [epoch for epoch in range(2001, 2013) if is_kept(epoch)] == [2004, 2008, 2012]


def test_a_million_epochs_keep_few_thousand_rows():
    assert sum(is_kept(epoch) for epoch in range(1_000_001)) < 7_000
    assert epochs_between_rows(1_000_000) == 1024


def test_early_rows_are_for_large_train_parts_in_their_first_epochs():
    assert has_early_rows(2_001, 9)
    assert not has_early_rows(2_000, 0)
    assert not has_early_rows(4_500, 10)
