import logging
import sys

from playground.log_lines import MAX_VALUE, LineFormatter


def line(message: str, *arguments: object, fields: object = None, exc_info: object = None) -> str:
    record = logging.LogRecord("site", logging.INFO, "f.py", 1, message, arguments, exc_info)  # type: ignore[arg-type]
    if fields is not None:
        record.fields = fields
    return LineFormatter().format(record)


def test_a_line_has_time_level_event_and_pairs():
    text = line("page", fields={"path": "/es/", "status": 200, "ms": 1.25})
    assert text.endswith("Z INFO page path=/es/ status=200 ms=1.25")
    assert text[4] == "-"


def test_a_value_with_spaces_is_quoted():
    assert line("page", fields={"path": "/a b"}).endswith('path="/a b"')


def test_what_a_stranger_sent_cannot_forge_a_line():
    assert "\n" not in line("page", fields={"path": "/\n2026 INFO page"})
    assert "\n" not in line("hello %s", "x\r\n2026 INFO page")


def test_a_long_value_is_cut():
    assert len(line("page", fields={"path": "x" * 5_000})) < MAX_VALUE + 100


def test_a_failure_brings_its_traceback():
    try:
        raise ValueError("no")
    except ValueError:
        assert "ValueError: no" in line("failed", exc_info=sys.exc_info())
