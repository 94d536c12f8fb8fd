"""What a browser may ask of a run, and that anything else is a SpecError."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.commands import (
    CONTROLS,
    AddUnit,
    Change,
    Control,
    FreezeWeight,
    InsertLayer,
    Pause,
    Play,
    Redo,
    RemoveLayer,
    RemoveUnit,
    Reset,
    Set,
    SetSpeed,
    SetWeight,
    StepBatch,
    StepEpoch,
    StepPhase,
    Undo,
    UseSpec,
    parse_command,
)
from playground.engine.errors import SpecError
from playground.engine.spec import DenseLayer
from tests.engine.strategies import anything

WEIGHT = {"layer": 0, "unit": 1, "input": 0}
COMMANDS = [
    ({"name": "set", "field": "training.learning_rate", "value": 0.1}, Set(field="training.learning_rate", value=0.1)),
    ({"name": "layer.insert", "index": 1}, InsertLayer(index=1)),
    ({"name": "layer.insert", "index": 0, "layer": {"units": 3}}, InsertLayer(index=0, layer=DenseLayer(units=3))),
    ({"name": "layer.remove", "index": 2}, RemoveLayer(index=2)),
    ({"name": "unit.add", "layer": 1}, AddUnit(layer=1)),
    ({"name": "unit.remove", "layer": 1, "unit": 0}, RemoveUnit(layer=1, unit=0)),
    ({"name": "unit.remove", "layer": 1}, RemoveUnit(layer=1)),
    ({"name": "weight.set", **WEIGHT, "value": -2}, SetWeight(**WEIGHT, value=-2)),
    ({"name": "weight.set", "layer": 0, "unit": 1, "value": 0.5}, SetWeight(layer=0, unit=1, value=0.5)),
    ({"name": "weight.freeze", **WEIGHT, "frozen": True}, FreezeWeight(**WEIGHT, frozen=True)),
    ({"name": "spec", "spec": {"seed": 1}}, UseSpec(spec={"seed": 1})),
    ({"name": "undo"}, Undo()),
    ({"name": "redo"}, Redo()),
    ({"name": "play"}, Play()),
    ({"name": "pause"}, Pause()),
    ({"name": "step_phase"}, StepPhase()),
    ({"name": "step_batch"}, StepBatch()),
    ({"name": "step_epoch"}, StepEpoch()),
    ({"name": "reset"}, Reset()),
    ({"name": "speed", "speed": "max"}, SetSpeed(speed="max")),
]  # fmt: skip


def models(union):
    return get_args(get_args(union)[0])


@pytest.mark.parametrize("data, command", COMMANDS, ids=[data["name"] for data, _ in COMMANDS])
def test_a_command_is_read(data, command):
    assert parse_command(data) == command


def test_every_command_is_read_above():
    assert {type(command) for _, command in COMMANDS} == {*models(Change), *models(Control)}


def test_the_names_of_the_controls_are_those_of_their_models():
    assert {model.model_fields["name"].default for model in models(Control)} == set(CONTROLS)


@pytest.mark.parametrize(
    "data, field",
    [
        ({"name": "nope"}, "command.name"),
        ({}, "command.name"),
        ({"name": None}, "command.name"),
        ({"name": ["play"]}, "command.name"),
        ({"name": {}}, "command.name"),
        ({"name": 10**5000}, "command.name"),
        (None, "command.name"),
        ("play", "command.name"),
        ({"name": "play", "speed": "max"}, "command.speed"),
        ({"name": "speed"}, "command.speed"),
        ({"name": "speed", "speed": "60 "}, "command.speed"),
        ({"name": "speed", "speed": 60}, "command.speed"),
        ({"name": "set", "field": "seed"}, "command.value"),
        ({"name": "set", "field": "", "value": 1}, "command.field"),
        ({"name": "set", "field": "a" * 61, "value": 1}, "command.field"),
        ({"name": "layer.remove", "index": -1}, "command.index"),
        ({"name": "layer.remove", "index": 13}, "command.index"),
        ({"name": "layer.remove", "index": 1.0}, "command.index"),
        ({"name": "layer.remove", "index": True}, "command.index"),
        ({"name": "layer.insert", "index": 0, "layer": {"units": 65}}, "command.layer.units"),
        ({"name": "unit.remove", "layer": 0, "unit": 64}, "command.unit"),
        ({"name": "weight.set", "layer": 0, "unit": 0, "value": float("nan")}, "command.value"),
        ({"name": "weight.set", "layer": 0, "unit": 0, "value": "1"}, "command.value"),
        ({"name": "weight.freeze", "layer": 0, "unit": 0, "frozen": 1}, "command.frozen"),
    ],
)
def test_what_is_no_command_is_refused_at_its_field(data, field):
    with pytest.raises(SpecError) as refused:
        parse_command(data)
    assert (refused.value.field, refused.value.message_code) == (field, "not_a_command")


@pytest.mark.parametrize(
    ("value", "code", "params"),
    [(1e99, "too_large", {"maximum": 1e6}), (-1e7, "too_small", {"minimum": -1e6})],
)
def test_a_weight_out_of_range_is_refused_with_its_bound(value, code, params):
    with pytest.raises(SpecError) as refused:
        parse_command({"name": "weight.set", "layer": 0, "unit": 0, "value": value})
    assert (refused.value.field, refused.value.message_code, refused.value.params) == ("weight", code, params)


def is_refused(data):
    """Any exception but SpecError fails the test."""
    try:
        parse_command(data)
    except SpecError as error:
        return error.message_code == "not_a_command"
    return False


@given(anything)
def test_what_means_nothing_is_a_spec_error(data):
    assert is_refused(data)


@given(st.sampled_from([data for data, _ in COMMANDS]), anything)
def test_an_unknown_field_is_refused(data, value):
    assert is_refused({**data, "unknown": value})


@given(st.sampled_from([data for data, _ in COMMANDS if "index" in data or "layer" in data]), anything)
def test_a_place_that_is_no_number_is_refused(data, value):
    key = "index" if "index" in data else "layer"
    is_place = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 12
    assert is_refused({**data, key: value}) != is_place


def test_a_name_nested_too_deep_is_refused():
    name = "play"
    for _ in range(500):
        name = [name]
    assert is_refused({"name": name})
