"""The commands of one page on their way to the trainer: limited in number, and of a slider only the newest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from playground.engine.commands import Set
from playground.live.limits import TokenBucket
from playground.live.messages import CommandMessage

Send = Callable[[CommandMessage], None]
Refuse = Callable[[int, str], None]
MAX_REPLACED = 100


class CommandQueue:
    """At most one `set` of a field is under way; a newer one waits, takes the place of one that waits already,
    and the answer that it gets holds for that one too.
    """

    def __init__(self, bucket: TokenBucket, send: Send, refuse: Refuse) -> None:
        self._bucket = bucket
        self._send = send
        self._refuse = refuse
        self._under_way: dict[int, str] = {}
        """What was sent and is not answered yet: the field of a `set`, nothing for other commands."""
        self._waiting: dict[str, CommandMessage] = {}
        self._replaced: dict[int, list[int]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def put(self, message: CommandMessage) -> None:
        if isinstance(message.command, Set):
            self._put_set(message, message.command.field)
        elif self._bucket.take():
            self._send_all_waiting()  # what was asked for first takes effect first
            self._send_now(message, "")
        else:
            self._refuse(message.id, "too_many_commands")

    def answered(self, number: int) -> list[int]:
        """The ids for which the answer to `number` holds."""
        self._under_way.pop(number, None)
        numbers = [number, *self._replaced.pop(number, ())]
        self._send_next()
        return numbers

    def give_up(self) -> list[int]:
        """The ids that get no answer any more, because the run has ended."""
        numbers = [*self._under_way, *(message.id for message in self._waiting.values())]
        numbers += [number for replaced in self._replaced.values() for number in replaced]
        self._under_way.clear()
        self._waiting.clear()
        self._replaced.clear()
        return numbers

    def close(self) -> None:
        """Nobody waits for answers any more; what still waits is sent, for it was asked for."""
        self._send_all_waiting()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _put_set(self, message: CommandMessage, field: str) -> None:
        older = self._waiting.pop(field, None)
        if older is not None:
            self._replace(older.id, message.id)
        self._waiting[field] = message
        self._send_next()

    def _replace(self, older: int, newer: int) -> None:
        replaced = [older, *self._replaced.pop(older, ())]
        for number in replaced[MAX_REPLACED:]:
            self._refuse(number, "too_many_commands")
        self._replaced[newer] = replaced[:MAX_REPLACED]

    def _send_next(self) -> None:
        """Sends what may go: no other `set` of its field under way, and a token left."""
        for field in list(self._waiting):
            if field in self._under_way.values():
                continue
            if not self._bucket.take():
                self._wait_for_a_token()
                return
            self._send_waiting(field)

    def _send_all_waiting(self) -> None:
        for field in list(self._waiting):
            self._send_waiting(field)

    def _send_waiting(self, field: str) -> None:
        self._send_now(self._waiting.pop(field), field)

    def _send_now(self, message: CommandMessage, field: str) -> None:
        self._under_way[message.id] = field
        self._send(message)

    def _wait_for_a_token(self) -> None:
        if self._timer is None:
            delay = self._bucket.seconds_to_next()
            self._timer = asyncio.get_running_loop().call_later(delay, self._token_has_come)

    def _token_has_come(self) -> None:
        self._timer = None
        self._send_next()
