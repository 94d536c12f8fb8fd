"""What goes into the log, and what becomes of one that grows."""

import pytest

from playground.engine import change_log
from playground.engine.checkpoint import Checkpoint
from playground.engine.commands import parse_command
from playground.engine.run import Run
from playground.engine.spec import Spec


def run_at(step):
    run = Run(Spec())
    while run.step_number < step:
        run.advance(step - run.step_number)
    return run


def put(run, field, value, drag=None):
    data = {"name": "set", "field": field, "value": value}
    return run.apply(parse_command(data if drag is None else {**data, "drag": drag}))


def logged(run):
    return [(step, change.value) for step, change in run.log]


def test_a_setting_changed_before_the_first_step_is_the_start():
    run = run_at(0)
    put(run, "training.learning_rate", 0.1)
    assert run.log == []
    run.apply(parse_command({"name": "undo"}))
    assert run.log == []


def test_what_undo_would_take_back_is_part_of_the_start():
    run = run_at(0)
    assert run.start == Spec()
    put(run, "training.learning_rate", 0.1)
    assert isinstance(run.start, Checkpoint)
    assert run.start.spec == run.spec


def test_a_weight_set_before_the_first_step_is_logged_and_all_that_follows():
    run = run_at(0)
    run.apply(parse_command({"name": "weight.set", "layer": 0, "unit": 0, "input": 0, "value": 1.0}))
    put(run, "training.learning_rate", 0.1)
    assert [change.name for _, change in run.log] == ["weight.set", "set"]
    assert run.start == Spec()


def test_changes_are_logged_with_their_steps():
    run = run_at(30)
    put(run, "training.learning_rate", 0.1)
    run.advance(5)
    put(run, "training.learning_rate", 0.2)
    assert logged(run) == [(30, 0.1), (35, 0.2)]


def test_of_a_drag_at_one_step_the_last_value_counts():
    run = run_at(30)
    for value in (0.1, 0.2, 0.3):
        put(run, "training.learning_rate", value, drag=7)
    assert logged(run) == [(30, 0.3)]


def test_a_drag_back_to_where_it_began_has_never_been():
    run = run_at(30)
    put(run, "training.learning_rate", 0.1, drag=7)
    put(run, "training.learning_rate", 0.03, drag=7)
    assert run.log == []
    assert not run.can_undo


@pytest.mark.parametrize(
    ("field", "values"), [("training.batch_size", (100, 20)), ("dataset.num_examples", (50, 90))]
)
def test_values_that_may_have_ended_the_epoch_stay_in_the_log(field, values):
    run = run_at(20)
    for value in values:
        put(run, field, value, drag=7)
    assert logged(run) == [(20, value) for value in values]


def test_a_log_past_its_limit_begins_again_from_a_checkpoint(monkeypatch):
    monkeypatch.setattr(change_log, "MAX_LOG", 3)
    run = run_at(30)
    for index in range(5):
        put(run, "training.learning_rate", 0.1 + index / 100)
    assert isinstance(run.start, Checkpoint)
    assert run.start.described["step"] == 30
    assert logged(run) == [(30, 0.14)]
