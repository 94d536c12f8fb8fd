"""What every test shares: one thread for numbers, as in the workers, and no deadline for generated examples."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")

# A busy machine is no failure: time is measured in bench/.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def collected_static_files() -> None:
    """The hashed files that a real server serves: in a fresh clone nothing has collected them yet."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "playground.settings"}
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=Path(__file__).resolve().parent.parent, env=environment, check=True)
