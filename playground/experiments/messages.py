"""Why something was not taken or was changed, in the learner's language: the engine's codes become sentences here.

The page gets the same sentences with their {placeholders} (texts.py) for what is refused while it is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from playground.engine.address import Correction
from playground.engine.errors import SpecError
from playground.experiments.field_names import field_name
from playground.experiments.numbers import number_text

REASONS: dict[str, str] = {
    # a spec, an address or a command
    "missing": gettext_noop("“{field}” is missing."),
    "unknown_field": gettext_noop("There is no setting called “{field}”."),
    "unknown_choice": gettext_noop("“{field}” has no such choice."),
    "unknown_feature": gettext_noop("“{field}”: there is no such feature."),
    "wrong_type": gettext_noop("“{field}” cannot take that value."),
    "not_a_number": gettext_noop("“{field}” must be a number."),
    "not_a_whole_number": gettext_noop("“{field}” must be a whole number."),
    "not_json": gettext_noop("That could not be read."),
    "too_small": gettext_noop("“{field}” must be {minimum} or more."),
    "too_large": gettext_noop("“{field}” must be {maximum} or less."),
    "too_few": gettext_noop("“{field}” must have {minimum} or more."),
    "too_many": gettext_noop("“{field}” can have {maximum} at most."),
    "repeated": gettext_noop("“{field}” is there twice."),
    "wrong_number_of_values": gettext_noop("“{field}” needs {expected} values."),
    "wrong_layer": gettext_noop("Layer {layer} of the address (“{part}”) could not be read."),
    "loss_does_not_fit_task": gettext_noop("That loss does not fit this kind of data."),
    "label_outside_classes": gettext_noop("A label stands for none of the classes."),
    "batch_norm_needs_two": gettext_noop("Batch normalisation needs batches of two examples or more."),
    "given_has_wrong_shape": gettext_noop("The given weights do not fit the network."),
    "has_no_address": gettext_noop("Given points and weights do not fit in an address."),
    "not_for_this_dataset": gettext_noop("“{field}” means nothing for this data."),
    "no_such_layer": gettext_noop("That layer is no longer there."),
    "no_such_unit": gettext_noop("That neuron is no longer there."),
    "no_such_weight": gettext_noop("That weight is no longer there."),
    "too_many_parameters": gettext_noop("The network would have {number} parameters; {maximum} is the most."),
    "too_many_operations": gettext_noop(
        "One step would take too long on this server: make the batch or the network smaller."
    ),
    "too_long": gettext_noop("The address is too long: {maximum} characters at most."),
    "unknown_key": gettext_noop("The address has “{field}”, which means nothing here."),
    "unknown_version": gettext_noop("The address is of a version that does not exist."),
    "nothing_to_undo": gettext_noop("There is nothing to undo."),
    "nothing_to_redo": gettext_noop("There is nothing to redo."),
    # a run
    "diverged": gettext_noop("The network has diverged: reset it to go on."),
    "watching": gettext_noop("This page only watches: another one drives this run."),
    "too_many_commands": gettext_noop("That was too fast; try again in a moment."),
    "run_failed": gettext_noop("Something failed on our side. Reload the page to go on."),
    "worker_failed": gettext_noop("The trainer failed and is starting again."),
    "too_many_runs": gettext_noop("You have too many networks open: close another tab."),
    "busy": gettext_noop("The server is full just now; try again in a minute."),
    "too_many_sockets": gettext_noop("Too many pages are open from your network; try again in a minute."),
    "untouched": gettext_noop("Training was paused because nobody touched it for a long time."),
    "not_saved": gettext_noop("The server could not save this run; it goes on, but a restart would lose it."),
    "reload": gettext_noop("There is a new version of this page: reload it to go on."),
    "restart": gettext_noop("The server is restarting; your network will be back in a moment."),
    "run_gone": gettext_noop("This run is no longer here. Reload the page to begin again."),
    "too_big": gettext_noop("That is too large to send."),
    "broken": gettext_noop("The page and the server do not understand each other. Reload the page."),
    "unknown": gettext_noop("That could not be done."),
}


SAME_AS: dict[str, str] = {
    "no_such_input": "no_such_weight",
    "gone": "run_gone",
    "not_open": "run_gone",
    "rate": "too_many_commands",
    "failed": "run_failed",
    "closing": "restart",
    "no_backend": "worker_failed",
    **dict.fromkeys(
        ["policy", "token", "broken_packet", "not_a_message", "not_a_command", "hello_first", "hello_twice",
         "too_many_mistakes"], "broken"),
    **dict.fromkeys(["lost", "not_connected"], "unknown"),
}  # fmt: skip
"""Codes that a learner need not tell apart."""


def reason_template(code: str) -> str:
    """The sentence for `code` with its {placeholders}; a general one for a code that nobody wrote one for."""
    return _(REASONS.get(SAME_AS.get(code, code), REASONS["unknown"]))


def reason_templates() -> dict[str, str]:
    """Every code's sentence, for the page."""
    return {code: reason_template(code) for code in (*REASONS, *SAME_AS)}


def reason(code: str, field: str, params: Mapping[str, Any]) -> str:
    """The sentence for `code`; a code that nobody wrote a sentence for gets a general one."""
    values = {name: number_text(value) if _is_number(value) else value for name, value in params.items()}
    try:
        return reason_template(code).format(**{**values, "field": field_name(field)})
    except (KeyError, IndexError):
        return _(REASONS["unknown"])


def error_text(error: SpecError) -> str:
    """What to tell a learner about a spec, an address or a command that was not taken."""
    return reason(error.message_code, error.field, error.params)


def correction_text(correction: Correction) -> str:
    """What was wrong in an address and what is used instead."""
    why = reason(correction.code, correction.field, correction.params)
    if not correction.used or len(correction.used) > 40:
        return why
    return _("{why} The page uses {used}.").format(why=why, used=_shown(correction.used))


def _shown(token: str) -> str:
    """A token of the address as a learner reads it: numbers in their language."""
    try:
        return number_text(float(token))
    except ValueError:
        return token


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
