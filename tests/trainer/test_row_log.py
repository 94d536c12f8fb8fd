import numpy as np

from playground.engine.frame import decode_rows, encode_rows
from playground.trainer.row_log import LARGEST_PACKET, RowLog


def packet(run: int, first: int, count: int) -> bytes:
    return encode_rows(run, [[float(seq)] + [0.5] * 6 for seq in range(first, first + count)])


def numbers(data: bytes) -> list[int]:
    return decode_rows(data).rows[:, 0].astype(int).tolist()


def test_rows_that_are_known_are_dropped():
    log = RowLog(1)
    assert log.append(packet(1, 0, 3)) == packet(1, 0, 3)
    assert numbers(log.append(packet(1, 1, 4))) == [3, 4]
    assert log.append(packet(1, 0, 5)) == b""
    assert len(log) == 5


def test_rows_of_another_run_or_after_a_gap_are_not_taken():
    log = RowLog(2)
    assert log.append(packet(1, 0, 1)) == b""
    assert log.append(packet(2, 1, 1)) == b""
    assert len(log) == 0


def test_a_viewer_gets_every_row_after_its_own_in_small_packets():
    log = RowLog(1)
    log.append(packet(1, 0, 3000))
    packets = log.packets(after_seq=9)
    assert [seq for data in packets for seq in numbers(data)] == list(range(10, 3000))
    assert all(len(data) <= LARGEST_PACKET + 16 for data in packets)
    assert log.packets(2999) == []


def test_a_log_is_read_back_from_its_bytes():
    log = RowLog(1)
    log.append(packet(1, 0, 4))
    again = RowLog(1, log.to_bytes(3))
    assert len(again) == 3
    np.testing.assert_array_equal(decode_rows(again.packets(-1)[0]).rows[:, 0], [0, 1, 2])


def test_another_run_begins_without_rows():
    log = RowLog(1)
    log.append(packet(1, 0, 4))
    log.begin(2)
    assert len(log) == 0
    assert numbers(log.append(packet(2, 0, 1))) == [0]
