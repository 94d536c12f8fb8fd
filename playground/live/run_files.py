"""Runs on disk, so that they outlive the server: the newest start of each, and its rows beside it.

`<run>.run` is a JSON header and the trainer's checkpoint, replaced as a whole; `<run>.<generation>.rows` only grows.
"""

from __future__ import annotations

import json
import os
import re
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from playground.trainer.messages import Start

MAGIC = b"DLPRUN1\n"
LENGTH = struct.Struct("<I")
MAX_HEADER = 2 * 1024 * 1024
MAX_FILE = 256 * 1024 * 1024
RUN_ID = re.compile(r"[A-Za-z0-9_-]{16,43}")
SPEEDS = ("slow", "1", "10", "60", "max")


class RunFilesError(Exception):
    """A run that cannot be written or read; the file that was there before is as it was."""


class RunFiles:
    """Reads and writes in the caller's thread; one thread at a time."""

    def __init__(
        self, folder: Path, max_bytes: int, max_days: float, clock: Callable[[], float] = time.time
    ) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._max_seconds = max_days * 86_400
        self._clock = clock

    def write(self, run_id: str, start: Start, durable: bool = True) -> None:
        """Keeps `start` as the newest of its run; `durable` waits for the disk. Raises RunFilesError."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            before = self._read_header(self._path(run_id))
            generation = self._write_rows(run_id, start.rows, before, durable)
            header = {
                "spec": None if start.spec is None else dict(start.spec),
                "speed": start.speed,
                "generation": generation,
                "num_row_bytes": len(start.rows),
                "rows_crc": zlib.crc32(start.rows),
                "checkpoint_crc": zlib.crc32(start.checkpoint),
            }
            text = json.dumps(header).encode()
            replace_file(self._path(run_id), [MAGIC, LENGTH.pack(len(text)), text, start.checkpoint], durable)
            if before and before["generation"] != generation:
                self._rows_path(run_id, before["generation"]).unlink(missing_ok=True)
        except OSError as error:
            raise RunFilesError(f"{run_id}: {error.strerror}") from error

    def read(self, run_id: str) -> Start | None:
        """The newest start of a run; None for one that is not here, or is damaged."""
        path = self._path(run_id)
        header = self._read_header(path)
        if header is None:
            return None
        try:
            os.utime(path)
            data = path.read_bytes()
            rows = self._rows_path(run_id, header["generation"]).read_bytes()[: header["num_row_bytes"]]
            (length,) = LENGTH.unpack_from(data, len(MAGIC))
            checkpoint = data[len(MAGIC) + LENGTH.size + length :]
            if zlib.crc32(rows) != header["rows_crc"] or zlib.crc32(checkpoint) != header["checkpoint_crc"]:
                return None
            return Start(header["spec"], header["speed"], checkpoint, rows)
        except OSError:
            return None

    def remove(self, run_id: str) -> None:
        for path in self._folder.glob(f"{check_id(run_id)}.*"):
            path.unlink(missing_ok=True)

    def clean(self) -> int:
        """Removes what was not seen for long, then the oldest until all fit; gives how many runs went."""
        sizes: dict[str, int] = {}
        ages: dict[str, float] = {}
        for path in self._folder.glob("*"):
            run_id, state = path.name.split(".")[0], path.stat()
            sizes[run_id] = sizes.get(run_id, 0) + state.st_size
            ages[run_id] = max(ages.get(run_id, 0.0), state.st_mtime)
        total, num_removed = sum(sizes.values()), 0
        for run_id in sorted(ages, key=lambda name: ages[name]):
            if self._clock() - ages[run_id] < self._max_seconds and total <= self._max_bytes:
                break
            if RUN_ID.fullmatch(run_id):
                self.remove(run_id)
                total -= sizes[run_id]
                num_removed += 1
        return num_removed

    def _path(self, run_id: str) -> Path:
        return self._folder / f"{check_id(run_id)}.run"

    def _rows_path(self, run_id: str, generation: int) -> Path:
        return self._folder / f"{check_id(run_id)}.{generation}.rows"

    def _write_rows(self, run_id: str, rows: bytes, before: dict[str, Any] | None, durable: bool) -> int:
        """Appends what is new; rows that do not go on where the last ones ended get a file of their own."""
        generation = before["generation"] if before else 0
        known = before["num_row_bytes"] if before else 0
        path = self._rows_path(run_id, generation)
        goes_on = before is not None and zlib.crc32(rows[:known]) == before["rows_crc"] and path.exists()
        if before is None or not goes_on or path.stat().st_size < known:
            generation += 1
            replace_file(self._rows_path(run_id, generation), [rows], durable)
            return generation
        with path.open("r+b") as file:
            file.truncate(known)
            file.seek(known)
            file.write(rows[known:])
            settle(file, durable)
        return generation

    def _read_header(self, path: Path) -> dict[str, Any] | None:
        try:
            with path.open("rb") as file:
                if os.fstat(file.fileno()).st_size > MAX_FILE or file.read(len(MAGIC)) != MAGIC:
                    return None
                (length,) = LENGTH.unpack(file.read(LENGTH.size))
                header = json.loads(file.read(length)) if length <= MAX_HEADER else None
        except (OSError, ValueError, RecursionError, struct.error):
            return None
        return header if is_header(header) else None


def is_header(header: object) -> bool:
    """Whether a file's header has every field, of the right kind."""
    if not isinstance(header, dict) or header.get("speed") not in SPEEDS:
        return False
    numbers = [header.get(key) for key in ("generation", "num_row_bytes", "rows_crc", "checkpoint_crc")]
    if not all(isinstance(number, int) and number >= 0 for number in numbers):
        return False
    return header.get("spec") is None or isinstance(header["spec"], dict)


def check_id(run_id: str) -> str:
    if not RUN_ID.fullmatch(run_id):
        raise ValueError(f"no name for a file: {run_id[:50]!r}")
    return run_id


def settle(file: BinaryIO, durable: bool) -> None:
    file.flush()
    if durable:
        os.fsync(file.fileno())


def replace_file(path: Path, parts: list[bytes], durable: bool) -> None:
    """The whole new content or the old one, whatever happens in between."""
    draft = path.with_name(path.name + ".new")
    try:
        with draft.open("wb") as file:
            file.writelines(parts)
            settle(file, durable)
        os.replace(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
