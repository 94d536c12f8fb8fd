"""The log: one line an event, `time LEVEL event key=value ...`, easy to read and easy to cut."""

import json
import logging
import re
from datetime import UTC, datetime

PLAIN = re.compile(r"[\w.,:/+*@%-]+")
MAX_VALUE = 200


class LineFormatter(logging.Formatter):
    """`extra={"fields": {...}}` of a log call becomes the pairs after the event."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields = getattr(record, "fields", None)
        event = one_line(record.getMessage()) if fields is None else record.getMessage()
        parts = [when.replace("+00:00", "Z"), record.levelname, event]
        if fields is None:
            parts.append(f"logger={record.name}")
        else:
            parts.extend(f"{key}={quote_value(value)}" for key, value in fields.items())
        line = " ".join(parts)
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def one_line(text: str) -> str:
    """Line ends and control characters written out, so that what a stranger sent cannot forge a line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def quote_value(value: object) -> str:
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    if len(text) > MAX_VALUE:
        text = text[:MAX_VALUE] + "..."
    return text if PLAIN.fullmatch(text) else json.dumps(text)
