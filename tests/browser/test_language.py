"""A visitor changes the language in the middle of a run: it goes on, in the other language's words and numbers."""

import re

from playwright.sync_api import expect

from tests.browser.board import Board


def test_the_run_goes_on_in_the_other_language(board: Board) -> None:
    board.open("/en/?v=1&lr=0.1")
    board.play()
    board.button("Add a neuron to layer 1").click()
    board.until("state.spec.layers[0].units === 5")
    board.train_beyond(5)
    epoch, rows = board.epoch, board.rows
    board.page.get_by_role("link", name="es", exact=True).click()
    board.page.wait_for_url("**/es/**")
    board.wait_for_run()
    expect(board.page.locator("html")).to_have_attribute("lang", "es")
    expect(board.page).to_have_url(re.compile(r"/es/\?v=1&net=5\.tanh,2\.tanh&lr=0\.1$"))
    assert board.ask("state.runState") == "playing"
    assert board.epoch >= epoch
    board.until("state.rows.length >= given", len(rows))
    assert board.rows[: len(rows)] == rows
    assert [mark["field"] for mark in board.ask("state.marks")] == ["unit.add"]
    expect(board.button("Pausar")).to_be_visible()


def test_numbers_are_written_as_the_language_does(board: Board) -> None:
    board.open("/es/?v=1&data=spiral&noise=5")
    expect(board.reading("test")).to_have_text(re.compile(r"^\d,\d{3}$"))
    expect(board.number("training.learning_rate")).to_have_value("0,03")
    expect(board.number("dataset.noise")).to_have_value("5\u00a0%")
    board.set_number("training.learning_rate", "0,5")
    board.until("state.spec.training.learning_rate === 0.5")
    board.page.get_by_role("link", name="en", exact=True).click()
    board.page.wait_for_url("**/en/**")
    board.wait_for_run()
    expect(board.number("training.learning_rate")).to_have_value("0.5")
    expect(board.reading("test")).to_have_text(re.compile(r"^\d\.\d{3}$"))
