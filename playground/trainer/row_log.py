"""The numbered rows of one run as the web process keeps them: encoded once, read by each viewer from its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from playground.engine.frame import ROW_LENGTH, decode_rows, encode_rows

_ROW_BYTES: Final = ROW_LENGTH * 8
LARGEST_PACKET: Final = 64 * 1024
"""Rows are sent again in pieces of at most so many bytes."""
_ROWS_A_PACKET: Final = LARGEST_PACKET // _ROW_BYTES


class RowLog:
    """Rows 0, 1, 2, ... of a run: a row's number is its place, so none is lost and none comes twice."""

    def __init__(self, run_number: int = 0, rows: bytes = b"") -> None:
        self.run_number = run_number
        self._data = bytearray(rows[: len(rows) // _ROW_BYTES * _ROW_BYTES])

    def __len__(self) -> int:
        return len(self._data) // _ROW_BYTES

    def to_bytes(self, count: int | None = None) -> bytes:
        """The first `count` rows (or all): float64 `(count, 7)`."""
        return bytes(self._data if count is None else self._data[: count * _ROW_BYTES])

    def begin(self, run_number: int) -> None:
        """Another run: no rows yet."""
        self.run_number = run_number
        self._data.clear()

    def append(self, packet: bytes) -> bytes:
        """Takes a DLPR packet; gives a packet of those rows that were not known, or nothing.

        Rows of another run and rows beyond a gap are not taken. Raises FrameError.
        """
        rows = decode_rows(packet)
        first = int(rows.rows[0, 0]) if len(rows.rows) else 0
        fresh = rows.rows[max(len(self) - first, 0) :]
        if rows.run != self.run_number or first > len(self) or not len(fresh):
            return b""
        self._data += fresh.tobytes()
        return packet if len(fresh) == len(rows.rows) else encode_rows(self.run_number, fresh)

    def append_row(self, row: Sequence[float]) -> None:
        """Takes the seven numbers of the next row."""
        self._data += np.array(row, "<f8").tobytes()

    def cut(self, count: int) -> None:
        """Forgets the rows from number `count` on."""
        del self._data[max(count, 0) * _ROW_BYTES :]

    def packets(self, after_seq: int) -> list[bytes]:
        """DLPR packets of at most 64 KiB with every row after `after_seq` (-1: all of them)."""
        rows = np.frombuffer(bytes(self._data), "<f8").reshape(-1, ROW_LENGTH)
        return [
            encode_rows(self.run_number, rows[place : place + _ROWS_A_PACKET])
            for place in range(max(after_seq + 1, 0), len(rows), _ROWS_A_PACKET)
        ]
