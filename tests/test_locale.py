"""Translations: complete, and compiled as they are written."""

import gettext
import io
import re
from pathlib import Path

import polib
from babel.messages import mofile, pofile

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "locale" / "es" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"\{\w+\}")


def entries():
    return polib.pofile(str(FOLDER / "django.po"))


def test_no_text_is_untranslated_fuzzy_or_left_over():
    catalog = entries()
    assert [entry.msgid for entry in catalog if not entry.msgstr or entry.fuzzy or entry.obsolete] == []


def test_the_compiled_texts_are_those_that_were_written():
    with (FOLDER / "django.po").open("rb") as written:
        catalog = pofile.read_po(written, locale="es")
    stream = io.BytesIO()
    mofile.write_mo(stream, catalog)
    stream.seek(0)
    fresh = gettext.GNUTranslations(stream)._catalog
    with (FOLDER / "django.mo").open("rb") as compiled:
        kept = gettext.GNUTranslations(compiled)._catalog
    fresh.pop("", None), kept.pop("", None)
    assert kept == fresh


def test_translations_keep_their_placeholders():
    wrong = [
        entry.msgid
        for entry in entries()
        if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert wrong == []


def test_every_text_of_the_source_is_in_the_catalog():
    calls = re.compile(r"""\b(?:gettext|gettext_noop|_)\(\s*"((?:[^"\\]|\\.)*)"\s*\)""")
    tags = re.compile(r"""{% translate (?:"([^"]*)"|'([^']*)')(?: context "[^"]*")? %}""")
    known = {entry.msgid for entry in entries()}
    asked = set()
    for path in (ROOT / "playground" / "experiments").rglob("*.py"):
        asked |= set(calls.findall(path.read_text()))
    for path in (ROOT / "templates").rglob("*.html"):
        asked |= {double or single for double, single in tags.findall(path.read_text())}
    assert asked - known == set()
