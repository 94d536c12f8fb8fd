"""All runs that are looked at here: who may open how many, where a page lands, and what is kept on disk."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings

from playground.engine.address import encode_address
from playground.engine.errors import SpecError
from playground.engine.spec import parse_spec
from playground.live.admission import Limits, TurnedAway, parse_page_spec, read_page_token
from playground.live.credit import CreditWindow
from playground.live.limits import Buckets, Places
from playground.live.messages import CommandMessage, Hello
from playground.live.open_run import OpenRun
from playground.live.run_files import RunFiles, RunFilesError
from playground.live.tokens import Token, make_token, new_name
from playground.live.viewer import BUSY, GONE, POLICY, RESTART, Viewer
from playground.release import current_release
from playground.trainer.backend import BackendError, TrainerBackend, current_backend
from playground.trainer.messages import Start

TEND_SECONDS = 1.0
CLEAN_SECONDS = 3_600.0
ANSWER_SECONDS = 1.0
"""How long another page's socket may leave a ping unanswered before its run is taken over."""

log = logging.getLogger(__name__)
Result = TypeVar("Result")


@dataclass(slots=True)
class Arrival:
    """A page that has said hello and where it landed."""

    viewer: Viewer
    run: OpenRun


class Runs:
    """The web process's side of every run; all calls belong to one event loop."""

    def __init__(self, backend: TrainerBackend, files: RunFiles, limits: Limits) -> None:
        self.backend = backend
        self.limits = limits
        self.sockets = Places(limits.sockets_per_address)
        self.open: dict[str, OpenRun] = {}
        self.is_closing = False
        self._files = files
        self._commands = Buckets(limits.commands_per_second, limits.command_burst)
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="run-files")
        self._tasks: set[asyncio.Task[None]] = set()

    # --- a page arrives, asks, leaves

    async def welcome(self, hello: Hello, address: str) -> Arrival:
        """Opens, wakes, takes over or forks the run of the page's token. Raises TurnedAway."""
        if self.is_closing:
            raise TurnedAway(RESTART, "restart")
        if hello.version != current_release():
            raise TurnedAway(POLICY, "reload")
        token, spec = read_page_token(hello), parse_page_spec(hello.spec)
        viewer = Viewer(hello.page, token.mode, CreditWindow(hello.frames, hello.bytes), hello.views)
        run = self._find_or_make(token, address)
        async with run.lock:
            driver = run.driver
            if driver is None or driver.page == hello.page or token.mode == "watch":
                pass  # nobody is in the way
            elif await driver.answers(ANSWER_SECONDS):
                return await self._fork(run, token, viewer, hello, address)
            was_kept = await self._rouse(run, token, spec)
            self._attach(run, token, viewer, hello)
            if was_kept and token.mode == "drive":
                self._use_page_spec(run, spec)
        return Arrival(viewer, run)

    def leave(self, arrival: Arrival) -> None:
        arrival.run.detach(arrival.viewer)

    def take_command(self, arrival: Arrival, message: CommandMessage) -> None:
        """A command of the driver; one for a run that fell asleep wakes it first."""
        if arrival.run.driver is not arrival.viewer:
            refusal = {
                "type": "refused",
                "id": message.id,
                "field": "command",
                "code": "watching",
                "params": {},
            }
            arrival.viewer.tell(refusal)
        elif not arrival.run.take_command(message):
            self._start(self._wake_for_commands(arrival.run))

    # --- what happens by itself

    async def tend_forever(self) -> None:
        """Pauses, puts to sleep, saves and cleans up; the one task that runs as long as the server."""
        cleaned_at = -CLEAN_SECONDS
        while True:
            try:
                await self.tend(time.monotonic())
                if time.monotonic() - cleaned_at >= CLEAN_SECONDS:
                    cleaned_at = time.monotonic()
                    await self._on_disk(self._files.clean)
            except Exception:
                log.exception("runs could not be tended; it is tried again")
            await asyncio.sleep(TEND_SECONDS)

    async def tend(self, now: float) -> None:
        for run in list(self.open.values()):
            if run.lock.locked():
                continue
            async with run.lock:
                await self._tend_run(run, now)

    async def close(self, seconds: float) -> None:
        """Ends every socket, gives the trainer `seconds` for its last word, then writes every run. Lets nothing in."""
        self.is_closing = True
        runs = list(self.open.values())
        for viewer in [viewer for run in runs for viewer in run.viewers]:
            viewer.close(RESTART)
        try:
            starts = await asyncio.wait_for(self.backend.close(), seconds)
        except TimeoutError:
            log.warning("the trainer did not answer in time")
            starts = {}
        for run in runs:
            start = run.last_start(starts)
            if start is not None:
                await self._write(run, start, durable=False)
        self._disk.shutdown(wait=True)

    # --- private: opening

    def _find_or_make(self, token: Token, address: str) -> OpenRun:
        run = self.open.get(token.run_id)
        if run is None:
            run = self.open[token.run_id] = OpenRun(token.run_id, token.visitor, address, self.backend)
        return run

    async def _rouse(self, run: OpenRun, token: Token, spec: Any) -> bool:
        """Has the run awake: as it stands, as it was kept (True), or from the page's spec. Raises TurnedAway."""
        if run.handle is not None:
            return False
        try:
            kept = run.start if run.start != Start() else await self._on_disk(self._files.read, run.run_id)
            if kept is None and token.mode == "watch":
                raise TurnedAway(GONE, "gone")
            run.start = kept or Start(spec)
            await self._wake(run)
        except TurnedAway:
            self._forget(run)
            raise
        return kept is not None

    async def _wake(self, run: OpenRun) -> None:
        """Raises TurnedAway."""
        await self._make_room(run)
        try:
            await run.wake()
        except BackendError as error:
            code = POLICY if error.field else BUSY
            raise TurnedAway(code, error.code, error.params, error.field) from None

    async def _make_room(self, run: OpenRun) -> None:
        """Holds the limits of visitor, address and server; what nobody looks at makes place. Raises TurnedAway."""
        awake = [other for other in self.open.values() if other.handle is not None and other is not run]
        for name, maximum, held in (
            ("too_many_runs", self.limits.open_runs, [r for r in awake if r.visitor == run.visitor]),
            ("too_many_runs_here", self.limits.runs_per_address, [r for r in awake if r.address == run.address]),
            ("too_many_runs_in_all", self.limits.all_runs, awake),
        ):  # fmt: skip
            if len(held) < maximum:
                continue
            left = [other for other in held if not other.viewers and not other.lock.locked()]
            if not left:
                raise TurnedAway(BUSY, name, {"maximum": maximum})
            await self._put_to_sleep(min(left, key=lambda other: other.left_at))

    def _use_page_spec(self, run: OpenRun, spec: Any) -> None:
        """After the server's death the page knows better: its spec becomes a change where it differs."""
        assert run.handle is not None
        address = run.handle.status["address"]
        if spec is None or address is None:
            return
        try:
            differs = encode_address(parse_spec(spec)) != address
        except SpecError:
            differs = True  # given points or weights have no address
        if differs:
            run.command_from_server({"name": "spec", "spec": spec})

    async def _fork(self, run: OpenRun, token: Token, viewer: Viewer, hello: Hello, address: str) -> Arrival:
        """A run of its own for a second tab, which goes on where the first one stands."""
        try:
            start = await run.handle.save() if run.handle is not None else run.start
        except BackendError as error:
            raise TurnedAway(BUSY, error.code, error.params) from None
        forked = Token(new_name(), "drive", token.visitor)
        copy = self._find_or_make(forked, address)
        copy.start = start
        async with copy.lock:
            try:
                await self._wake(copy)
            except TurnedAway:
                self._forget(copy)
                raise
            copy.command_from_server({"name": "pause"})
            self._attach(copy, forked, viewer, hello)
        return Arrival(viewer, copy)

    def _attach(self, run: OpenRun, token: Token, viewer: Viewer, hello: Hello) -> None:
        renewed = make_token(run.run_id, token.mode, token.visitor)
        bucket = self._commands.of(token.visitor)
        run.attach(viewer, bucket, {"type": "welcome", "token": renewed, "mode": token.mode}, hello)

    async def _wake_for_commands(self, run: OpenRun) -> None:
        async with run.lock:
            try:
                await self._wake(run)
            except TurnedAway as problem:
                run.end_waiting(problem.code)
                return
        run.end_waiting()

    # --- private: time passes

    async def _tend_run(self, run: OpenRun, now: float) -> None:
        for viewer in list(run.viewers):
            viewer.check_life(now)
        if run.handle is None:
            if not run.viewers and not run.needs_saving:
                self._forget(run)
        else:
            await self._tend_awake(run, now)
        if run.is_due(now):
            await self._save(run)

    async def _tend_awake(self, run: OpenRun, now: float) -> None:
        assert run.handle is not None
        for viewer in run.viewers:
            if not viewer.visible:
                viewer.tell_rows(run.handle.rows)
        playing = run.handle.status["state"] == "playing"
        if playing and not run.viewers and now - run.left_at >= self.limits.pause_seconds:
            run.command_from_server({"name": "pause"})
        if now - run.touched_at >= self.limits.sleep_seconds:
            if playing:
                run.tell_all({"type": "notice", "code": "untouched", "params": {}})
            await self._put_to_sleep(run)

    async def _put_to_sleep(self, run: OpenRun) -> None:
        await run.sleep()
        if run.needs_saving:
            await self._save(run)

    async def _save(self, run: OpenRun) -> None:
        start = run.start_to_save()
        run.needs_saving = False
        run.saved_at = time.monotonic()
        if start is not None:
            await self._write(run, start)

    async def _write(self, run: OpenRun, start: Start, durable: bool = True) -> None:
        try:
            await self._on_disk(self._files.write, run.run_id, start, durable)
        except RunFilesError as error:
            log.error("run not saved", extra={"fields": {"run": run.run_id, "problem": error}})
            run.tell_all({"type": "notice", "code": "not_saved", "params": {}})

    def _forget(self, run: OpenRun) -> None:
        if self.open.get(run.run_id) is run and not run.viewers and run.handle is None:
            del self.open[run.run_id]

    async def _on_disk(self, function: Callable[..., Result], *arguments: Any) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._disk, function, *arguments)

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


_runs: list[Runs] = []


def use_runs(runs: Runs) -> None:
    """The runs of this process from now on; server.py (or a test) says which."""
    _runs[:] = [runs]


def current_runs() -> Runs:
    """Raises BackendError where no trainer was started."""
    if not _runs:
        files = RunFiles(settings.RUNS_DIR, settings.MAX_RUN_FILES_BYTES, settings.RUN_FILE_DAYS)
        use_runs(Runs(current_backend(), files, Limits.from_settings()))
    return _runs[0]
