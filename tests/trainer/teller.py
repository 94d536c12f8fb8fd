"""Collects what a held run tells."""

from collections.abc import Mapping
from typing import Any

from playground.engine.frame import Frame, decode_frame, decode_rows


class Teller:
    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any], bytes]] = []

    def __call__(self, type: str, fields: Mapping[str, Any], body: bytes) -> None:
        self.told.append((type, dict(fields), body))

    def types(self) -> list[str]:
        return [type for type, _, _ in self.told]

    def fields(self, type: str) -> list[dict[str, Any]]:
        return [fields for kind, fields, _ in self.told if kind == type]

    def frames(self) -> list[Frame]:
        return [decode_frame(body) for kind, _, body in self.told if kind == "frame"]

    def row_numbers(self) -> list[int]:
        rows = [decode_rows(body).rows for kind, _, body in self.told if kind == "rows"]
        return [int(row[0]) for packet in rows for row in packet]

    def clear(self) -> None:
        self.told.clear()
