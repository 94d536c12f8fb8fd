import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.commands import Set
from playground.live.messages import (
    CommandMessage,
    Credit,
    Hello,
    MessageError,
    Pong,
    Views,
    Visible,
    decode_message,
)
from playground.trainer.messages import View

HELLO = {
    "type": "hello",
    "version": "1",
    "token": "t",
    "page": "p",
    "after_seq": -1,
    "credit": {"frames": 16, "bytes": 9},
}


def test_a_hello_is_read():
    message = decode_message(json.dumps(HELLO | {"views": ["row", "parameters"], "spec": {"seed": 1}}))
    assert message == Hello("1", "t", "p", -1, 16, 9, [View("parameters")], {"seed": 1})


@pytest.mark.parametrize("field", ["version", "token", "page", "after_seq", "credit"])
def test_a_hello_without_a_field_is_refused_with_its_name(field):
    with pytest.raises(MessageError) as caught:
        decode_message(json.dumps({key: value for key, value in HELLO.items() if key != field}))
    assert caught.value.field == field


def test_a_command_is_parsed():
    data = {"name": "set", "field": "seed", "value": 3}
    message = decode_message(json.dumps({"type": "command", "id": 4, "command": data}))
    assert message == CommandMessage(4, Set(field="seed", value=3), data)


@pytest.mark.parametrize(
    "text, message",
    [
        ('{"type":"credit","frames":8,"bytes":1000}', Credit(8, 1000)),
        ('{"type":"visible","visible":false}', Visible(False)),
        ('{"type":"pong"}', Pong()),
        ('{"type":"views","views":[{"view":"values","layer":1,"unit":2}]}', Views([View("values", 1, 2)])),
    ],
)
def test_the_other_messages_are_read(text, message):
    assert decode_message(text) == message


def test_more_views_than_a_page_has_are_refused():
    with pytest.raises(MessageError):
        decode_message(json.dumps({"type": "views", "views": ["parameters"] * 17}))


@given(st.text() | st.binary().map(lambda data: data.decode("utf-8", "surrogateescape")))
def test_any_text_is_a_message_or_a_message_error(text):
    with pytest.raises(MessageError):
        decode_message(text)


def test_a_number_of_ten_thousand_digits_is_no_message():
    with pytest.raises(MessageError):
        decode_message('{"type":"credit","frames":' + "9" * 10_000 + ',"bytes":0}')


def test_nesting_without_end_is_no_message():
    with pytest.raises(MessageError):
        decode_message("[" * 65_000)
