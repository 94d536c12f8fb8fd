"""Bounds as the page reads them from the spec's models."""

import pytest

from playground.engine.errors import SpecError
from playground.engine.spec import parse_spec
from playground.experiments.bounds import Bounds, bounds_of


@pytest.mark.parametrize(
    "field, expected",
    [
        ("dataset.num_examples", Bounds(50, 5000, is_whole=True)),
        ("training.learning_rate", Bounds(1e-6, 100)),
        ("training.optimizer.beta1", Bounds(0, 0.99999)),
        ("training.stop_at_epoch", Bounds(1, 1_000_000, is_whole=True, is_optional=True)),
        ("training.batch_size", Bounds(1, 5000, is_whole=True)),
        ("seed", Bounds(0, 2**32 - 1, is_whole=True)),
        ("layers.*.dropout", Bounds(0, 90, is_whole=True)),
    ],
)
def test_bounds_are_those_of_the_model(field, expected):
    assert bounds_of(field) == expected


def test_a_field_that_is_no_number_has_no_bounds():
    assert bounds_of("layers.*.activation").as_dict() == {}
    assert bounds_of("no.such.field") == Bounds()


@pytest.mark.parametrize("field", ["learning_rate", "batch_size"])
def test_a_spec_is_refused_beyond_its_bounds_and_taken_at_them(field):
    bounds = bounds_of(f"training.{field}")
    whole = int if bounds.is_whole else float
    parse_spec({"training": {field: whole(bounds.maximum)}})
    with pytest.raises(SpecError):
        parse_spec({"training": {field: whole(bounds.maximum) + 1}})
