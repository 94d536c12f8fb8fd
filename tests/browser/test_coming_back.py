"""A visitor's run outlives what happens to its page: a reload, a second tab, a lost network, a trainer's death."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, WebSocketRoute, expect

from tests.browser.board import EPOCH, Board
from tests.browser.processes import worker_processes


def expect_whole_history(board: Board) -> None:
    """One row an epoch, none missing and none twice."""
    rows = board.rows
    assert [row[EPOCH] for row in rows] == list(range(len(rows)))
    assert [row[0] for row in rows] == list(range(len(rows)))


def test_a_reload_finds_run_picture_and_history_again(board: Board) -> None:
    board.open()
    board.play()
    board.slider("training.learning_rate").press("ArrowRight")
    board.until("state.marks.length === 1")
    board.button("Add a neuron to layer 1").click()
    board.until("state.marks.length === 2")
    board.train_beyond(board.epoch + 2)
    board.pause()
    epoch, rows, marks = board.epoch, board.rows, board.ask("state.marks")
    parameters = board.ask("[...state.parameters]")
    board.page.reload()
    board.wait_for_run()
    board.until("state.rows.length >= given", len(rows))
    assert board.epoch == epoch
    assert board.rows == rows
    assert board.ask("state.marks") == marks
    assert board.ask("[...state.parameters]") == parameters
    expect(board.button("Continue")).to_be_visible()
    expect(board.neuron(5, 1)).to_be_visible()
    board.button("Undo").first.click()
    board.until("state.spec.layers[0].units === 4")


def test_a_run_plays_on_through_a_reload(board: Board) -> None:
    board.open()
    board.play()
    epoch = board.epoch
    board.page.reload()
    board.wait_for_run()
    board.expect_playing()
    assert board.epoch > epoch
    expect_whole_history(board)


def test_the_same_link_in_a_second_tab_is_a_run_of_its_own(board: Board, context: BrowserContext) -> None:
    board.open("/en/?v=1&lr=0.1")
    board.play()
    second = Board(context.new_page()).open(board.page.url)
    assert second.ask("state.runState") == "ready"
    assert second.epoch == 0
    second.button("Add a neuron to layer 1").click()
    second.until("state.spec.layers[0].units === 5")
    board.expect_playing()
    assert board.spec["layers"][0]["units"] == 4


def test_a_duplicated_tab_goes_on_by_itself_from_where_the_first_one_stands(board: Board) -> None:
    board.open()
    board.play()
    board.train_beyond(3)
    rows = board.rows
    with board.page.expect_popup() as popup:
        board.page.evaluate("() => void window.open(location.href)")  # takes the tab's storage along
    copy = Board(popup.value).wait_for_run()
    copy.until("state.rows.length >= given", len(rows))
    assert copy.ask("state.runState") == "paused"
    assert copy.rows[: len(rows)] == rows
    board.expect_playing()
    assert board.ask("state.connection") == "open"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the workers in /proc")
def test_a_run_outlives_its_trainer(board: Board, new_context: Callable[..., BrowserContext]) -> None:
    board.open("/en/?v=1&order=shuffled&stop=200")
    board.play()
    board.train_beyond(5)
    rows = board.rows
    killed = worker_processes()
    assert killed
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    board.until("state.runState === 'finished' && state.rows.at(-1)[2] === 200")
    expect_whole_history(board)
    assert board.rows[: len(rows)] == rows
    undisturbed = Board(new_context().new_page()).open(board.page.url)
    undisturbed.page.keyboard.press("5")
    undisturbed.page.keyboard.press("p")
    undisturbed.until("state.runState === 'finished' && state.rows.at(-1)[2] === 200")
    assert undisturbed.rows == board.rows


def test_a_lost_network_comes_back_with_every_row(board: Board, clean: list[str]) -> None:
    lines: list[WebSocketRoute] = []
    board.page.route_web_socket("**/live/", lambda line: lines.append(line) or line.connect_to_server())
    board.open()
    board.play()
    board.train_beyond(2)
    # Chromium's offline mode lets no new line through but leaves open ones alone.
    board.page.context.set_offline(True)
    lines[-1].close()
    expect(board.sentence).to_contain_text("The connection is lost.")
    epoch = board.epoch
    board.page.context.set_offline(False)
    board.until("state.connection === 'open'")
    board.train_beyond(epoch + 5)
    expect(board.sentence).not_to_contain_text("The connection is lost.")
    expect_whole_history(board)
    assert len(lines) > 1
    clean[:] = [problem for problem in clean if "ERR_INTERNET_DISCONNECTED" not in problem]
