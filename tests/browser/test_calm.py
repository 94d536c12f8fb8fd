"""A visitor who looks elsewhere or wants less motion: the page spends nothing unseen, and draws twice a second."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.board import EPOCH, Board

HIDE = """(isHidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_hidden_page_gets_no_pictures_and_misses_no_row(board: Board) -> None:
    board.open("/en/?v=1&stop=150")
    board.play()
    board.page.evaluate(HIDE, True)
    board.until("state.runState === 'finished'")
    assert board.epoch < 150
    board.page.evaluate(HIDE, False)
    board.until("state.frame.epoch === 150 && state.rows.at(-1)[2] === 150")
    assert [row[EPOCH] for row in board.rows] == list(range(151))
    expect(board.reading("epoch")).to_have_text("150")


@pytest.mark.browser_context_args(reduced_motion="reduce")
def test_with_less_motion_the_page_changes_twice_a_second(board: Board) -> None:
    board.open()
    board.play()
    times = board.page.evaluate(
        """() => new Promise((resolve) => {
          const times = [];
          const observer = new MutationObserver(() => times.push(performance.now()) === 4 && resolve(times));
          observer.observe(document.querySelector("[data-reading=epoch]"), { childList: true, characterData: true });
        })"""
    )
    gaps = [after - before for before, after in pairwise(times)]
    assert min(gaps) > 400  # a timer is never early; drawing waits for the next picture of the screen
    board.pause()
    expect(board.sentence).to_contain_text(f"Paused after epoch {int(board.epoch)}.")
