"""One file out of a JavaScript module and all that it imports: seventy small files cost a browser more than one.

Only collectstatic does this (static_storage.py); in development and in tests the modules stay as they are written.
What it reads is the form that our modules have, which test_layout.py holds: relative imports in double quotes, ended
by a semicolon, no circles. Whatever it does not understand is an error, never a guess.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

COMMENT = re.compile(r"/\*\*.*?\*/[ \t]*|^[ \t]*//[^\n]*\n", re.DOTALL | re.MULTILINE)
IMPORT = re.compile(
    r'^import\s+(?:(?P<what>[^"\';]+?)\s+from\s+)?"(?P<name>\.{1,2}/[^"\n]+)";\n', re.MULTILINE
)
LATER = re.compile(r'\bimport\("(\.{1,2}/[^"\n]+)"\)')
EXPORT = re.compile(r"^export (?=(?:async function|function\*?|class|const) (\w+))", re.MULTILINE)
NOT_UNDERSTOOD = re.compile(r"^(?:import|export|await)\b.*|\bimport\(.*|\bimport\.meta\b", re.MULTILINE)
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)

START = """const bodies = [], loaded = [];
const need = (number) => (loaded[number] ??= bodies[number]());
"""


class JoinError(Exception):
    """A module in a form that cannot be joined."""


def join_modules(entry: str, read: Callable[[str], str]) -> str:
    """The text of `entry` with everything it imports, at once or later, each evaluated once and when it is needed.

    `read` gives the text of a module by its name under static/. Raises JoinError.
    """
    numbers: dict[str, int] = {}
    bodies: list[str] = []

    def number_of(name: str) -> int:
        if name not in numbers:
            numbers[name] = len(numbers)
            bodies.append("")
            bodies[numbers[name]] = _body(name, read(name), number_of)
        return numbers[name]

    number_of(entry)
    return f"{START}{''.join(f'bodies[{index}] = {body};{chr(10)}' for index, body in enumerate(bodies))}need(0);\n"


def _body(name: str, text: str, number_of: Callable[[str], int]) -> str:
    """A module as a function that evaluates it and gives what it exports."""
    folder = posixpath.dirname(name)

    def find(target: str) -> int:
        return number_of(posixpath.normpath(posixpath.join(folder, target)))

    text = COMMENT.sub("", text)
    if any(line.count("`") % 2 for line in text.splitlines()):
        raise JoinError(f"{name}: a text in backticks goes over several lines")
    text = IMPORT.sub(lambda match: _import(name, match["what"], find(match["name"])), text)
    text = LATER.sub(lambda match: f"Promise.resolve().then(() => need({find(match[1])}))", text)
    exported = EXPORT.findall(text)
    text = EXPORT.sub("", text)
    if left := NOT_UNDERSTOOD.search(text):
        raise JoinError(f"{name}: {left[0][:80]}")
    text = INDENT.sub("", re.sub(r"\n\s*\n", "\n", text)).strip()
    return f"() => {{\n{text}\nreturn {{ {', '.join(exported)} }};\n}}"


def _import(name: str, what: str | None, number: int) -> str:
    if what is None:
        return f"need({number});\n"
    if not re.fullmatch(r"\{[\w\s,$]+\}", what):
        raise JoinError(f"{name}: import {what}")
    names = re.sub(r"(\w+)\s+as\s+(\w+)", r"\1: \2", " ".join(what.split()))
    return f"const {names} = need({number});\n"
