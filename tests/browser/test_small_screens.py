"""A visitor with a phone: one column, nothing to scroll sideways, everything within reach."""

import pytest
from playwright.sync_api import TimeoutError, expect

from tests.browser.board import Board

DEEP = "/es/?v=1&net=8.tanh,8.tanh,8.tanh,8.tanh,8.tanh,8.tanh&features=x1,x2,x1x1,x2x2,x1x2,sinx1,sinx2"
DENSE = "/es/?v=1&data=arms&classes=4&net=64.relu,64.relu"

WIDTHS = (320, 390, 768, 1024, 1440)

# What watches its own size is laid out a moment after the window has another one.
FITS = "() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) <= innerWidth"
OUTSIDE = """() => [...document.querySelectorAll("body *")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
  .map((element) => element.outerHTML.slice(0, 90))"""


def expect_no_sideways_scroll(board: Board, widths: tuple[int, ...] = WIDTHS) -> None:
    for width in widths:
        board.page.set_viewport_size({"width": width, "height": 844})
        try:
            board.page.wait_for_function(FITS)
        except TimeoutError:
            pytest.fail(f"wider than {width} px: {board.page.evaluate(OUTSIDE)}")


@pytest.mark.parametrize("address", ["/es/", DEEP, DENSE])
def test_nothing_scrolls_sideways(board: Board, address: str) -> None:
    board.open(address)
    expect_no_sideways_scroll(board)
    board.play()
    expect_no_sideways_scroll(board)
    board.pause()
    board.page.locator("[data-key=o-0]").press("Enter")
    expect(board.card).to_be_visible()
    expect_no_sideways_scroll(board)


def test_a_run_that_diverged_fits_a_phone(board: Board) -> None:
    board.open("/es/?v=1&data=plane&net=none&lr=10")
    board.page.locator("[data-play]").click()
    board.until("state.runState === 'diverged'")
    expect(board.page.locator("dlp-sentence button")).to_be_visible()
    expect_no_sideways_scroll(board)


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
def test_a_finger_does_all_that_a_mouse_does(board: Board) -> None:
    board.open()
    board.page.locator("[data-play]").tap()
    board.train_beyond(2)
    board.button("Add a neuron to layer 1").tap()
    expect(board.neuron(5, 1)).to_be_visible()
    board.neuron(5, 1).tap()
    expect(board.card).to_be_visible()
    board.card.get_by_role("button", name="Close").tap()
    expect(board.card).to_be_hidden()
    board.button("Amount and noise").tap()
    board.set_number("dataset.noise", "20")
    board.until("state.spec.dataset.noise === 20")
    board.page.locator(".only-narrow [data-command=undo]").tap()
    board.until("state.spec.dataset.noise === 0")
    board.expect_playing()


@pytest.mark.browser_context_args(viewport={"width": 320, "height": 700})
def test_targets_are_large_enough_for_a_finger(board: Board) -> None:
    board.open("/en/?v=1&net=8.tanh,4.relu")
    assert board.page.evaluate(SMALL_TARGETS) == []


SMALL_TARGETS = """() => [...document.querySelectorAll("button, a[href], input, select, summary")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.classList.contains("skip"))
  .map((element) => (element.type === "radio" && element.closest("label")) || element)
  .map((element) => ({ html: element.outerHTML.slice(0, 100), box: element.getBoundingClientRect() }))
  .filter(({ box }) => box.width > 0 && (box.width < 23.5 || box.height < 23.5))
  .map(({ html, box }) => `${box.width}×${box.height} ${html}`)"""
