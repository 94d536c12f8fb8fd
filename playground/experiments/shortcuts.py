"""The keyboard shortcuts of the page, for its help sheet; a key presses the button that has it as `data-shortcut`."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Shortcut:
    keys: tuple[str, ...]
    does: str


def shortcuts() -> list[Shortcut]:
    return [
        Shortcut(("P",), _("Train or pause")),
        Shortcut(("F",), _("Next phase of the step")),
        Shortcut(("L",), _("One batch")),
        Shortcut(("E",), _("One epoch")),
        Shortcut(("R",), _("Reset to the same initial weights")),
        Shortcut(("W",), _("New seed: other initial weights")),
        Shortcut(("N",), _("New sample of the data")),
        Shortcut(("U",), _("Undo the last change")),
        Shortcut(("Y",), _("Redo")),
        Shortcut(("1", "2", "3", "4", "5"), _("Speed: slow, 1, 10, 60, as fast as it goes")),
        Shortcut(("T",), _("Show the test data")),
        Shortcut(("D",), _("No shades on the map")),
        Shortcut(("G",), _("Logarithmic scale of the loss")),
        Shortcut(("C",), _("Copy the link")),
        Shortcut(("←", "→", "↑", "↓"), _("From neuron to neuron; Enter opens one, Esc closes it")),
        Shortcut(("?",), _("This sheet")),
    ]
