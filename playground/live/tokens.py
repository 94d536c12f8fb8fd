"""The signed token by which a page shows that it may drive or watch a run; sockets read no cookie."""

import re
import secrets
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.core import signing

Mode = Literal["drive", "watch"]
NAME = re.compile(r"[A-Za-z0-9_-]{16,43}")
MAX_TOKEN = 600
SALT = "playground.live.token"


class TokenError(Exception):
    """A token that is none of ours, was changed, or is too old."""


@dataclass(frozen=True, slots=True)
class Token:
    run_id: str
    mode: Mode
    visitor: str
    """Random; handed on to every run that is begun or forked in the same tab. Limits are counted by it."""


def new_name() -> str:
    """128 random bits: a new run's id, or a visitor's."""
    return secrets.token_urlsafe(16)


def make_token(run_id: str, mode: Mode = "drive", visitor: str | None = None) -> str:
    """What a page carries for `run_id`; without `visitor`, a new one is made up."""
    payload = [run_id, mode, visitor or new_name()]
    return signing.dumps(payload, salt=SALT)


def read_token(text: object) -> Token:
    """Raises TokenError."""
    if not isinstance(text, str) or len(text) > MAX_TOKEN:
        raise TokenError("not a token")
    try:
        payload = signing.loads(text, salt=SALT, max_age=settings.TOKEN_DAYS * 86_400)
    except (signing.BadSignature, ValueError):
        raise TokenError("not a token of this site, or too old") from None
    match payload:
        case [str(run_id), "drive" | "watch" as mode, str(visitor)]:
            if NAME.fullmatch(run_id) and NAME.fullmatch(visitor):
                return Token(run_id, mode, visitor)
    raise TokenError("a token for nothing")
