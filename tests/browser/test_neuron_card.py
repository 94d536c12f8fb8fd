"""A visitor looks into a neuron: opens its card, reads its weights, sets one by hand, freezes it, closes the card."""

from playwright.sync_api import expect

from tests.browser.board import Board

WEIGHTS = "dlp-neuron-card .weight input"


def shown(board: Board) -> list[float]:
    """The weights on the card with all their digits, then the bias."""
    numbers = board.page.locator(WEIGHTS)
    texts: list[str] = numbers.evaluate_all("(fields) => fields.map((field) => field.dataset.exact)")
    return [float(text) for text in texts]


def wait_for_values(board: Board, layer: int, unit: int) -> list[float]:
    """The neuron's weights and bias as the run has them."""
    board.until("state.values?.layer === given[0] && state.values.unit === given[1]", [layer, unit])
    values: list[float] = board.ask("[...state.values.weights, state.values.bias]")
    return values


def test_the_card_has_the_weights_of_its_neuron(board: Board) -> None:
    board.open("/en/?v=1&net=3.tanh,2.relu")
    board.play()
    board.pause()
    board.neuron(2, 2).click()
    expect(board.card).to_be_visible()
    expect(board.card.get_by_role("heading")).to_have_text("Neuron 2, layer 2")
    exact = wait_for_values(board, 1, 1)
    expect(board.page.locator(WEIGHTS).first).to_have_attribute("data-exact", str(exact[0]))
    # 3 × 2 weights and 3 biases come before those of the second layer.
    parameters = board.ask("[...state.parameters]")
    assert shown(board) == [*parameters[12:15], parameters[16]]
    expect(board.page.get_by_label("Weight of Neuron 1, layer 1", exact=True)).to_have_value(
        f"{exact[0]:.2f}".replace("-", "−")
    )


def test_the_card_follows_while_it_trains(board: Board) -> None:
    board.open()
    board.neuron(1, 1).click()
    before = wait_for_values(board, 0, 0)
    board.play()
    board.until("state.values !== null && state.values.weights[0] !== given", before[0])
    expect(board.card).to_be_visible()
    board.pause()
    assert shown(board)[0] != before[0]


def test_a_weight_set_by_hand_and_frozen_stays(board: Board) -> None:
    board.open()
    board.neuron(1, 1).click()
    before = wait_for_values(board, 0, 0)
    weight = board.card.get_by_label("Weight of x₁", exact=True)
    weight.fill("-1.25")
    weight.press("Enter")
    board.until("state.values.weights[0] === -1.25")
    lock = board.button("Freeze: Weight of x₁")
    lock.click()
    expect(lock).to_have_attribute("aria-pressed", "true")
    board.play()
    board.train_beyond(2)
    board.pause()
    after = wait_for_values(board, 0, 0)
    assert after[0] == -1.25
    assert after[1] != before[1]
    board.page.keyboard.press("Control+z")
    board.page.keyboard.press("Control+z")
    board.until("!state.canUndo && state.values.weights[0] === given", before[0])


def test_the_card_opens_and_closes_by_keyboard_and_gives_the_focus_back(board: Board) -> None:
    board.open()
    board.neuron(1, 1).focus()
    board.page.keyboard.press("ArrowDown")
    board.page.keyboard.press("Enter")
    expect(board.card).to_be_focused()
    expect(board.card.get_by_role("heading")).to_have_text("Neuron 2, layer 1")
    board.page.keyboard.press("Tab")
    board.page.keyboard.press("Tab")
    board.page.keyboard.press("Escape")
    expect(board.card).to_be_hidden()
    expect(board.neuron(2, 1)).to_be_focused()


def test_what_is_no_number_is_not_taken(board: Board) -> None:
    board.open()
    board.neuron(1, 1).click()
    before = wait_for_values(board, 0, 0)
    weight = board.card.get_by_label("Weight of x₁", exact=True)
    weight.fill("abc")
    weight.press("Enter")
    expect(weight).to_have_attribute("aria-invalid", "true")
    weight.press("Tab")
    expect(weight).to_have_value(f"{before[0]:.2f}".replace("-", "−"))
    assert not board.ask("state.canUndo")
