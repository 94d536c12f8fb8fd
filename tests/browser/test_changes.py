"""A visitor changes the experiment while it trains: it goes on, marks the change on its curve, and can take it back."""

from playwright.sync_api import expect

from tests.browser.board import Board


def fields_marked(board: Board) -> list[str]:
    return [mark["field"] for mark in board.ask("state.marks")]


def test_a_slider_moves_the_running_training(board: Board) -> None:
    board.open()
    board.play()
    board.slider("training.learning_rate").press("ArrowRight")
    board.until("state.spec.training.learning_rate === 0.04")
    board.until("state.frame.learningRate === 0.04")
    expect(board.number("training.learning_rate")).to_have_value("0.04")
    board.expect_playing()
    assert fields_marked(board) == ["training.learning_rate"]


def test_neurons_and_layers_grow_on_the_diagram_while_it_plays(board: Board) -> None:
    board.open()
    board.play()
    before = board.epoch
    board.button("Add a neuron to layer 1").click()
    expect(board.neuron(5, 1)).to_be_visible()
    board.button("Add a layer after layer 2").click()
    expect(board.neuron(2, 3)).to_be_visible()
    board.button("Remove a neuron from layer 2").click()
    expect(board.neuron(2, 2)).to_have_count(0)
    board.expect_playing()
    assert board.epoch > before
    assert [layer["units"] for layer in board.spec["layers"]] == [5, 1, 2]
    assert fields_marked(board) == ["unit.add", "layer.insert", "unit.remove"]


def test_what_was_learned_stays_when_a_neuron_comes(board: Board) -> None:
    board.open()
    board.play()
    board.train_beyond(3)
    board.pause()
    learned = board.ask("[...state.parameters]")
    board.button("Add a neuron to layer 1").click()
    board.until("state.parameters.length === 30")
    # The layer's weights come first, those of the new neuron behind the old ones.
    assert board.ask("[...state.parameters].slice(0, 8)") == learned[:8]


def test_a_layer_has_its_own_activation(board: Board) -> None:
    board.open()
    board.play()
    board.button("Layer 2, settings").click()
    menu = board.page.get_by_role("dialog", name="Layer 2")
    menu.get_by_label("Activation").select_option("relu")
    board.until("state.spec.layers[1].activation === 'relu'")
    board.page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(board.choice("layers.*.activation")).to_have_value("mixed")
    board.choice("layers.*.activation").select_option("sigmoid")
    board.until("state.spec.layers.every((layer) => layer.activation === 'sigmoid')")
    board.expect_playing()


def test_noise_moves_the_points_and_goes_on(board: Board) -> None:
    board.open("/en/?v=1&data=spiral")
    board.play()
    before = board.ask("[...state.points.train.slice(0, 2)]")
    board.set_number("dataset.noise", "30")
    board.until("state.spec.dataset.noise === 30")
    board.until("state.points.train[0] !== given[0]", before)
    board.page.keyboard.press("Tab")
    expect(board.number("dataset.noise")).to_have_value("30%")
    board.expect_playing()
    assert fields_marked(board) == ["dataset.noise"]


def test_another_dataset_begins_anew_and_plays_on(board: Board) -> None:
    board.open("/en/?v=1&lr=0.1")
    board.play()
    board.train_beyond(20)
    board.page.get_by_role("radio", name="Blobs").check()
    board.until("state.spec.dataset.kind === 'blobs' && state.frame?.epoch < 20")
    assert board.spec["loss"] == "cross_entropy"
    assert board.spec["training"]["learning_rate"] == 0.1
    expect(board.button("Output neuron of class 3")).to_be_visible()
    board.expect_playing()


def test_undo_and_redo_by_button_and_by_key(board: Board) -> None:
    board.open()
    undo, redo = board.button("Undo").first, board.button("Redo").first
    expect(undo).to_be_disabled()
    board.play()
    board.button("Add a neuron to layer 1").click()
    board.until("state.spec.layers[0].units === 5")
    board.slider("training.learning_rate").press("ArrowRight")
    board.until("state.spec.training.learning_rate === 0.04")
    undo.click()
    board.until("state.spec.training.learning_rate === 0.03")
    board.page.keyboard.press("Control+z")
    board.until("state.spec.layers[0].units === 4")
    expect(undo).to_be_disabled()
    redo.click()
    board.until("state.spec.layers[0].units === 5")
    board.page.keyboard.press("Control+Shift+z")
    board.until("state.spec.training.learning_rate === 0.04")
    expect(redo).to_be_disabled()
    board.expect_playing()


def test_a_dragged_slider_is_one_undo(board: Board) -> None:
    board.open()
    slider = board.slider("training.learning_rate")
    box = slider.bounding_box()
    assert box
    mouse, y = board.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] * 0.3, y)
    mouse.down()
    board.until("state.spec.training.learning_rate < 0.03")
    mouse.move(box["x"] + box["width"] * 0.8, y, steps=5)
    board.until("state.spec.training.learning_rate > 0.3")
    mouse.up()
    board.button("Undo").first.click()
    board.until("state.spec.training.learning_rate === 0.03 && !state.canUndo")
