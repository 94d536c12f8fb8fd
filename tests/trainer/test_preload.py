import os
import socket

import pytest

from playground.trainer import preload


def test_a_warm_up_that_fails_is_told_and_not_swallowed(caplog: pytest.LogCaptureFixture):
    assert not preload.try_warm_up("no such device")
    assert "could not warm up" in caplog.text


def test_the_process_that_forks_ends_with_its_server():
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        preload.fork_workers(theirs, "cpu", is_warm=False)
        os._exit(7)
    theirs.close()
    ours.close()
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
