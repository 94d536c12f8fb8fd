"""Each token of an address: what it says, or the nearest that holds."""

import pytest

from playground.engine.address_readers import READERS, Nearest
from playground.engine.address_tables import DEFAULTS, LAYER_DEFAULTS, default_token


def read(key, token):
    return READERS[key](token, default_token(1, key, "circle"), 1)


def nearest(key, token):
    with pytest.raises(Nearest) as mistaken:
        read(key, token)
    return mistaken.value.code, mistaken.value.value


def layer(**fields):
    return LAYER_DEFAULTS[1] | fields


def test_there_is_a_reader_for_every_key_of_the_table():
    assert set(READERS) | {"data"} == set(DEFAULTS[1])


@pytest.mark.parametrize(
    "key, token, value",
    [
        ("noise", "25", 25),
        ("lr", "0.3", 0.3),
        ("lr", "1e-05", 1e-5),
        ("batch", "full", "full"),
        ("batch", "32", 32),
        ("stop", "none", None),
        ("stop", "300", 300),
        ("target", "0.01", 0.01),
        ("features", "x1,radius", ["x1", "radius"]),
        ("reg", "l2:0.01", {"kind": "l2", "rate": 0.01}),
        ("reg", "none", {"kind": "none", "rate": 0.0}),
        ("opt", "momentum", {"kind": "momentum", "momentum": 0.9}),
        ("opt", "momentum:0.5", {"kind": "momentum", "momentum": 0.5}),
        ("opt", "sgd", {"kind": "sgd"}),
        ("schedule", "step:30:0.1", {"kind": "step", "every": 30, "factor": 0.1}),
        ("net", "none", []),
        (
            "net",
            "8.relu.he.drop20.bn",
            [layer(units=8, activation="relu", initial="he", dropout=20, norm="batch")],
        ),
        ("net", "3,4.sine", [layer(units=3), layer(units=4, activation="sine")]),
    ],
)
def test_a_token_says_what_it_says(key, token, value):
    assert read(key, token) == value


@pytest.mark.parametrize(
    "key, token, code, value",
    [
        ("noise", "51", "too_large", 50),
        ("noise", "-1", "too_small", 0),
        ("noise", "2.6", "not_a_whole_number", 3),
        ("noise", "much", "not_a_number", 0),
        ("noise", "", "not_a_number", 0),
        ("noise", "inf", "too_large", 50),
        ("lr", "nan", "not_a_number", 0.03),
        ("lr", "0..1", "not_a_number", 0.03),
        ("lr", "9" * 41, "not_a_number", 0.03),
        ("lr", "0", "too_small", 1e-6),
        ("batch", "0", "too_small", 1),
        ("batch", "half", "not_a_number", 10),
        ("stop", "0", "too_small", 1),
        ("stop", "never", "not_a_number", None),
        ("target", "0", "too_small", 1e-12),
        ("out", "huge", "unknown_choice", "uniform"),
        ("features", "x1,x9", "unknown_feature", ["x1"]),
        ("features", "x9", "unknown_feature", ["x1", "x2"]),
        ("features", "x1,x1", "unknown_feature", ["x1"]),
        ("reg", "l3:1", "unknown_choice", {"kind": "none", "rate": 0.0}),
        ("reg", "l1:11", "too_large", {"kind": "l1", "rate": 10.0}),
        ("reg", "l1:x", "not_a_number", {"kind": "l1", "rate": 0.0}),
        ("opt", "adm", "unknown_choice", {"kind": "sgd"}),
        ("opt", "momentum:0.5:1", "wrong_number_of_values", {"kind": "momentum", "momentum": 0.9}),
        ("opt", "momentum:1", "too_large", {"kind": "momentum", "momentum": 0.9}),
        ("opt", "momentum:nan", "not_a_number", {"kind": "momentum", "momentum": 0.9}),
        ("opt", "momentum:x", "not_a_number", {"kind": "momentum", "momentum": 0.9}),
        ("schedule", "warmup:1.5", "not_a_number", {"kind": "warmup", "epochs": 10}),
    ],
)
def test_a_wrong_token_gives_the_nearest_value_and_a_reason(key, token, code, value):
    assert nearest(key, token) == (code, value)


@pytest.mark.parametrize(
    "token, layers",
    [
        ("99", [layer(units=64)]),
        ("0", [layer(units=1)]),
        ("4.5", [layer(units=4)]),
        ("many.relu", [layer(units=2, activation="relu")]),
        ("4.rleu", [layer(units=4)]),
        ("4.relu.tanh", [layer(units=4, activation="tanh")]),
        ("4.drop95", [layer(units=4, dropout=90)]),
        ("4.drop", [layer(units=4)]),
        ("4.drop-5", [layer(units=4)]),
        (",4", [layer(units=2), layer(units=4)]),
    ],
)
def test_a_wrong_layer_gives_the_nearest_layer(token, layers):
    assert nearest("net", token) == ("wrong_layer", layers)


def test_more_layers_than_twelve_are_left_out():
    code, layers = nearest("net", ",".join(["3"] * 13))
    assert (code, len(layers)) == ("too_many", 12)


def test_a_decimal_comma_written_by_hand_is_a_decimal_mark():
    assert read("lr", "0,03") == 0.03
