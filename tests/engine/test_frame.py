import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.frame import (
    Frame,
    FrameError,
    Section,
    decode_frame,
    decode_points,
    decode_rows,
    encode_frame,
    encode_points,
    encode_rows,
)

FIXTURES = Path(__file__).parent.parent / "fixtures" / "frames"
DECODERS = {"frame": decode_frame, "rows": decode_rows, "points": decode_points}
NAMES = sorted(path.stem for path in FIXTURES.glob("*.json"))


def read(name: str) -> tuple[dict[str, Any], bytes]:
    expected = json.loads((FIXTURES / f"{name}.json").read_text())
    return expected, (FIXTURES / f"{name}.bin").read_bytes()


def plain(value: Any) -> Any:
    """Numbers as JSON has them: lists for arrays, None for not-a-number."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and value != value else value


def described(packet: Any) -> dict[str, Any]:
    if not isinstance(packet, Frame):
        return {name: plain(getattr(packet, name)) for name in packet.__slots__}
    fields = {name: plain(getattr(packet, name)) for name in packet.__slots__ if name != "sections"}
    sections = [
        {
            "view": section.view,
            "dtype": section.values.dtype.name,
            "shape": list(section.values.shape),
            "values": plain(section.values.reshape(-1)),
        }
        for section in packet.sections
    ]
    return {**fields, "sections": sections}


def a_frame(*sections: Section) -> Frame:
    return Frame(
        run=1, sequence=2, step=3, epoch=0.5, phase="loss", state="playing", structure=4, acknowledged=5,
        epochs_per_second=60.0, learning_rate=0.03, num_rows=6, data_version=7, sections=sections,
    )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_fixture_reads_as_its_json_says(name: str) -> None:
    expected, data = read(name)
    packet = DECODERS[expected.pop("kind")](data)
    assert described(packet) == expected


@pytest.mark.parametrize("name", NAMES)
def test_fixture_is_written_again_to_the_byte(name: str) -> None:
    expected, data = read(name)
    if expected["kind"] == "frame":
        again = encode_frame(decode_frame(data))
    elif expected["kind"] == "rows":
        rows = decode_rows(data)
        again = encode_rows(rows.run, rows.rows)
    else:
        points = decode_points(data)
        again = encode_points(points.run, points.data_version, points.train, points.test)
    assert again == data


def test_fixtures_show_every_kind_view_type_and_dimension() -> None:
    sections = [section for name in NAMES for section in read(name)[0].get("sections", [])]
    assert {read(name)[0]["kind"] for name in NAMES} == {"frame", "rows", "points"}
    assert {section["view"] for section in sections} == {"row", "parameters", "values", "gradients", "step"}
    assert {section["dtype"] for section in sections} == {"float64", "float32", "uint8", "int32"}
    assert {len(section["shape"]) for section in sections} == {0, 1, 2, 3, 4}


def test_header_lies_where_the_browser_reads_it() -> None:
    data = encode_frame(a_frame())
    assert len(data) == 64
    assert struct.unpack_from("<II", data, 8) == (1, 2)
    assert struct.unpack_from("<dd", data, 16) == (3.0, 0.5)
    assert (data[32], data[33], struct.unpack_from("<HI", data, 34)) == (2, 1, (4, 5))
    assert struct.unpack_from("<ddII", data, 40) == (60.0, 0.03, 6, 7)


@given(st.lists(st.integers(0, 5), max_size=3), st.sampled_from(["f8", "f4", "u1", "i4"]))
def test_every_section_starts_at_a_multiple_of_eight(shape: list[int], dtype: str) -> None:
    values = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    data = encode_frame(a_frame(Section("values", values), Section("row", np.zeros(7))))
    assert len(data) % 8 == 0
    first, second = decode_frame(data).sections
    assert first.values.dtype == values.dtype
    np.testing.assert_array_equal(first.values, values)
    np.testing.assert_array_equal(second.values, np.zeros(7))


@given(st.data())
def test_broken_bytes_are_refused_or_read_but_never_crash(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    whole = bytearray(read(name)[1])
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    for decode in DECODERS.values():
        try:
            decode(cut)
        except FrameError:
            continue


def test_a_length_beyond_the_input_is_refused_before_memory_is_taken() -> None:
    data = bytearray(encode_rows(1, [[0.0] * 7]))
    struct.pack_into("<I", data, 12, 2**32 - 1)
    with pytest.raises(FrameError):
        decode_rows(bytes(data))


def test_a_packet_with_more_than_its_content_is_refused() -> None:
    with pytest.raises(FrameError):
        decode_frame(encode_frame(a_frame()) + bytes(8))


def test_another_version_is_refused() -> None:
    data = bytearray(encode_frame(a_frame()))
    data[4] = 2
    with pytest.raises(FrameError):
        decode_frame(bytes(data))


def test_an_array_that_no_section_can_carry_is_refused() -> None:
    with pytest.raises(FrameError):
        encode_frame(a_frame(Section("values", np.zeros(3, np.int64))))
    with pytest.raises(FrameError):
        encode_rows(1, [[1.0, 2.0]])
    with pytest.raises(FrameError):
        encode_points(1, 1, [1.0], [])
