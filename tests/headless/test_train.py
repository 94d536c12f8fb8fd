"""`manage.py train`, as a program and a person use it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def train(*arguments, device="cpu"):
    out, err = StringIO(), StringIO()
    call_command("train", *arguments, "--device", device, "--verbosity", "0", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def rows(*arguments):
    return [json.loads(line) for line in train(*arguments, "--json")[0].splitlines()]


def test_json_is_one_object_a_line_from_epoch_0():
    found = rows("v=1&data=moons", "--epochs", "3")
    assert [row["epoch"] for row in found] == [0, 1, 2, 3]
    assert set(found[0]) == {"epoch", "step", "train_loss", "test_loss", "train_accuracy", "test_accuracy"}


def test_the_last_epoch_is_printed_though_the_schedule_would_not_keep_it():
    found = rows("n=50&train=10&batch=full&net=none", "--epochs", "1003")
    assert [row["epoch"] for row in found[-4:]] == [999, 1000, 1002, 1003]


def test_a_person_gets_a_few_lines_and_why_it_ended():
    out, err = train("n=50", "--epochs", "100")
    assert len(out.splitlines()) == 21
    assert "Done" in err


def test_a_target_is_said_when_it_is_reached():
    assert "Reached the target" in train("data=gauss&target=0.05", "--epochs", "500")[1]


def test_an_experiment_with_an_end_of_its_own_needs_no_epochs():
    assert [row["epoch"] for row in rows("n=50&stop=2")] == [0, 1, 2]


def test_a_run_that_diverges_is_explained_and_ends_in_null():
    out, err = train("data=plane&lr=100&net=8.relu", "--epochs", "50", "--json")
    assert json.loads(out.splitlines()[-1])["train_loss"] is None
    assert "Diverged" in err


def test_corrections_of_an_address_go_to_stderr():
    out, err = train("lr=1000", "--epochs", "0", "--json")
    assert len(out.splitlines()) == 1
    assert "training.learning_rate=1000" in err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("",), "--epochs N"),
        (("nonsense", "--epochs", "1"), "neither a file nor an address"),
        (("", "--epochs", "-1"), "whole number"),
        (("", "--epochs", "1e3"), "whole number"),
        (("", "--epochs", "9" * 30), "whole number"),
    ],
)
def test_what_cannot_be_trained_is_refused_with_a_reason(arguments, reason):
    with pytest.raises(CommandError, match=reason):
        train(*arguments)


def test_a_device_that_is_not_there_is_said_to_be_missing(monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(CommandError, match="no cuda"):
        train("", "--epochs", "1", device="cuda")
