"""Numbers as a learner reads them, in the active language; static/js/number-text.js does the same in the browser."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import get_language

MINUS = "−"
NARROW = "\u00a0"
"""Between a number and its per cent sign in Spanish; it never breaks a line."""


def number_text(value: Any, *, percent: bool = False) -> str:
    """The shortest text of a number, for a field that can be edited: no grouping of thousands. None is empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    text = _shortest(float(value)).replace("-", MINUS) if value < 0 else _shortest(float(value))
    return _percent(_localized(text)) if percent else _localized(text)


def fixed_text(value: float, digits: int, *, percent: bool = False) -> str:
    """A reading with a fixed number of decimals, grouped as Intl.NumberFormat does in both languages."""
    if not math.isfinite(value):
        return "–"
    scaled = value * 100 if percent else value
    text = f"{scaled:,.{digits}f}".replace("-", MINUS)
    whole, _, decimals = text.partition(".")
    if is_spanish():
        # Spanish groups from five digits on.
        whole = whole.replace(",", "." if len(whole.replace(",", "").lstrip(MINUS)) > 4 else "")
        text = f"{whole},{decimals}" if decimals else whole
    return _percent(text) if percent else text


def is_spanish() -> bool:
    return (get_language() or "").startswith("es")


def _shortest(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    if "e" not in text:
        return text
    digits, _, exponent = text.partition("e")
    return f"{digits}e{int(exponent)}" if abs(value) < 1e-6 else f"{value:.6f}".rstrip("0")


def _localized(text: str) -> str:
    return text.replace(".", ",") if is_spanish() else text


def _percent(text: str) -> str:
    return f"{text}{NARROW}%" if is_spanish() else f"{text}%"
