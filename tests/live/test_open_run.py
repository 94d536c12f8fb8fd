from playground.live.messages import Hello
from playground.live.open_run import is_worth_keeping, rows_known
from playground.live.tokens import make_token, new_name
from playground.trainer.messages import Start, View
from tests.live.page import Page, make_runs, only_run, open_page
from tests.trainer.fake_backend import FakeRun


def hello(after_seq: int, run_number: int = -1) -> Hello:
    return Hello("1", "t", "page", after_seq, 16, 1_000, [], None, run_number)


def test_rows_of_this_run_are_not_sent_twice():
    run = FakeRun(new_name(), Start())
    run.train(3)
    assert rows_known(hello(2), run) == 2
    assert rows_known(hello(2, run_number=1), run) == 2


def test_rows_that_the_run_does_not_have_do_not_count():
    run = FakeRun(new_name(), Start())
    assert rows_known(hello(5), run) == -1
    assert rows_known(hello(0, run_number=2), run) == -1


async def test_a_run_is_worth_keeping_once_something_was_done():
    run = FakeRun(new_name(), Start())
    assert not is_worth_keeping(run)
    run.send({"name": "set", "field": "seed", "value": 3}, 1)
    assert is_worth_keeping(run)


async def test_without_viewers_nothing_is_drawn(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page():
        assert only_run(runs).views == [View("parameters")]
    assert only_run(runs).views is None


async def test_who_watches_goes_on_seeing_when_the_driver_hides(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page() as driver:
        watcher = Page(make_token(driver.run_id, "watch"))
        await watcher.arrive(views=["step"])
        driver.say(type="visible", visible=False)
        driver.command(1, "speed", speed="10")
        await driver.told("ack", id=1)
        assert only_run(runs).views == [View("step")]
        await watcher.leave()
        assert only_run(runs).views is None


async def test_the_driver_who_comes_back_sets_the_views(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page() as driver:
        driver.say(type="visible", visible=False)
        driver.say(type="views", views=["gradients"])
        driver.say(type="visible", visible=True)
        driver.command(1, "speed", speed="10")
        await driver.told("ack", id=1)
        assert only_run(runs).views == [View("gradients")]


async def test_the_servers_own_commands_answer_no_id_of_the_page(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page() as page:
        runs.open[page.run_id].command_from_server({"name": "speed", "speed": "1"})
        assert (await page.told("ack", speed="1"))["id"] == 0
