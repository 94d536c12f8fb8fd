"""The JavaScript modules that the page loads at first, for its modulepreload links: without them they come in turns."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

ENTRY = "js/board-page.js"
IMPORT = re.compile(
    r"""^(?:import|export)\s+(?:[\w*{}\s,$]+?\sfrom\s+)?["'](\.{1,2}/[^"'\n]+)["'];""", re.MULTILINE
)


def modules_to_load() -> tuple[str, ...]:
    """The modules of the board page; one where they have been put together (static_storage.py)."""
    return (ENTRY,) if getattr(staticfiles_storage, "joins_modules", False) else first_modules()


@cache
def first_modules(entry: str = ENTRY) -> tuple[str, ...]:
    """`entry` and everything it imports, directly or not, by name under static/; the entry comes first."""
    found: dict[str, None] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found[name] = None
        path = finders.find(name)
        text = Path(path).read_text() if isinstance(path, str) else ""
        waiting += [
            posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            for target in IMPORT.findall(text)
        ]
    return tuple(found)
