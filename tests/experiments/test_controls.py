"""The controls of the page against the spec that they show and change."""

import pytest
from django.utils import translation

from playground.engine.address import decode_address
from playground.engine.changes import change_spec
from playground.engine.commands import Set
from playground.engine.spec import Spec
from playground.experiments.controls import MIXED, RATES, Rows, opens_more, rules


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def all_rows(spec):
    rows = Rows(spec)
    return [*rows.data(), *rows.training(), *rows.more()]


def row_of(spec, field):
    return next(row for row in all_rows(spec) if row.field == field)


def spec_at(address):
    spec, corrections = decode_address(address)
    assert corrections == []
    return spec


@pytest.mark.parametrize(
    "address", ["", "data=blobs", "data=plane&opt=adamw", "opt=rmsprop&schedule=step", "net=none"]
)
def test_every_choice_of_every_list_can_be_set(address):
    spec = spec_at(address)
    for row in all_rows(spec):
        for option in row.options if row.is_shown else ():
            if option.is_allowed and option.value != MIXED:
                change_spec(spec, Set(field=row.field, value=option.value))


@pytest.mark.parametrize("address", ["", "data=arms", "reg=l2:0.01"])
def test_every_stop_of_every_slider_can_be_set(address):
    spec = spec_at(address)
    for row in all_rows(spec):
        for stop in row.stops if row.is_shown else ():
            value = int(stop) if row.bounds.is_whole else stop
            change_spec(spec, Set(field=row.field, value=value))


def test_the_learning_rates_of_tensorflow_playground_are_stops():
    assert {0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0} <= set(RATES)


def test_a_slider_stands_at_the_stop_nearest_to_its_value():
    row = row_of(spec_at("lr=0.031"), "training.learning_rate")
    assert row.stops[row.position] == 0.03
    assert row.text == "0.031"


def test_the_batch_slider_ends_with_all_training_examples():
    row = row_of(spec_at("n=200&train=50&batch=full"), "training.batch_size")
    assert row.reachable[-1] == 100
    assert row.position == row.last_position
    assert row.value == 100


def test_only_rows_of_the_chosen_optimizer_are_shown():
    shown = {row.field for row in all_rows(spec_at("opt=adam")) if row.is_shown}
    assert "training.optimizer.beta1" in shown
    assert "training.optimizer.momentum" not in shown


def test_losses_that_do_not_fit_the_task_are_not_allowed():
    row = row_of(spec_at("data=plane"), "loss")
    assert {option.value for option in row.options if option.is_allowed} == {
        "half_squared",
        "mse",
        "mae",
        "huber",
    }


def test_layers_that_differ_show_as_mixed():
    row = row_of(spec_at("net=4.tanh,2.relu"), "layers.*.activation")
    assert row.value == MIXED
    assert row.options[-1].is_allowed
    assert not row_of(Spec(), "layers.*.activation").options[-1].is_allowed


@pytest.mark.parametrize(
    "address, opens",
    [
        ("", False),
        ("lr=0.1&net=8.tanh", False),
        ("data=plane", False),
        ("data=blobs", False),
        ("order=shuffled", True),
        ("seed=7", True),
        ("stop=100", True),
        ("net=4.tanh.he,2.tanh.he", True),
        ("schedule=cosine", True),
        ("loss=mse", True),
    ],
)
def test_more_settings_open_when_the_address_uses_one(address, opens):
    assert opens_more(spec_at(address)) is opens


def test_rules_name_every_number_of_the_page():
    assert rules()["training.stop_at_loss"] == {"min": 1e-12, "max": 1e6, "whole": False, "optional": True}
    assert "training.optimizer.kind" not in rules()
