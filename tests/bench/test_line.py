from hypothesis import given
from hypothesis import strategies as st

from bench.line import whole_messages
from tests.raw_socket import BINARY, TEXT


def server_frame(opcode: int, body: bytes) -> bytes:
    """As a server sends it, RFC 6455 5.2: no mask."""
    if len(body) < 126:
        return bytes([0x80 | opcode, len(body)]) + body
    if len(body) < 2**16:
        return bytes([0x80 | opcode, 126]) + len(body).to_bytes(2, "big") + body
    return bytes([0x80 | opcode, 127]) + len(body).to_bytes(8, "big") + body


@given(
    st.lists(st.tuples(st.sampled_from([TEXT, BINARY]), st.sampled_from([0, 3, 125, 126, 300, 70_000]))),
    st.data(),
)
def test_only_what_has_arrived_whole_is_read(messages: list[tuple[int, int]], data: st.DataObject):
    frames = [server_frame(opcode, bytes(size)) for opcode, size in messages]
    cut = data.draw(st.integers(0, sum(map(len, frames))))
    arrived = b"".join(frames)[:cut]
    found = [(opcode, end - start) for opcode, start, end in whole_messages(arrived)]
    whole = [sum(map(len, frames[: place + 1])) <= cut for place in range(len(frames))]
    assert found == messages[: sum(whole)]
