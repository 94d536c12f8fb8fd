"""The experiment that a command line names: an address, its query, or a spec file; train.py trains it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from playground.engine.address import Correction, decode_address
from playground.engine.errors import SpecError
from playground.engine.spec import Spec, parse_spec_json
from playground.experiments.messages import correction_text, error_text

LARGEST_FILE: Final = 20 * 1024 * 1024


class SourceError(Exception):
    """What stands on the command line names no experiment; its text says why."""


def read_source(source: str) -> tuple[Spec, list[str]]:
    """The spec that `source` names, and a sentence for each thing in an address that had to be changed.

    Raises SourceError.
    """
    if os.path.exists(source):
        return _read_file(Path(source)), []
    query = _query_of(source)
    if query is None:
        raise SourceError(
            f"{source!r} is neither a file nor an address. An address looks like "
            "'http://localhost:8000/en/?v=1&data=spiral', its query like 'v=1&data=spiral'; "
            "'' is the experiment that the page opens with."
        )
    spec, corrections = decode_address(query)
    return spec, [_sentence(correction) for correction in corrections]


def _read_file(path: Path) -> Spec:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise SourceError(f"{path} is larger than {LARGEST_FILE // 1024**2} MB: that is no spec file.")
        return parse_spec_json(path.read_bytes())
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}.") from None
    except SpecError as error:
        raise SourceError(f"{path} is no spec that can be trained. {_reason(error)}") from None


def _reason(error: SpecError) -> str:
    if error.message_code == "not_json":
        return "It is not JSON."
    return f"{error_text(error)} ({error.field or 'spec'})"


def _query_of(source: str) -> str | None:
    """The query in an address or in a bare query; None where there can be none."""
    if "://" in source or source.startswith("/"):
        parts = urlsplit(source)
        return None if "/e/" in parts.path else parts.query
    query = source.removeprefix("?")
    return query if not query or parse_qsl(query, keep_blank_values=False) else None


def _sentence(correction: Correction) -> str:
    text = correction_text(correction)
    return f"{correction.field}={correction.given}: {text}" if correction.given else text
