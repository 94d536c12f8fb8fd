"""The process from which workers are forked, warm: it has taken a step with every stepper and waits for orders.

processes.py starts it (`python -m playground.trainer.preload <device> <file descriptors>`) and sends it what each
worker is to have: one end of a socket pair, and the memory of at_work.py. It runs no threads and opens no GPU, so that
forking is safe; where a GPU is used, each worker is a process of its own, which warms itself.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
from typing import Final

from playground.engine.errors import EngineError
from playground.trainer.at_work import AtWork
from playground.trainer.engine_runs import EngineRuns, warm_up
from playground.trainer.limits import end_with_parent, leave_signals_to_the_server, limit_resources
from playground.trainer.link import WorkerLink
from playground.trainer.worker import Worker

logger = logging.getLogger(__name__)
ORDER: Final = b"w"


def main(arguments: list[str]) -> None:
    """`<device> <orders>` forks workers; `<device> <link> <at work>` is one."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    device, *descriptors = arguments
    leave_signals_to_the_server()
    end_with_parent(os.getppid())
    is_warm = try_warm_up(device)
    connection = socket.socket(fileno=int(descriptors[0]))
    if len(descriptors) > 1:
        serve(connection, AtWork(int(descriptors[1])), device, is_warm)
    else:
        fork_workers(connection, device, is_warm)


def try_warm_up(device: str) -> bool:
    """Whether every stepper has taken a step; a worker can also begin cold, and says so."""
    try:
        warm_up(device)
    except (EngineError, ImportError, OSError, RuntimeError, ValueError):
        logger.exception("the trainer could not warm up")
        return False
    return True


def fork_workers(orders: socket.socket, device: str, is_warm: bool) -> None:
    """One child for each socket that comes with an order, until the server is gone."""
    # Nobody waits for the children: their ends are seen on their links.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    own = os.getpid()
    # What is loaded now stays in memory that all workers share.
    gc.collect()
    gc.freeze()
    while True:
        order, descriptors, _, _ = socket.recv_fds(orders, len(ORDER), 2)
        if not order:
            return
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            end_with_parent(own)
            orders.close()
            serve(socket.socket(fileno=descriptors[0]), AtWork(descriptors[1]), device, is_warm)
            os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)


def serve(connection: socket.socket, at_work: AtWork, device: str, is_warm: bool) -> None:
    """A worker's life."""
    limit_resources()
    try:
        Worker(WorkerLink(connection), EngineRuns(device), at_work).serve(is_warm)
    except BaseException:
        logger.exception("a worker has ended by an error")
        os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
