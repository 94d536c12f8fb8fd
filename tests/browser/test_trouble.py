"""A visitor asks for too much, or for an end: the page explains, offers one remedy, and stops where it was told to."""

import re

from playwright.sync_api import expect

from tests.browser.board import TEST_LOSS, Board

EXPLODING = "/en/?v=1&data=plane&net=none&lr=10"


def test_a_run_that_diverged_explains_itself_and_one_press_mends_it(board: Board) -> None:
    board.open(EXPLODING)
    board.page.locator("[data-play]").click()
    board.until("state.runState === 'diverged'")
    expect(board.sentence).to_contain_text("Diverged in the first epoch. With a learning rate of 10 ")
    expect(board.page.locator("[data-play]")).to_be_disabled()
    expect(board.reading("test")).to_have_text("∞")
    board.button("Restart with rate 0.03").click()
    board.until("state.runState === 'playing' && state.frame?.epoch > 2")
    assert board.spec["training"]["learning_rate"] == 0.03
    expect(board.sentence).not_to_contain_text("Diverged")
    expect(board.reading("test")).to_have_text(re.compile(r"^\d+\.\d{3}$"))


def test_a_rate_that_cannot_converge_is_refused_and_done_only_when_insisted(board: Board) -> None:
    board.open("/en/?v=1&reg=l2:1")
    board.set_number("training.learning_rate", "2.5")
    expect(board.sentence).to_contain_text("That cannot converge. Learning rate × strength is 2.5")
    assert board.spec["training"]["learning_rate"] == 0.03
    assert not board.ask("state.canUndo")
    board.button("Do it anyway").click()
    board.until("state.spec.training.learning_rate === 2.5")
    expect(board.button("Do it anyway")).to_have_count(0)
    board.page.keyboard.press("Tab")
    expect(board.number("training.learning_rate")).to_have_value("2.5")


def test_it_stops_at_the_epoch_it_was_told_and_goes_on_when_asked(board: Board) -> None:
    board.open()
    board.open_more()
    board.set_number("training.stop_at_epoch", "5")
    expect(board.page).to_have_url(re.compile("stop=5"))
    board.page.locator("[data-play]").click()
    board.until("state.runState === 'finished'")
    expect(board.sentence).to_contain_text("Stopped at epoch 5, as asked.")
    assert board.epoch == 5
    board.play()
    board.train_beyond(6)
    board.pause()


def test_it_stops_at_the_test_loss_it_was_told(board: Board) -> None:
    board.open("/en/?v=1&features=x1,x2,x1x1,x2x2&lr=0.1&target=0.2")
    board.page.locator("[data-play]").click()
    board.until("state.runState === 'finished'")
    rows = board.rows
    assert rows[-1][TEST_LOSS] <= 0.2
    assert all(row[TEST_LOSS] > 0.2 for row in rows[:-1])
    expect(board.sentence).to_contain_text(f"Target reached at epoch {int(board.epoch)}")


def test_what_is_out_of_bounds_is_refused_with_the_reason(board: Board) -> None:
    board.open()
    board.set_number("training.learning_rate", "1000")
    expect(board.sentence).to_contain_text("“Learning rate” must be 100 or less")
    assert board.spec["training"]["learning_rate"] == 0.03
    board.page.keyboard.press("Tab")
    expect(board.number("training.learning_rate")).to_have_value("0.03")
