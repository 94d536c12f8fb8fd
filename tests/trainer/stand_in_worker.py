"""A worker process whose runs are stand-ins: starts in a moment, and can be killed like a real one.

`python -m tests.trainer.stand_in_worker <link> <at work>`; a run with seed 13 kills it at its 100th step.
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from playground.trainer.at_work import AtWork
from playground.trainer.link import WorkerLink
from playground.trainer.worker import Worker
from tests.trainer.stand_in import StandInRun, StandInRuns

ROOT = Path(__file__).resolve().parent.parent.parent


class Deadly(StandInRun):
    def _update(self) -> None:
        super()._update()
        if self.spec.seed == 13 and self.step_number == 100:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.spec.seed == 14 and self.step_number == 100:
            raise RuntimeError("out of memory")


class DeadlyRuns(StandInRuns):
    def make(self, spec):
        super().make(spec)
        return Deadly(spec)

    def restore(self, checkpoint):
        return Deadly(**vars(super().restore(checkpoint)))


class StandInWorkers:
    """A WorkerStarter of them."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []

    def start_worker(self, at_work: AtWork) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            descriptors = [theirs.fileno(), at_work.descriptor]
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.trainer.stand_in_worker", *map(str, descriptors)],
                    pass_fds=descriptors,
                    cwd=ROOT,
                )
            )
        return ours

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


if __name__ == "__main__":
    link = WorkerLink(socket.socket(fileno=int(sys.argv[1])))
    Worker(link, DeadlyRuns(keeps_rows=False), AtWork(int(sys.argv[2]))).serve(is_warm=True)
