"""The light marks inside the sentence under the network as HTML; static/js/elements/sentence.js does the same."""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

MARKS = re.compile(r"(?:\[(?P<icon>play|neg|pos)\] ?)?(?:\*\*(?P<bold>.+?)\*\*|(?<=\] )(?P<word>\S+))")
ICONS = {
    "play": '<svg aria-hidden="true"><use href="#i-play"/></svg>',
    "neg": '<i class="dot neg"></i>&nbsp;',
    "pos": '<i class="dot"></i>&nbsp;',
}


def sentence_html(text: str) -> SafeString:
    """`**words**` in bold, `[play]`, `[neg]`, `[pos]` as icons that stay with what follows; all else is escaped."""
    parts: list[str] = []
    end = 0
    for match in MARKS.finditer(text):
        parts += [escape(text[end : match.start()]), _mark(match)]
        end = match.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # every part is escaped or ours


def _mark(match: re.Match[str]) -> str:
    words = f"<b>{escape(match['bold'])}</b>" if match["bold"] is not None else escape(match["word"])
    return words if match["icon"] is None else f'<span class="whole">{ICONS[match["icon"]]}{words}</span>'
