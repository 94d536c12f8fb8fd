"""The help sheet against the page."""

import re

from django.utils import translation

from playground.experiments.shortcuts import shortcuts

OF_THE_PAGE = {"T", "D", "G", "1", "2", "3", "4", "5", "←", "→", "↑", "↓"}
"""Keys without a button of their own."""


def test_every_key_of_a_button_is_on_the_sheet_and_the_other_way_round(client):
    page = client.get("/en/").content.decode()
    on_buttons = {key.upper() for key in re.findall(r'data-shortcut="(.)"', page)}
    with translation.override("en"):
        on_sheet = {key for shortcut in shortcuts() for key in shortcut.keys}
    assert on_sheet - OF_THE_PAGE == on_buttons


def test_no_key_does_two_things():
    keys = [key for shortcut in shortcuts() for key in shortcut.keys]
    assert len(set(keys)) == len(keys)
