"""Numbers as they are written in both languages."""

import pytest
from django.utils import translation

from playground.experiments.numbers import fixed_text, number_text


@pytest.mark.parametrize(
    "value, english, spanish",
    [
        (0.03, "0.03", "0,03"),
        (500, "500", "500"),
        (-1.5, "−1.5", "−1,5"),
        (1e-8, "1e-8", "1e-8"),
        (3e-6, "0.000003", "0,000003"),
    ],
)
def test_a_number_to_edit_is_as_short_as_it_can_be(value, english, spanish):
    with translation.override("en"):
        assert number_text(value) == english
    with translation.override("es"):
        assert number_text(value) == spanish


def test_nothing_is_written_for_a_number_that_is_missing():
    assert number_text(None) == ""


def test_readings_have_a_fixed_number_of_decimals():
    with translation.override("es"):
        assert fixed_text(0.5, 3) == "0,500"
        assert fixed_text(0.632, 1, percent=True) == "63,2\u00a0%"
    with translation.override("en"):
        assert fixed_text(0.632, 1, percent=True) == "63.2%"


def test_thousands_are_grouped_as_the_browser_does():
    with translation.override("en"):
        assert fixed_text(1234, 0) == "1,234"
    with translation.override("es"):
        assert fixed_text(1234, 0) == "1234"
        assert fixed_text(12345, 0) == "12.345"


def test_what_is_not_finite_is_a_dash():
    assert fixed_text(float("nan"), 3) == "–"
