import json

from playground.trainer.messages import Message


def test_a_message_as_json_has_its_type_among_its_fields_and_no_bytes():
    message = Message("ack", {"id": 3, "step": 10}, b"never")
    assert json.loads(json.dumps(message.as_json())) == {"type": "ack", "id": 3, "step": 10}
