"""What a page may send over its socket, decoded and checked; nothing here raises anything but MessageError.

The other half is static/js/live-run.js. A message is checked for its size before it gets here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from playground.engine.commands import Command, parse_command
from playground.engine.errors import Param, SpecError
from playground.engine.spec import MAX_LAYERS, MAX_UNITS
from playground.trainer.messages import View

MAX_ID = 2**31 - 1
MAX_CREDIT_FRAMES = 16
MAX_CREDIT_BYTES = 256 * 1024
MAX_VIEWS = 16
MAX_NUMBER = 2**53


class MessageError(Exception):
    """A message that is none: the code of the reason, and the id of the command if it had one."""

    def __init__(
        self, code: str, field: str = "message", params: dict[str, Param] | None = None, id: int | None = None
    ) -> None:
        super().__init__(f"{field}: {code}")
        self.code = code
        self.field = field
        self.params = params or {}
        self.id = id


@dataclass(frozen=True, slots=True)
class Hello:
    version: str
    token: str
    page: str
    """A random number of this page load."""
    after_seq: int
    frames: int
    bytes: int
    views: list[View]
    spec: Any
    """Not validated yet; None: the run is known to the server."""
    run_number: int = -1
    """The run whose rows up to `after_seq` the page has; -1: it doesn't say."""
    previous: str = ""
    """The token of the run that this tab drove before, whose visitor it hands on."""


@dataclass(frozen=True, slots=True)
class CommandMessage:
    id: int
    command: Command
    data: dict[str, Any]
    """As it came, for the trainer, which parses it again."""


@dataclass(frozen=True, slots=True)
class Credit:
    frames: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Views:
    views: list[View]


@dataclass(frozen=True, slots=True)
class Visible:
    visible: bool


@dataclass(frozen=True, slots=True)
class Pong:
    pass


Message = Hello | CommandMessage | Credit | Views | Visible | Pong


def decode_message(text: str) -> Message:
    """Raises MessageError."""
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise MessageError("not_json") from None
    if not isinstance(data, dict):
        raise MessageError("not_a_message")
    reader = _READERS.get(data["type"]) if isinstance(data.get("type"), str) else None
    if reader is None:
        raise MessageError("not_a_message", "type")
    return reader(data)


def _read_hello(data: dict[str, Any]) -> Hello:
    credit = data.get("credit")
    if not isinstance(credit, dict):
        raise MessageError("not_a_message", "credit")
    return Hello(
        version=_text(data, "version", 100),
        token=_text(data, "token", 1_000),
        page=_text(data, "page", 100),
        after_seq=_integer(data, "after_seq", -1, MAX_NUMBER),
        frames=_integer(credit, "frames", 0, MAX_NUMBER),
        bytes=_integer(credit, "bytes", 0, MAX_NUMBER),
        views=_views(data.get("views", [])),
        spec=data.get("spec"),
        run_number=_integer({"run_number": -1} | data, "run_number", -1, MAX_NUMBER),
        previous=_text({"previous": ""} | data, "previous", 1_000),
    )


def _read_command(data: dict[str, Any]) -> CommandMessage:
    number = _integer(data, "id", 0, MAX_ID)
    command = data.get("command")
    try:
        return CommandMessage(number, parse_command(command), command if isinstance(command, dict) else {})
    except SpecError as error:
        raise MessageError(error.message_code, error.field, error.params, number) from None


def _read_credit(data: dict[str, Any]) -> Credit:
    return Credit(_integer(data, "frames", 0, MAX_NUMBER), _integer(data, "bytes", 0, MAX_NUMBER))


def _read_views(data: dict[str, Any]) -> Views:
    return Views(_views(data.get("views")))


def _read_visible(data: dict[str, Any]) -> Visible:
    visible = data.get("visible")
    if not isinstance(visible, bool):
        raise MessageError("not_a_message", "visible")
    return Visible(visible)


def _read_pong(data: dict[str, Any]) -> Pong:
    return Pong()


_READERS: dict[str, Callable[[dict[str, Any]], Message]] = {
    "hello": _read_hello,
    "command": _read_command,
    "credit": _read_credit,
    "views": _read_views,
    "visible": _read_visible,
    "pong": _read_pong,
}


def _views(value: object) -> list[View]:
    if not isinstance(value, list) or len(value) > MAX_VIEWS:
        raise MessageError("not_a_message", "views")
    return [view for item in value for view in _view(item)]


def _view(value: object) -> list[View]:
    """One view; none for `row`, which every frame has."""
    if value == "row":
        return []
    if value == "parameters" or value == "gradients" or value == "step":
        return [View(value)]
    if isinstance(value, dict) and value.get("view") == "values":
        layer = _integer(value, "layer", 0, MAX_LAYERS)
        return [View("values", layer, _integer(value, "unit", 0, MAX_UNITS - 1))]
    raise MessageError("not_a_message", "views")


def _integer(data: dict[str, Any], name: str, minimum: int, maximum: int) -> int:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
        raise MessageError("not_a_message", name)
    return value


def _text(data: dict[str, Any], name: str, longest: int) -> str:
    value = data.get(name)
    if not isinstance(value, str) or len(value) > longest:
        raise MessageError("not_a_message", name)
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are no JSON
