"""Which stepper trains a run."""

import pytest

from playground.engine.address import decode_address
from playground.engine.run import Run
from playground.engine.steppers.choose import choose_stepper


@pytest.mark.parametrize(
    ("query", "device", "name"),
    [
        ("", "cpu", "dense"),
        ("net=none", "cpu", "dense"),
        ("net=4.tanh.ln", "cpu", "autograd"),
        ("", "cuda", "autograd"),
    ],
)
def test_the_choice_depends_on_spec_and_device_alone(query, device, name):
    assert choose_stepper(decode_address(query)[0], device) == name


def test_a_run_that_was_made_with_autograd_stays_with_it():
    run = Run(decode_address("")[0], stepper="autograd")
    run.renew_stepper()
    assert run.stepper.name == "autograd"
