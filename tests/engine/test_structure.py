"""Mappings between two shapes of a network."""

import pytest

from playground.engine.address import decode_address
from playground.engine.changes import change_spec
from playground.engine.commands import parse_command
from playground.engine.structure import invert, map_change, map_in_place, map_specs


def spec(net, features="x1,x2"):
    return decode_address(f"net={net}&features={features}")[0]


def mapping_of(before, **command):
    change = parse_command(command)
    return map_change(before, change_spec(before, change), change)


def test_an_inserted_layer_is_new_and_cuts_the_inputs_of_the_next():
    mapping = mapping_of(spec("4.tanh,2.tanh"), name="layer.insert", index=1)
    assert [origin.layer for origin in mapping] == [0, None, 1, 2]
    assert mapping[2].inputs == (None, None)
    assert mapping[2].units == (0, 1)
    assert mapping[3].inputs == (0, 1)


def test_a_removed_layer_cuts_the_inputs_of_the_next():
    mapping = mapping_of(spec("4.tanh,2.tanh"), name="layer.remove", index=0)
    assert [origin.layer for origin in mapping] == [1, 2]
    assert mapping[0].inputs == (None, None)


def test_a_removed_unit_leaves_a_gap_in_the_next_layers_inputs():
    mapping = mapping_of(spec("4.tanh,2.tanh"), name="unit.remove", layer=0, unit=1)
    assert mapping[0].units == (0, 2, 3)
    assert mapping[1].inputs == (0, 2, 3)


def test_features_are_found_by_name():
    mapping = map_specs(spec("3.tanh"), spec("3.tanh", "x2,sinx1"))
    assert mapping[0].inputs == (1, None)


def test_equal_layers_are_matched_from_the_front_and_from_the_back():
    mapping = map_specs(spec("4.tanh,3.relu,2.tanh"), spec("4.tanh,9.sine,8.elu,2.tanh"))
    assert [origin.layer for origin in mapping] == [0, None, None, 2, 3]


def test_a_wider_layer_in_its_place_keeps_its_first_units():
    mapping = map_specs(spec("4.tanh,2.tanh"), spec("6.tanh,2.tanh"))
    assert mapping[0].units == (0, 1, 2, 3, None, None)
    assert mapping[1].inputs == (0, 1, 2, 3, None, None)


def test_a_setting_leaves_every_layer_in_its_place():
    mapping = map_in_place(spec("4.tanh,2.tanh"), spec("3.relu,2.sine"))
    assert [origin.layer for origin in mapping] == [0, 1, 2]
    assert [origin.units for origin in mapping] == [(0, 1, 2), (0, 1), (0,)]
    assert mapping[1].inputs == (0, 1, 2)


@pytest.mark.parametrize(
    "command",
    [
        {"name": "layer.insert", "index": 0},
        {"name": "layer.remove", "index": 1},
        {"name": "unit.add", "layer": 1},
        {"name": "unit.remove", "layer": 0, "unit": 0},
    ],
)
def test_the_inverse_leads_back_wherever_something_survived(command):
    before = spec("4.tanh,3.tanh")
    mapping = mapping_of(before, **command)
    back = invert(mapping, before)
    for index, origin in enumerate(mapping):
        if origin.layer is None:
            continue
        assert back[origin.layer].layer == index
        for new, old in enumerate(origin.units):
            if old is not None:
                assert back[origin.layer].units[old] == new
