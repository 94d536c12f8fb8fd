"""The engine's errors; the Django side translates their codes for the learner (experiments/messages.py)."""

from collections.abc import Mapping

Param = str | int | float | bool | None


class EngineError(Exception):
    """Everything the engine raises on purpose."""


class SpecError(EngineError):
    """A spec, address or command that cannot be taken: where, why, and the values a message needs.

    `field` is a dotted path (`training.learning_rate`, `layers.0.units`), the same in form, socket and test.
    """

    def __init__(self, field: str, message_code: str, params: Mapping[str, Param] | None = None) -> None:
        super().__init__(f"{field}: {message_code} {dict(params or {})}")
        self.field = field
        self.message_code = message_code
        self.params: dict[str, Param] = dict(params or {})
