"""A visitor without a mouse: every control has a key, the diagram is walked by arrows, the focus is never lost."""

from playwright.sync_api import expect

from tests.browser.board import Board


def press(board: Board, *keys: str) -> None:
    for key in keys:
        board.page.keyboard.press(key)


def test_keys_play_step_and_begin_again(board: Board) -> None:
    board.open()
    press(board, "l")
    board.until("state.frame?.step === 1")
    press(board, "f")
    board.until("state.frame?.phase === 'forward'")
    press(board, "e")
    board.until("state.frame?.epoch === 1")
    press(board, "5")
    board.until("state.speed === 'max'")
    press(board, "p")
    board.until("state.runState === 'playing'")
    board.train_beyond(3)
    press(board, "p")
    board.until("state.runState === 'paused'")
    press(board, "r")
    board.until("state.runState === 'ready' && state.frame?.epoch === 0")


def test_keys_change_the_experiment_and_the_view(board: Board) -> None:
    board.open()
    press(board, "w")
    board.until("state.spec.seed !== 0")
    press(board, "n")
    board.until("state.spec.dataset.seed !== 0")
    press(board, "u", "u")
    board.until("state.spec.seed === 0 && state.spec.dataset.seed === 0")
    press(board, "y")
    board.until("state.spec.seed !== 0")
    press(board, "t", "d", "g")
    board.until("state.showTest && state.discretize && state.logScale")


def test_the_help_sheet_opens_and_closes_by_key_and_gives_the_focus_back(board: Board) -> None:
    board.open()
    board.neuron(1, 1).focus()
    press(board, "?")
    sheet = board.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    expect(sheet.get_by_text("Reset to the same initial weights")).to_be_visible()
    press(board, "p")
    press(board, "Escape")
    expect(sheet).to_be_hidden()
    expect(board.neuron(1, 1)).to_be_focused()
    press(board, "3")
    board.until("state.speed === '10'")
    assert board.ask("state.runState") == "ready"


def test_single_keys_can_be_turned_off_for_good(board: Board) -> None:
    board.open()
    press(board, "?")
    switch = board.button("Use single keys")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    press(board, "Escape")
    board.page.reload()
    board.wait_for_run()
    press(board, "p", "l", "?", "5")
    board.page.locator("input[name=speed][value='10']").check()
    board.until("state.speed === '10'")  # answered after whatever the keys had asked for
    assert board.ask("state.runState") == "ready"
    expect(board.page.locator("#help")).to_be_hidden()
    board.page.locator("[data-opens=help]").click()
    board.button("Use single keys").click()
    press(board, "Escape", "4")
    board.until("state.speed === '60'")


def test_keys_are_letters_where_one_writes(board: Board) -> None:
    board.open()
    board.number("training.learning_rate").focus()
    press(board, "p", "5", "r")
    board.page.keyboard.press("Escape")
    board.page.locator("input[name=speed][value='10']").check()
    board.until("state.speed === '10'")
    assert board.ask("state.runState") == "ready"


def test_arrows_walk_the_diagram_which_is_one_stop_of_the_tab_key(board: Board) -> None:
    board.open()
    board.neuron(1, 1).focus()
    for key, name in [
        ("ArrowDown", "Neuron 2, layer 1"),
        ("End", "Neuron 4, layer 1"),
        ("ArrowRight", "Neuron 2, layer 2"),
        ("ArrowRight", "Output neuron"),
        ("ArrowRight", "Output neuron"),
        ("ArrowLeft", "Neuron 2, layer 2"),
        ("Home", "Neuron 1, layer 2"),
    ]:
        press(board, key)
        assert board.focused == name
    board.until("state.hover.layer === 1 && state.hover.unit === 0")
    stops = board.page.locator("dlp-network .neuron[tabindex='0']")
    expect(stops).to_have_count(1)
    expect(stops).to_be_focused()


def test_a_feature_is_added_and_removed_by_key(board: Board) -> None:
    board.open()
    board.neuron(1, 1).focus()
    press(board, "ArrowLeft", "Home", "ArrowDown", "ArrowDown")
    assert board.focused.startswith("Feature x₁²")
    press(board, "Enter")
    board.until("state.spec.features.length === 3")
    assert board.focused.startswith("Feature x₁²")
    press(board, "Space")
    board.until("state.spec.features.length === 2")


def test_the_focus_is_never_lost(board: Board) -> None:
    board.open()
    board.neuron(4, 1).focus()
    press(board, "Control+z")
    board.button("Remove a neuron from layer 2").focus()
    press(board, "Enter")
    board.until("state.spec.layers[1].units === 1")
    assert board.focused == "Remove layer 2"
    press(board, "Enter")
    board.until("state.spec.layers.length === 1")
    expect(board.page.locator("dlp-network :focus")).to_have_count(1)
    board.button("Undo").first.focus()
    press(board, "Enter")
    board.until("state.spec.layers.length === 2")
    press(board, "Enter")
    board.until("!state.canUndo")
    assert board.focused, "the button that has nothing more to undo"


def test_the_focus_outlives_a_divergence_that_disables_its_button(board: Board) -> None:
    board.open("/en/?v=1&data=plane&net=none&lr=10")
    board.page.locator("[data-play]").focus()
    press(board, "Enter")
    board.until("state.runState === 'diverged'")
    expect(board.button("Restart with rate 0.03")).to_be_visible()
    assert board.focused


def test_every_stop_of_the_tab_key_shows_where_it_is(board: Board) -> None:
    board.open()
    names = []
    for _ in range(100):
        press(board, "Tab")
        stop = board.page.evaluate(STOP)
        if stop is None:
            break
        assert stop["name"], stop
        assert stop["isSeen"], stop
        assert stop["isMarked"], stop
        names.append(stop["name"])
    for name in ("Train", "One epoch", "Add a neuron to layer 1", "Add a layer after the input", "Share"):
        assert names.count(name) == 1, names
    assert len(names) < 100


STOP = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const box = element.getBoundingClientRect();
  const marked = [element, element.nextElementSibling, element.parentElement, element.closest("label")];
  return {
    element: element.outerHTML.slice(0, 120),
    name: (element.ariaLabel ?? element.labels?.[0]?.textContent ?? element.textContent).trim(),
    isSeen: box.width > 0 && box.y >= 0 && box.bottom <= innerHeight + 1,
    isMarked: marked.some((part) => part && getComputedStyle(part).outlineStyle !== "none"),
  };
}"""
