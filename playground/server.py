"""Serves the playground: trainer processes, pages and sockets, from start to drain. `python -m playground.server`."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")

# In this order: Daphne installs its reactor, the application sets Django up.
from playground.asgi import application  # noqa: I001
from daphne.endpoints import build_endpoint_description_strings
from django.conf import settings

from playground.guard import GuardedServer, guard_daphne
from playground.live.runs import current_runs
from playground.trainer.backend import use_backend
from playground.trainer.embedded import EmbeddedBackend

DRAIN_SECONDS = 3.0
LOOPBACK = ("127.0.0.1", "[::1]", "localhost")
log = logging.getLogger(__name__)


def main() -> int:
    """Serves until a signal; gives the exit status."""
    backend = EmbeddedBackend(num_workers=settings.WORKERS, device=settings.DEVICE)
    backend.start()  # the trainer loads torch while the site starts
    use_backend(backend)
    guard_daphne()
    server = PlaygroundServer(backend)
    server.run()
    return server.exit_status


class PlaygroundServer(GuardedServer):
    """Daphne within this process, with signals of its own: the first drains, the second ends at once."""

    def __init__(self, backend: EmbeddedBackend) -> None:
        super().__init__(
            application,
            endpoints=build_endpoint_description_strings(host=settings.HOST, port=settings.PORT),
            signal_handlers=False,
            action_logger=log_action,
            websocket_timeout=-1,
            # Beyond these Daphne drops the line without a word; the consumer says 4009 before.
            websocket_max_message_size=2 * settings.MAX_MESSAGE_BYTES,
            websocket_max_frame_size=2 * settings.MAX_MESSAGE_BYTES,
            application_close_timeout=5,
            server_name="",
        )
        self.backend = backend
        self.exit_status = 0
        self.draining: asyncio.Task[None] | None = None
        self.tasks: list[asyncio.Task[None]] = []

    def run(self) -> None:
        from twisted.internet import reactor

        loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop
        asyncio.set_event_loop(loop)
        # Set explicitly: a process that was started in the background inherits 'ignore'.
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.on_signal)
        reactor.callWhenRunning(self.on_running)
        super().run()

    def on_running(self) -> None:
        loop = asyncio.get_event_loop()
        for work in (self.backend.connect(), current_runs().tend_forever(), self.log_events()):
            self.tasks.append(loop.create_task(work))

    async def log_events(self) -> None:
        async for event in self.backend.events():
            fields = (
                {"worker": event.worker, "run": event.run_id} if event.run_id else {"worker": event.worker}
            )
            log.info(event.type, extra={"fields": fields})

    # --- listening

    def listen_success(self, port: Any) -> None:
        super().listen_success(port)
        sys.stdout.write(f"The playground is at {settings.SITE_URL}/  (Ctrl-C ends it)\n")
        if settings.HOST in ("0.0.0.0", "::"):
            others = [name for name in settings.ALLOWED_HOSTS if name not in LOOPBACK]
            urls = "  ".join(f"http://{name}:{settings.PORT}/" for name in others)
            sys.stdout.write(f"For others in this network: {urls}\n")
        sys.stdout.flush()

    def listen_error(self, failure: Any) -> None:
        sys.stderr.write(
            f"The server cannot listen at HOST {settings.HOST}, PORT {settings.PORT}: {failure.getErrorMessage()}\n"
            "Choose another port, for example: PORT=8001 make run\n"
        )
        self.exit_status = 1
        self.stop()

    # --- ending

    def on_signal(self) -> None:
        if self.draining is not None:
            end_at_once()
        self.draining = asyncio.get_event_loop().create_task(self.drain())

    async def drain(self) -> None:
        """No new connections and runs; sockets told to come again; last checkpoints written; within 3 s."""
        log.info("draining", extra={"fields": {"seconds": DRAIN_SECONDS}})
        last_resort = threading.Timer(DRAIN_SECONDS + 2, end_at_once)
        last_resort.daemon = True
        last_resort.start()
        for listener in self.listeners:
            listener.addCallback(lambda port: port.stopListening())
        for task in self.tasks:
            task.cancel()
        await current_runs().close(DRAIN_SECONDS - 1)
        self.stop()


def end_at_once() -> None:
    """Trainer processes end by themselves when this one is gone."""
    os._exit(130)


def log_action(protocol: Any, action: str, details: dict[str, Any]) -> None:
    """One line a page; no visitor's address and nothing of the query is kept."""
    path = details["path"].split("?")[0]
    if protocol != "http" or path == "/healthz" or path.startswith(settings.STATIC_URL):
        return
    fields = {
        "method": details["method"],
        "path": path,
        "status": details["status"],
        "ms": round(1000 * details["time_taken"]),
        "bytes": details["size"],
    }
    log.info("page", extra={"fields": fields})


if __name__ == "__main__":
    sys.exit(main())
