"""`manage.py parity FILE`"""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

FIXTURE = Path(__file__).parent.parent / "fixtures" / "parity" / "circle_l1.json"


def test_the_command_prints_a_line_for_each_experiment():
    out = StringIO()
    call_command("parity", str(FIXTURE), stdout=out)
    (line,) = out.getvalue().splitlines()
    assert "circle tanh L1 0.003 batch 10" in line
    assert "APART" not in line


def test_the_command_exits_1_where_a_loss_of_the_first_epochs_differs(tmp_path):
    experiments = json.loads(FIXTURE.read_text())
    experiments[0]["trace"][-1][1] *= 1 + 1e-8
    path = tmp_path / "runs.json"
    path.write_text(json.dumps(experiments))
    out = StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("parity", str(path), stdout=out)
    assert failure.value.returncode == 1
    assert "APART" in out.getvalue()


def test_the_command_says_what_is_wrong_with_a_file(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("parity", str(tmp_path / "none.json"))
