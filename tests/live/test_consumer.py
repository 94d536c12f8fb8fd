import asyncio
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.engine.spec import Spec, spec_to_dict
from playground.live.tokens import make_token, new_name
from tests.live.page import Page, make_runs, only_run, open_page


async def test_a_page_is_welcomed_with_points_and_rows(tmp_path):
    make_runs(tmp_path)
    async with open_page() as page:
        welcome = await page.told("welcome")
        await page.until(lambda: bool(page.packets(b"DLPF")))
        assert welcome["run"] == page.run_id
        assert welcome["spec"] == spec_to_dict(Spec())
        assert len(page.packets(b"DLPP")) == 1
        assert page.row_numbers() == [0]


async def test_a_page_brings_the_spec_of_its_address(tmp_path):
    runs = make_runs(tmp_path)
    spec = spec_to_dict(Spec(seed=7))
    async with open_page(spec=spec) as page:
        assert (await page.told("welcome"))["spec"]["seed"] == 7
        assert only_run(runs).spec.seed == 7


async def test_a_command_is_acknowledged(tmp_path):
    make_runs(tmp_path)
    async with open_page() as page:
        page.command(5, "play")
        assert (await page.told("ack", id=5))["state"] == "playing"
        page.command(6, "pause")
        assert (await page.told("ack", id=6))["state"] == "paused"


async def test_a_command_that_is_out_of_bounds_is_refused_with_its_field(tmp_path):
    make_runs(tmp_path)
    async with open_page() as page:
        page.command(3, "set", field="training.learning_rate", value=-1)
        refusal = await page.told("refused", id=3)
        assert refusal["field"] == "training.learning_rate"


async def test_a_spec_that_is_out_of_bounds_opens_nothing(tmp_path):
    runs = make_runs(tmp_path)
    page = Page()
    page.open()
    page.hello(spec={"layers": [{"units": 10**12}]})
    assert await page.closed() == 4008
    assert (await page.told("notice"))["field"].startswith("layers.0.units")
    assert runs.open == {}


@pytest.mark.parametrize("token", ["", "x" * 900, make_token(new_name())[:-1] + "?"])
async def test_a_wrong_token_is_refused(tmp_path, token):
    make_runs(tmp_path)
    page = Page()
    page.open()
    page.hello(token=token)
    assert await page.closed() == 4403


async def test_a_page_of_another_release_is_asked_to_reload(tmp_path):
    make_runs(tmp_path)
    page = Page()
    page.open()
    page.hello(version="0.0.1")
    assert await page.closed() == 4008
    assert await page.told("notice", code="reload")


async def test_nothing_is_done_before_the_hello(tmp_path):
    runs = make_runs(tmp_path)
    page = Page()
    page.open()
    page.command(1, "play")
    assert (await page.told("refused"))["code"] == "hello_first"
    assert runs.open == {}
    await page.leave()


async def test_what_comes_while_the_run_opens_is_done_afterwards(tmp_path):
    make_runs(tmp_path)
    page = Page()
    page.open()
    page.hello()
    page.command(1, "play")
    assert await page.told("ack", id=1)
    await page.leave()


async def test_frames_stop_without_credit_and_go_on_with_it(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page(credit={"frames": 2, "bytes": 100_000}) as page:
        await page.until(lambda: len(page.packets(b"DLPF")) == 1)
        only_run(runs).train(5)
        await page.until(lambda: len(page.packets(b"DLPF")) == 2)
        assert page.row_numbers()[-1] == 5
        page.say(type="credit", frames=2, bytes=100_000)
        await page.until(lambda: only_run(runs).frames_left == 2)
        only_run(runs).train(1)
        await page.until(lambda: len(page.packets(b"DLPF")) == 3)


async def test_nobody_gets_more_credit_than_the_window(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page(credit={"frames": 2**40, "bytes": 2**50}) as page:
        page.say(type="credit", frames=2**40, bytes=2**50)
        page.command(1, "speed", speed="10")
        await page.told("ack", id=1)
        assert only_run(runs).frames_left <= 16
        assert only_run(runs).bytes_left <= 256 * 1024


async def test_a_hidden_page_gets_rows_at_times_but_no_frames(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page() as page:
        page.say(type="visible", visible=False)
        await page.until(lambda: bool(page.packets(b"DLPF")))
        page.command(1, "speed", speed="10")
        await page.told("ack", id=1)
        assert only_run(runs).views is None
        num_frames = len(page.packets(b"DLPF"))
        only_run(runs).train(3)
        assert page.row_numbers() == [0]
        page.say(type="visible", visible=True)
        await page.until(lambda: page.row_numbers() == [0, 1, 2, 3])
        await page.until(lambda: len(page.packets(b"DLPF")) > num_frames)


async def test_views_reach_the_trainer(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page() as page:
        page.say(type="views", views=["parameters", {"view": "values", "layer": 1, "unit": 0}])
        page.command(1, "speed", speed="10")
        await page.told("ack", id=1)
        assert [(view.view, view.layer) for view in only_run(runs).views or ()] == [
            ("parameters", 0),
            ("values", 1),
        ]


async def test_a_page_that_comes_again_gets_the_rows_it_lacks(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page() as page:
        only_run(runs).train(4)
        await page.until(lambda: page.row_numbers() == [0, 1, 2, 3, 4])
    again = Page(page.token)
    await again.arrive(after_seq=2)
    await again.until(lambda: again.row_numbers() == [3, 4])
    await again.leave()


async def test_rows_of_another_run_do_not_count(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page() as page:
        only_run(runs).train(4)
        page.command(1, "reset")
        await page.told("ack", id=1)
    again = Page(page.token)
    await again.arrive(after_seq=0, run_number=1)
    await again.until(lambda: again.row_numbers() == [0])
    await again.leave()


async def test_a_new_run_begins_its_rows_again(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page() as page:
        only_run(runs).train(2)
        page.command(1, "reset")
        await page.told("ack", id=1)
        only_run(runs).train(1)
        await page.until(lambda: page.row_numbers()[-1] == 1)


async def test_what_is_not_text_ends_the_socket(tmp_path):
    make_runs(tmp_path)
    async with open_page() as page:
        page.to_server.put_nowait({"type": "websocket.receive", "bytes": b"\x00\x01"})
        assert await page.closed() == 4008


async def test_a_message_that_is_too_large_is_not_read(tmp_path):
    make_runs(tmp_path)
    async with open_page() as page:
        page.say_text("[" * 70_000)
        assert await page.closed() == 4009


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "null", "7", "[]", '"hello"', "{}", '{"type":7}', '{"type":["hello"]}', '{"type":"nothing"}',
        '{"type":"credit","frames":1e3,"bytes":1}', '{"type":"credit","frames":true,"bytes":1}',
        '{"type":"credit","frames":NaN,"bytes":1}', '{"type":"credit","frames":-1,"bytes":0}',
        '{"type":"visible","visible":1}', '{"type":"views","views":"parameters"}', '{"type":"views","views":[[]]}',
        '{"type":"views","views":[{"view":"values","layer":99,"unit":0}]}',
        '{"type":"command"}', '{"type":"command","id":1.5,"command":{}}',
        '{"type":"command","id":' + "9" * 4_000 + "}", '{"type":"command","id":' + "9" * 6_000 + "}",
        "[" * 60_000, '{"a":' * 10_000,
    ],
)  # fmt: skip
async def test_a_message_that_makes_no_sense_is_answered(tmp_path, text):
    make_runs(tmp_path)
    async with open_page() as page:
        page.say_text(text)
        assert await page.told("refused", id=None)
        page.command(1, "play")
        assert await page.told("ack", id=1)


@pytest.mark.parametrize(
    "command",
    [
        None, 7, "play", [], {}, {"name": None}, {"name": "fly"}, {"name": "set"}, {"name": "play", "more": 1},
        {"name": "set", "field": "layers.0.units", "value": 10**30},
        {"name": "set", "field": "layers.0.units", "value": {"a": [1]}},
        {"name": "set", "field": "layers.99999999999999999999.units", "value": 1},
        {"name": "set", "field": "__class__.__init__", "value": 1},
        {"name": "spec", "spec": {"layers": "x"}}, {"name": "weight.set", "layer": 0, "unit": 0, "value": 1e300},
    ],
)  # fmt: skip
async def test_a_command_that_makes_no_sense_is_refused_with_its_id(tmp_path, command):
    make_runs(tmp_path)
    async with open_page() as page:
        page.say(type="command", id=9, command=command)
        assert (await page.told("refused", id=9))["code"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
TYPES = st.sampled_from(["hello", "command", "credit", "views", "visible", "pong", "x"])
MESSAGES = JSON | st.fixed_dictionaries(
    {"type": TYPES},
    optional=dict.fromkeys(("id", "command", "frames", "bytes", "views", "visible", "token", "credit"), JSON),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MESSAGES.map(json.dumps) | st.text(max_size=60), max_size=8))
def test_whatever_is_sent_the_run_goes_on(tmp_path, texts):
    async def story() -> None:
        make_runs(tmp_path)
        async with open_page() as page:
            for text in texts:
                page.say_text(text)
            page.command(77, "speed", speed="10")
            assert await page.told("ack", id=77)
            assert page.task is not None
            assert not page.task.done()

    asyncio.run(story())


async def test_whoever_only_makes_mistakes_is_not_listened_to(tmp_path):
    make_runs(tmp_path)
    async with open_page() as page:
        for _ in range(30):
            page.say_text("nonsense")
        assert await page.closed() == 4008


async def test_a_flood_ends_the_socket(tmp_path):
    make_runs(tmp_path)
    async with open_page() as page:
        for _ in range(1_000):
            page.say(type="pong")
        assert await page.closed() == 4029


async def test_of_a_slider_the_last_value_holds_and_every_move_is_answered(tmp_path):
    runs = make_runs(tmp_path, commands_per_second=50, command_burst=5)
    async with open_page() as page:
        for number in range(60):
            page.command(number, "set", field="training.learning_rate", value=(number + 1) / 1000)
        for number in range(60):
            await page.told("ack", id=number)
        assert only_run(runs).spec.training.learning_rate == 0.06
        assert len(only_run(runs).sent) < 20


async def test_too_many_commands_are_refused_with_the_reason(tmp_path):
    make_runs(tmp_path, commands_per_second=0.01, command_burst=2)
    async with open_page() as page:
        for number in range(3):
            page.command(number, "step_batch")
        assert (await page.told("refused", id=2))["code"] == "too_many_commands"


async def test_an_address_has_only_so_many_sockets(tmp_path):
    runs = make_runs(tmp_path, sockets_per_address=1)
    async with open_page():
        second = Page()
        second.open()
        assert await second.closed() == 4013
        assert await second.told("notice", code="too_many_sockets")
    assert runs.sockets.taken("192.0.2.7") == 0


async def test_a_page_that_leaves_at_once_leaves_nothing_behind(tmp_path):
    runs = make_runs(tmp_path)
    page = Page()
    page.open()
    page.hello()
    await page.leave()
    await asyncio.sleep(0.05)
    assert all(not run.viewers for run in runs.open.values())
