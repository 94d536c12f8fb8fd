"""Reasons of the engine and of the sockets as sentences."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from playground.engine.address import decode_address
from playground.engine.errors import SpecError
from playground.engine.spec import parse_spec
from playground.experiments.messages import (
    REASONS,
    SAME_AS,
    correction_text,
    error_text,
    reason,
    reason_template,
)

ROOT = Path(__file__).resolve().parent.parent.parent
RAISED = [
    re.compile(r"""(?:SpecError|SpecMistake|Correction)\(\s*[^,()]*(?:\([^)]*\))?[^,()]*,\s*"([a-z_]+)\""""),
    re.compile(r"""(?:MessageError|BackendError|Nearest)\(\s*"([a-z_]+)\""""),
    re.compile(r"""TurnedAway\(\s*\w+,\s*"([a-z_]+)\""""),
    re.compile(r"""_refuse\([\w.]+,\s*"([a-z_]+)"\)"""),
    re.compile(r""""code":\s*"([a-z_]+)\""""),
]


def codes_in_the_source():
    folders = (ROOT / "playground" / folder for folder in ("engine", "live", "trainer"))
    texts = [path.read_text() for folder in folders for path in folder.rglob("*.py")]
    return {code for pattern in RAISED for text in texts for code in pattern.findall(text)}


def test_the_search_finds_codes_of_every_kind():
    assert {
        "too_many",
        "batch_norm_needs_two",
        "watching",
        "unknown_version",
        "hello_first",
    } <= codes_in_the_source()


def test_every_code_has_a_sentence():
    assert codes_in_the_source() - {*REASONS, *SAME_AS} == set()


def test_codes_that_are_told_alike_lead_to_a_sentence():
    assert set(SAME_AS.values()) <= set(REASONS)


def test_a_mistake_says_field_and_bound_in_the_learners_language():
    with pytest.raises(SpecError) as raised:
        parse_spec({"training": {"learning_rate": 101.5}})
    with translation.override("es"):
        assert error_text(raised.value) == "«Tasa de aprendizaje» tiene que ser 100 o menos."
    with translation.override("en"):
        assert error_text(raised.value) == "“Learning rate” must be 100 or less."


def test_a_correction_says_what_is_used_instead():
    _, [correction] = decode_address("lr=1e-9")
    with translation.override("es"):
        text = correction_text(correction)
    assert text == "«Tasa de aprendizaje» tiene que ser 0,000001 o más. La página usa 0,000001."


def test_a_correction_that_only_dropped_something_says_why():
    _, [correction] = decode_address("colour=red")
    with translation.override("en"):
        assert correction_text(correction) == "The address has “colour”, which means nothing here."


def test_an_unknown_code_or_a_missing_value_still_gives_a_sentence():
    with translation.override("en"):
        assert reason("never_heard_of", "seed", {}) == "That could not be done."
        assert reason("too_large", "seed", {}) == "That could not be done."


@pytest.mark.parametrize("language", ["es", "en"])
def test_placeholders_of_reasons_are_names_that_the_page_can_fill(language):
    known = {"field", "minimum", "maximum", "number", "expected", "layer", "part"}
    with translation.override(language):
        for code in REASONS:
            assert set(re.findall(r"\{(\w+)\}", reason_template(code))) <= known
