"""What a measurement is and how measurements are printed: as tables that docs/figures.md takes as they are."""

import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table."""

    what: str
    value: str
    beside: str = ""
    """The limit, or the ratio to a peer of the same run; what was measured elsewhere says so."""
    holds: bool | None = None
    """None where there is no limit to hold."""


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    figures: list[Figure]
    notes: tuple[str, ...] = ()


def limited(what: str, value: float, limit: float, unit: str, digits: int = 0, note: str = "") -> Figure:
    """A value that must not be above its limit."""
    return _figure(what, value, f"at most {limit:g} {unit}", value <= limit, unit, digits, note)


def required(what: str, value: float, limit: float, unit: str, digits: int = 0, note: str = "") -> Figure:
    """A value that must not be below its limit."""
    return _figure(what, value, f"at least {limit:g} {unit}", value >= limit, unit, digits, note)


def render_table(table: Table) -> str:
    """Markdown, its columns aligned so that it reads well on a terminal too."""
    marks = {True: "holds", False: "**misses**", None: ""}
    lines = [(one.what, one.value, one.beside, marks[one.holds]) for one in table.figures]
    head = ("figure", "measured", "limit or ratio", "")
    widths = [max(len(line[column]) for line in [head, *lines]) for column in range(4)]
    rule = tuple("-" * width for width in widths)
    rows = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in (head, rule, *lines)]
    return "\n".join([f"## {table.title}", "", *rows, *(f"\n{note}" for note in table.notes), ""])


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0 to 1) of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * share) - 1, 0)]


def machine() -> str:
    """What it was measured on, without its name, and how busy it was."""
    model = platform.processor() or platform.machine()
    cpu_info = Path("/proc/cpuinfo")
    if cpu_info.exists():
        names = [
            line.split(":")[1].strip() for line in cpu_info.read_text().splitlines() if "model name" in line
        ]
        model = names[0] if names else model
    return f"{os.cpu_count()} cores ({model}), load {os.getloadavg()[0]:.1f} at the start"


def _figure(what: str, value: float, limit: str, holds: bool, unit: str, digits: int, note: str) -> Figure:
    return Figure(
        what, f"{value:,.{digits}f} {unit}".strip() + (f" ({note})" if note else ""), limit.strip(), holds
    )
