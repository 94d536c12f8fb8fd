"""The texts that scripts ask for: each is there, in both languages, with the same placeholders."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from playground.experiments.texts import PARTS, board_texts

JAVASCRIPT = Path(__file__).resolve().parent.parent.parent / "static" / "js"
ASKED = re.compile(r"""\btext\(\s*["']([a-z_]+\.[\w.*-]+)["']""")
ASKED_BY_KIND = re.compile(r"\btext\(\s*`([a-z_]+(?:\.[a-z_]+)*)\.\$\{")


def texts_in(language):
    with translation.override(language):
        return board_texts()


def sources():
    return {path.relative_to(JAVASCRIPT).as_posix(): path.read_text() for path in JAVASCRIPT.rglob("*.js")}


def test_every_text_that_a_script_asks_for_is_there():
    known = texts_in("en")
    asked = {(name, key) for name, text in sources().items() for key in ASKED.findall(text)}
    assert len(asked) > 40
    assert {pair for pair in asked if pair[1] not in known} == set()


def test_every_family_of_texts_that_a_script_asks_for_has_members():
    known = texts_in("en")
    families = {family for text in sources().values() for family in ASKED_BY_KIND.findall(text)}
    assert {family for family in families if not any(key.startswith(f"{family}.") for key in known)} == set()


def test_every_key_named_in_a_choice_of_the_sentence_is_there():
    known = texts_in("en")
    sources_of_keys = (JAVASCRIPT / "sentence-choice.js", JAVASCRIPT / "hints.js")
    keys = {
        key
        for path in sources_of_keys
        for key in re.findall(r'"((?:sentence|hint|remedy)\.[a-z_.]+)"', path.read_text())
    }
    assert keys
    assert keys <= set(known)


@pytest.mark.parametrize("family", ["idle", "phase"])
def test_the_sentences_of_tasks_and_phases_are_complete(family):
    expected = {
        "idle": {"two_classes", "classes", "regression"},
        "phase": {"input", "forward", "loss", "backward", "update"},
    }[family]
    prefix = f"sentence.{family}."
    assert {key.removeprefix(prefix) for key in texts_in("es") if key.startswith(prefix)} == expected


def test_both_languages_have_the_same_placeholders_and_marks():
    marks = re.compile(r"\{\w+\}|\*\*|\[(?:play|neg|pos)\]")
    english, spanish = texts_in("en"), texts_in("es")
    assert english.keys() == spanish.keys()
    differing = {
        key for key in english if sorted(marks.findall(english[key])) != sorted(marks.findall(spanish[key]))
    }
    assert differing == set()


def test_no_key_is_given_twice():
    keys = [key for part in PARTS for key in part()]
    assert len(keys) == len(set(keys))
