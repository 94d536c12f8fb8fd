import asyncio
import time

from playground.engine.spec import Spec, spec_to_dict
from playground.live.tokens import make_token, new_name, read_token
from playground.trainer.messages import Message
from tests.live.page import Page, make_runs, only_run, open_page
from tests.trainer.fake_backend import FakeBackend

LATER = 100_000.0


async def test_the_run_outlives_the_socket(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page() as page:
        page.command(1, "step_epoch")
        await page.told("ack", id=1)
    again = Page(page.token)
    welcome = await again.arrive()
    assert welcome["step"] == 25
    assert len(runs.backend.runs) == 1
    await again.leave()


async def test_the_welcome_renews_the_token(tmp_path):
    make_runs(tmp_path)
    async with open_page() as page:
        token = read_token((await page.told("welcome"))["token"])
        assert token == read_token(page.token)


async def test_the_same_page_takes_its_run_over_at_once(tmp_path):
    make_runs(tmp_path)
    first = Page()
    first.answers_pings = False
    await first.arrive()
    again = Page(first.token)
    again.number = first.number
    welcome = await again.arrive()
    assert welcome["run"] == first.run_id
    assert await first.closed() == 4012
    await again.leave()


async def test_another_page_gets_the_run_of_a_page_that_does_not_answer(tmp_path):
    make_runs(tmp_path)
    first = Page()
    first.answers_pings = False
    await first.arrive()
    second = Page(first.token)
    assert (await second.arrive())["run"] == first.run_id
    assert await first.closed() == 4012
    await second.leave()


async def test_a_duplicated_tab_gets_a_run_of_its_own(tmp_path):
    runs = make_runs(tmp_path)
    first = Page()
    await first.arrive()
    first.command(1, "step_epoch")
    await first.told("ack", id=1)
    second = Page(first.token)
    welcome = await second.arrive()
    assert welcome["run"] != first.run_id
    assert (welcome["step"], welcome["num_rows"]) == (25, 2)
    assert read_token(welcome["token"]).visitor == read_token(first.token).visitor
    second.command(1, "step_epoch")
    await second.told("ack", id=1)
    assert runs.backend.runs[first.run_id].step == 25
    assert first.code is None
    await first.leave()
    await second.leave()


async def test_who_watches_sees_but_cannot_touch(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page() as driver:
        watcher = Page(make_token(driver.run_id, "watch"))
        welcome = await watcher.arrive()
        assert welcome["mode"] == "watch"
        watcher.command(1, "play")
        assert (await watcher.told("refused", id=1))["code"] == "watching"
        driver.command(4, "set", field="seed", value=9)
        assert (await watcher.told("ack", id=0))["spec"]["seed"] == 9
        only_run(runs).train(1)
        await watcher.until(lambda: watcher.row_numbers()[-1] == 1 and bool(watcher.packets(b"DLPF")))
        await watcher.leave()


async def test_there_is_nothing_to_watch_in_a_run_that_is_gone(tmp_path):
    runs = make_runs(tmp_path)
    watcher = Page(make_token(new_name(), "watch"))
    watcher.open()
    watcher.hello()
    assert await watcher.closed() == 4404
    assert runs.open == {}


async def test_a_new_run_of_the_tab_keeps_its_visitor(tmp_path):
    make_runs(tmp_path)
    old = make_token(new_name())
    async with open_page(previous=old) as page:
        token = read_token((await page.told("welcome"))["token"])
        assert token.visitor == read_token(old).visitor


async def test_a_visitor_has_only_so_many_runs_open(tmp_path):
    make_runs(tmp_path, open_runs=2)
    visitor = new_name()
    pages = [Page(make_token(new_name(), visitor=visitor)) for _ in range(3)]
    for page in pages[:2]:
        await page.arrive()
    pages[2].open()
    pages[2].hello()
    assert await pages[2].closed() == 4013
    notice = await pages[2].told("notice", code="too_many_runs")
    assert notice["params"] == {"maximum": 2}
    for page in pages[:2]:
        await page.leave()


async def test_a_run_that_nobody_looks_at_makes_place(tmp_path):
    runs = make_runs(tmp_path, open_runs=1)
    visitor = new_name()
    first = Page(make_token(new_name(), visitor=visitor))
    await first.arrive()
    await first.leave()
    second = Page(make_token(new_name(), visitor=visitor))
    await second.arrive()
    assert list(runs.backend.runs) == [read_token(second.token).run_id]
    await second.leave()


async def test_a_school_behind_one_address_gets_its_thirty_runs(tmp_path):
    runs = make_runs(tmp_path)
    pages = [Page() for _ in range(30)]
    for page in pages:
        await page.arrive()
        page.command(1, "play")
    for page in pages:
        await page.told("ack", id=1)
    assert len(runs.backend.runs) == 30
    for page in pages:
        await page.leave()
    for run in runs.backend.runs.values():
        run.stop()


async def test_a_full_trainer_says_so(tmp_path):
    make_runs(tmp_path, FakeBackend(max_runs=0))
    page = Page()
    page.open()
    page.hello()
    assert await page.closed() == 4013
    assert await page.told("notice", code="busy")


async def test_a_run_without_viewers_is_paused_and_later_sleeps(tmp_path):
    runs = make_runs(tmp_path, pause_seconds=10, sleep_seconds=50)
    async with open_page() as page:
        page.command(1, "play")
        await page.told("ack", id=1)
    run = only_run(runs)
    await runs.tend(time.monotonic() + 5)
    assert run.status["state"] == "playing"
    await runs.tend(time.monotonic() + 11)
    assert run.status["state"] == "paused"
    await runs.tend(time.monotonic() + 60)
    assert runs.backend.runs == {}
    await runs.tend(time.monotonic() + 61)
    assert runs.open == {}
    again = Page(page.token)
    assert (await again.arrive())["step"] == run.step
    await again.leave()


async def test_a_run_that_nobody_touches_sleeps_and_wakes_at_a_command(tmp_path):
    runs = make_runs(tmp_path, sleep_seconds=50)
    async with open_page() as page:
        page.command(1, "play")
        await page.told("ack", id=1)
        await runs.tend(time.monotonic() + 55)
        assert await page.told("notice", code="untouched")
        assert runs.backend.runs == {}
        page.command(2, "step_epoch")
        assert (await page.told("ack", id=2))["state"] == "paused"
        assert only_run(runs).step % 25 == 0


async def test_a_run_is_written_while_it_trains_and_when_it_stands(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page() as page:
        page.command(1, "step_epoch")
        await page.told("ack", id=1)
        only_run(runs).tell(Message("checkpoint"))
        await runs.tend(time.monotonic())
        assert not list(tmp_path.iterdir())
        await runs.tend(time.monotonic() + 3)
        assert len(list(tmp_path.glob("*.run"))) == 1


async def test_a_page_that_was_only_opened_leaves_no_file(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page():
        only_run(runs).tell(Message("checkpoint"))
        await runs.tend(time.monotonic() + LATER)
    assert not list(tmp_path.iterdir())


async def test_the_end_of_the_server_asks_pages_to_come_again(tmp_path):
    runs = make_runs(tmp_path)
    page = Page()
    await page.arrive()
    page.command(1, "step_epoch")
    await page.told("ack", id=1)
    await runs.close(1)
    assert await page.closed() == 4012
    make_runs(tmp_path)
    again = Page(page.token)
    assert (await again.arrive(after_seq=1))["num_rows"] == 2
    await again.leave()


async def test_nothing_is_let_in_while_the_server_ends(tmp_path):
    runs = make_runs(tmp_path)
    await runs.close(1)
    page = Page()
    page.open()
    page.hello()
    assert await page.closed() == 4012


async def test_a_trainer_that_does_not_answer_at_the_end_loses_nothing_that_is_at_hand(tmp_path, monkeypatch):
    runs = make_runs(tmp_path)
    async with open_page() as page:
        page.command(1, "step_epoch")
        await page.told("ack", id=1)
        monkeypatch.setattr(runs.backend, "close", lambda: asyncio.sleep(60))
        await runs.close(0.01)
    assert len(list(tmp_path.glob("*.run"))) == 1


async def test_after_the_servers_death_the_pages_spec_holds(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page() as page:
        page.command(1, "step_epoch")
        await page.told("ack", id=1)
    await runs.close(1)
    runs = make_runs(tmp_path)
    again = Page(page.token)
    await again.arrive(spec=spec_to_dict(Spec(loss="mse")))
    assert (await again.told("ack", id=0))["spec"]["loss"] == "mse"
    await again.leave()


async def test_a_failed_run_is_told_and_goes_on_from_where_it_was_kept(tmp_path):
    runs = make_runs(tmp_path)
    async with open_page() as page:
        page.command(1, "step_epoch")
        await page.told("ack", id=1)
        run = runs.backend.runs.pop(page.run_id)
        run.tell(Message("failed", {"code": "run_failed"}))
        assert await page.told("notice", code="run_failed")
        page.command(2, "step_epoch")
        assert (await page.told("ack", id=2))["step"] == 50


async def test_a_full_disk_is_told_and_training_goes_on(tmp_path):
    (tmp_path / "file").touch()
    runs = make_runs(tmp_path / "file" / "below")
    async with open_page() as page:
        page.command(1, "step_epoch")
        await page.told("ack", id=1)
        only_run(runs).tell(Message("checkpoint"))
        await runs.tend(time.monotonic() + 3)
        assert await page.told("notice", code="not_saved")
        page.command(2, "step_epoch")
        assert await page.told("ack", id=2)


async def test_two_hellos_for_one_run_at_once_make_one_run(tmp_path):
    runs = make_runs(tmp_path)
    first, second = Page(), Page()
    second.token, second.number = first.token, first.number
    for page in (first, second):
        page.open()
        page.hello()
    await second.told("welcome")
    assert len(runs.backend.runs) == 1
    await second.leave()


async def test_a_mishap_does_not_end_the_tending(tmp_path, monkeypatch):
    runs = make_runs(tmp_path)
    tended = []

    async def fail_once(now):
        tended.append(now)
        if len(tended) == 1:
            raise RuntimeError("a mishap")

    monkeypatch.setattr(runs, "tend", fail_once)
    monkeypatch.setattr("playground.live.runs.TEND_SECONDS", 0)
    task = asyncio.create_task(runs.tend_forever())
    async with asyncio.timeout(10):
        while len(tended) < 3:
            await asyncio.sleep(0.001)
    task.cancel()
