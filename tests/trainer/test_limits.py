import json
import subprocess
import sys

import pytest


def in_a_process(code: str) -> object:
    """What `code` prints as JSON in a process of its own."""
    program = f"import json, os, resource, signal\nfrom playground.trainer.limits import *\n{code}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_a_worker_yields_to_others_and_takes_only_so_much():
    niceness, *limits = in_a_process(
        "before = os.nice(0)\nlimit_resources()\n"
        "kinds = (resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE)\n"
        "print(json.dumps([os.nice(0) - before, *(resource.getrlimit(kind)[0] for kind in kinds)]))"
    )  # type: ignore[misc]
    assert niceness == 5
    assert limits == [64 * 1024**2, 64, 0]


def test_a_worker_that_asks_for_too_much_memory_gets_an_error_and_lives():
    assert (
        in_a_process(
            "limit_resources()\n"
            "try:\n    bytearray(8 * 1024**3)\nexcept MemoryError:\n    print(json.dumps('lives'))"
        )
        == "lives"
    )


def test_ctrl_c_and_a_service_s_stop_are_left_to_the_server():
    assert (
        in_a_process(
            "leave_signals_to_the_server()\n"
            "os.kill(os.getpid(), signal.SIGINT)\nos.kill(os.getpid(), signal.SIGTERM)\nprint(json.dumps('lives'))"
        )
        == "lives"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_a_process_ends_with_its_parent():
    grandchild = (
        "import os, time\nfrom playground.trainer.limits import *\n"
        "end_with_parent(os.getppid())\nprint('lives', flush=True)\ntime.sleep(600)"
    )
    child = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {grandchild!r}]).wait()"
    with subprocess.Popen([sys.executable, "-c", child], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"lives\n"
        process.kill()
        # The pipe ends when the last process that holds it is gone.
        assert process.stdout.read() == b""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_a_process_whose_parent_is_gone_already_ends_at_once():
    code = "import os\nfrom playground.trainer.limits import *\nend_with_parent(1 + os.getppid())\nprint('lives')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert done.stdout == b""
