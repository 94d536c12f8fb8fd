"""One process on one device: holds runs, reads its link between slices, trains whose turn it is, shows what is due.

The other end of its link is in the web process: linked_run.py and embedded.py.
"""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final

from playground.engine.errors import EngineError, SpecError
from playground.engine.spec import Spec, parse_spec
from playground.trainer.at_work import AtWork
from playground.trainer.held_run import HeldRun
from playground.trainer.holding import Holding, decode_holding, encode_holding
from playground.trainer.link import MUCH_UNSENT, TOO_MUCH_UNSENT, Fields, LinkError, WorkerLink
from playground.trainer.replay import Replay
from playground.trainer.row_log import RowLog
from playground.trainer.scheduling import SLICE, Clock, Turns
from playground.trainer.trained_run import RunMaker

logger = logging.getLogger(__name__)
_LONGEST_WAIT: Final = 1.0


class Seat:
    """A run's place among the others: it trains, or plays on to where it stood before its commands go on."""

    def __init__(self, run_id: str, held: HeldRun, replay: Replay | None) -> None:
        self.run_id = run_id
        self.held = held
        self.replay = replay
        self._waiting: deque[Callable[[], None]] = deque()

    def due(self, now: float) -> float:
        return now if self.replay is not None else self.held.due(now)

    def take_turn(self, deadline: float) -> None:
        if self.replay is None:
            self.held.take_turn(deadline)
        elif self.replay.take_turn(deadline):
            self.replay = None
            self.tell_standing("resumed")
            while self._waiting:
                self._waiting.popleft()()

    def when_back(self, act: Callable[[], None]) -> None:
        """Now, or once the run stands where it stood."""
        if self.replay is None:
            act()
        else:
            self._waiting.append(act)

    def tell_standing(self, type: str) -> None:
        """All that the web process has to know of a run that is here from now on."""
        reporter = self.held.reporter
        # Points first: whoever waited for the run to open finds them there.
        reporter.tell_points()
        reporter.tell(type, reporter.status())
        reporter.note_command(is_change=False)
        reporter.flush_rows()


class Worker:
    """Obeys its link until the link ends."""

    def __init__(
        self, link: WorkerLink, maker: RunMaker, at_work: AtWork, clock: Clock = time.monotonic
    ) -> None:
        self.seats: dict[str, Seat] = {}
        self._turns: Turns[Seat] = Turns()
        self._link = link
        self._maker = maker
        self._at_work = at_work
        self._clock = clock

    def serve(self, is_warm: bool) -> None:
        """Until the other end closes."""
        maker = self._maker
        self._link.send({
            "type": "hello", "pid": os.getpid(), "is_warm": is_warm, "device": maker.device,
            "device_name": maker.device_name,
        })  # fmt: skip
        while not self._link.closed:
            self._link.wait(self._seconds_until_due())
            self.take_messages()
            if self._link.num_unsent < TOO_MUCH_UNSENT:
                self.train()
            self.show()

    def take_messages(self) -> None:
        """All that has arrived."""
        try:
            messages = self._link.receive()
        except LinkError:
            logger.exception("the link brought what is no message")
            self._link.close()
            return
        for fields, body in messages:
            self._take(fields, body)

    def train(self) -> None:
        """One slice of the run whose turn it is."""
        now = self._clock()
        seat = self._turns.next(now)
        if seat is not None:
            self._guarded(seat.run_id, lambda: seat.take_turn(now + SLICE))

    def show(self) -> None:
        """Rows, frames and checkpoints of every run, each if it is due."""
        now = self._clock()
        has_room = self._link.num_unsent < MUCH_UNSENT
        for seat in self._turns:
            if seat.held.reporter.show_due(has_room) <= now:
                self._guarded(seat.run_id, lambda seat=seat: seat.held.reporter.show(now, has_room))  # type: ignore[misc]

    def _seconds_until_due(self) -> float:
        now = self._clock()
        if self._link.num_unsent >= TOO_MUCH_UNSENT:
            return _LONGEST_WAIT
        has_room = self._link.num_unsent < MUCH_UNSENT
        shows = (seat.held.reporter.show_due(has_room) for seat in self._turns)
        due = min([self._turns.next_due(now), *shows])
        return min(max(due - now, 0.0), _LONGEST_WAIT)

    # --- messages

    def _take(self, fields: Fields, body: bytes) -> None:
        run_id = str(fields.get("run", ""))
        if fields["type"] == "open":
            self._guarded(run_id, lambda: self._open(run_id, fields, body))
        elif run_id in self.seats:
            self._guarded(run_id, lambda: self._take_for(self.seats[run_id], fields))

    def _take_for(self, seat: Seat, fields: Fields) -> None:
        kind, reporter = fields["type"], seat.held.reporter
        if kind == "command":
            number, id, command = fields["number"], fields["id"], fields["command"]
            seat.when_back(lambda: seat.held.obey(number, id, command))
            self._turns.come_forward(seat)
        elif kind == "views":
            reporter.viewer.set_views(fields["views"])
            reporter.note_view()
        elif kind == "credit":
            reporter.viewer.add_credit(fields["frames"], fields["bytes"])
        elif kind == "restart_credit":
            seat.held.holding.acknowledged = 0
            reporter.viewer.restart_credit(fields["frames"], fields["bytes"])
            reporter.note_view()
        elif kind == "save":
            seat.when_back(lambda: self._save(seat, "saved"))
        elif kind == "release":
            seat.when_back(lambda: self._release(seat))

    def _open(self, run_id: str, fields: Fields, body: bytes) -> None:
        self._leave(run_id)
        try:
            holding = self._holding(fields, body)
            holding.num_commands, holding.acknowledged = fields.get("commands", 0), 0
        except EngineError as error:
            refusal = {"code": "run_failed", "field": "", "params": {}}
            if isinstance(error, SpecError):
                refusal = {"code": error.message_code, "field": error.field, "params": error.params}
            self._tell(run_id, "not_opened", refusal, b"")
            return
        held = HeldRun(holding, self._maker, self._teller(run_id), self._clock)
        held.reporter.viewer.set_views(fields.get("views"))
        held.reporter.viewer.restart_credit(*fields.get("credit", (0, 0)))
        until = fields.get("until")
        replay = None if until is None else Replay(held, fields["replay"], until, self._clock)
        seat = self.seats[run_id] = Seat(run_id, held, replay)
        self._turns.join(seat)
        if replay is None:
            seat.tell_standing("opened")

    def _holding(self, fields: Fields, body: bytes) -> Holding:
        size = int(fields.get("checkpoint_size", 0))
        if size:
            return decode_holding(body[:size], body[size:], self._maker)
        spec = parse_spec(fields["spec"]) if fields.get("spec") is not None else Spec()
        return Holding(run=self._maker.make(spec), speed=fields.get("speed", "60"), rows=RowLog(1))

    def _save(self, seat: Seat, type: str) -> None:
        holding = seat.held.holding
        seat.held.reporter.flush_rows()
        fields = {"commands": holding.num_commands, "num_rows": len(holding.rows)}
        self._tell(seat.run_id, type, fields, encode_holding(holding, self._maker))

    def _release(self, seat: Seat) -> None:
        self._save(seat, "released")
        self._leave(seat.run_id)

    def _leave(self, run_id: str) -> None:
        seat = self.seats.pop(run_id, None)
        if seat is not None:
            self._turns.leave(seat)

    def _teller(self, run_id: str) -> Callable[[str, Mapping[str, Any], bytes], None]:
        return lambda type, fields, body: self._tell(run_id, type, fields, body)

    def _tell(self, run_id: str, type: str, fields: Mapping[str, Any], body: bytes) -> None:
        self._link.send({**fields, "type": type, "run": run_id}, body)

    def _guarded(self, run_id: str, act: Callable[[], None]) -> None:
        """Whatever goes wrong in one run ends that run and nothing else."""
        self._at_work.note(run_id)
        try:
            act()
        except Exception:
            logger.exception("run %s has failed", run_id)
            self._leave(run_id)
            self._tell(run_id, "failed", {"code": "run_failed"}, b"")
        self._at_work.note("")
