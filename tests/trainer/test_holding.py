import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.errors import EngineError
from playground.trainer.holding import MAX_LEFT, Holding, LeftRun, decode_holding, encode_holding, keep_few
from playground.trainer.row_log import RowLog
from tests.trainer.stand_in import StandInRun, StandInRuns

MAKER = StandInRuns()


def a_holding() -> Holding:
    run = StandInRun()
    run.advance(1000)
    return Holding(
        run=run, run_number=3, state="playing", speed="10", num_commands=9, rows=RowLog(3),
        marks=[{"step": 1, "epoch": 0.5, "field": "loss", "value": "mse"}],
        left=[LeftRun(b"left", b"rows of it", [])], ahead=[LeftRun(b"ahead", b"", [])],
    )  # fmt: skip


def test_a_holding_comes_back_from_its_bytes():
    before = a_holding()
    data = encode_holding(before, MAKER)
    after = decode_holding(data, before.rows.to_bytes(), MAKER)
    assert after.run.step_number == before.run.step_number
    assert len(after.rows) == len(before.rows) == 2
    for name in ("run_number", "state", "speed", "num_commands", "marks", "left", "ahead", "structure"):
        assert getattr(after, name) == getattr(before, name)


def test_rows_beyond_the_checkpoint_are_dropped():
    before = a_holding()
    data = encode_holding(before, MAKER)
    rows = before.rows.to_bytes()
    assert len(decode_holding(data, rows + rows, MAKER).rows) == 2


@given(st.data())
def test_broken_bytes_are_refused(data: st.DataObject):
    whole = bytearray(encode_holding(a_holding(), MAKER))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    try:
        decode_holding(cut, b"", MAKER)
    except EngineError:
        return
    assert len(cut) == len(whole)


def test_what_is_no_checkpoint_is_refused():
    for data in (b"", b"DLPC", b"x" * 100):
        with pytest.raises(EngineError):
            decode_holding(data, b"", MAKER)


def test_rows_are_collected_once_from_runs_that_keep_all_and_from_those_that_keep_new_ones():
    for run in (StandInRun(), MAKER.restore(StandInRuns(keeps_rows=False).save(StandInRun()))):
        holding = Holding(run=run)
        for _ in range(3):
            run.advance(1000)
            holding.collect_rows()
            holding.collect_rows()
        assert len(holding.rows) == 4


def test_only_the_last_runs_left_behind_are_kept():
    runs = [LeftRun(str(number).encode(), b"", []) for number in range(MAX_LEFT + 20)]
    keep_few(runs)
    assert [run.checkpoint for run in runs] == [str(number).encode() for number in range(20, MAX_LEFT + 20)]
    large = [LeftRun(bytes(3_000_000), b"", []), LeftRun(bytes(2_000_000), b"", [])]
    keep_few(large)
    assert len(large) == 1
