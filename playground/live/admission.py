"""Who is let in: what a hello has to hold, the limits that are counted, and the answer to a page that gets no run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from playground.engine.errors import Param, SpecError
from playground.engine.spec import parse_spec
from playground.live.messages import Hello
from playground.live.tokens import Token, TokenError, read_token
from playground.live.viewer import BAD_TOKEN, POLICY


class TurnedAway(Exception):
    """A page gets no run: the close code of its socket, and what it is told."""

    def __init__(
        self, close_code: int, code: str, params: dict[str, Param] | None = None, where: str = ""
    ) -> None:
        super().__init__(code)
        self.close_code = close_code
        self.code = code
        self.params = params or {}
        self.where = where


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Counted by the token's visitor; an address has ceilings that a school behind it does not reach."""

    open_runs: int = 3
    all_runs: int = 200
    commands_per_second: float = 20
    command_burst: float = 40
    sockets_per_address: int = 300
    runs_per_address: int = 150
    pause_seconds: float = 300
    sleep_seconds: float = 1_800

    @classmethod
    def from_settings(cls) -> Limits:
        return cls(
            open_runs=settings.MAX_OPEN_RUNS,
            all_runs=settings.MAX_RUNS,
            commands_per_second=settings.COMMANDS_PER_SECOND,
            command_burst=settings.COMMAND_BURST,
            sockets_per_address=settings.MAX_SOCKETS_PER_ADDRESS,
            runs_per_address=settings.MAX_RUNS_PER_ADDRESS,
            pause_seconds=settings.PAUSE_SECONDS,
            sleep_seconds=settings.SLEEP_SECONDS,
        )


def read_page_token(hello: Hello) -> Token:
    """The page's token; its visitor is that of the run that the tab drove before. Raises TurnedAway."""
    try:
        token = read_token(hello.token)
        if hello.previous:
            return Token(token.run_id, token.mode, read_token(hello.previous).visitor)
    except TokenError:
        raise TurnedAway(BAD_TOKEN, "token") from None
    return token


def parse_page_spec(spec: Any) -> Any:
    """`spec` as the page sent it, if it is one; None stands for the default experiment. Raises TurnedAway."""
    if spec is None:
        return None
    try:
        parse_spec(spec)
    except SpecError as error:
        raise TurnedAway(POLICY, error.message_code, error.params, error.field) from None
    return spec
