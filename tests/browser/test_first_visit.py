"""A visitor comes for the first time, presses Train and watches; then stops, goes step by step and begins again."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.board import Board

NUM_COLORS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/es/", marks=pytest.mark.browser_context_args(locale="es-AR")),
        pytest.param("/en/", marks=pytest.mark.browser_context_args(locale="en-GB")),
        pytest.param("/en/", marks=pytest.mark.browser_context_args(locale="de-DE")),
    ],
)
def test_the_root_leads_to_the_browsers_language(page: Page, base_url: str, address: str) -> None:
    page.goto("/")
    assert page.url == base_url + address
    expect(page.locator("html")).to_have_attribute("lang", address.strip("/"))


def test_network_and_data_are_there_before_anything_is_pressed(board: Board) -> None:
    board.open()
    expect(board.neuron(4, 1)).to_be_visible()
    expect(board.neuron(2, 2)).to_be_visible()
    expect(board.sentence).to_contain_text("Press Train")
    board.until("state.maps !== null")
    for picture in ("canvas.map", "[data-key=o-0] canvas", ".thumb canvas"):
        assert board.page.locator(picture).first.evaluate(NUM_COLORS) > 5, picture
    assert board.epoch == 0


def test_play_trains_and_pause_stops_and_says_so(board: Board) -> None:
    board.open()
    before = board.reading("test").text_content()
    board.play()
    board.train_beyond(3)
    expect(board.reading("test")).not_to_have_text(before or "")
    board.pause()
    epoch = board.epoch
    expect(board.sentence).to_contain_text(f"Paused after epoch {int(epoch)}.")
    expect(board.button("Continue")).to_be_visible()
    board.page.keyboard.press("3")  # its answer comes after everything that was on the way
    board.until("state.speed === '10'")
    assert board.epoch == epoch


def test_one_batch_is_one_step_and_one_epoch_ends_with_it(board: Board) -> None:
    board.open()
    board.button("One batch").click()
    board.until("state.frame.step === 1")
    expect(board.reading("epoch")).to_have_text("0.04")
    board.button("One epoch").click()
    board.until("state.frame?.epoch === 1 && state.runState === 'paused'")
    assert board.ask("state.frame.step") == 25
    expect(board.reading("epoch")).to_have_text("1")


def test_reset_brings_back_the_same_beginning(board: Board) -> None:
    board.open()
    first = board.rows[0]
    shown = board.reading("train").text_content()
    board.play()
    board.train_beyond(2)
    board.button("Reset to the same initial weights").click()
    board.until("state.runState === 'ready' && state.frame?.epoch === 0")
    assert board.rows == [first]
    expect(board.reading("epoch")).to_have_text("0")
    expect(board.reading("train")).to_have_text(shown or "")
