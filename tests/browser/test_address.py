"""The address bar is the experiment: changes write it, Back and Forward go through it, any page opens the same one."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.board import EPOCH, TEST_LOSS, TRAIN_LOSS, Board
from tests.browser.server import ROOT, fresh_environment


def test_a_change_writes_a_readable_address(board: Board) -> None:
    board.open()
    board.button("Add a neuron to layer 1").click()
    expect(board.page).to_have_url(re.compile(r"/en/\?v=1&net=5\.tanh,2\.tanh$"))
    board.slider("training.learning_rate").press("ArrowRight")
    expect(board.page).to_have_url(re.compile(r"/en/\?v=1&net=5\.tanh,2\.tanh&lr=0\.04$"))


def test_back_and_forward_undo_and_redo(board: Board) -> None:
    board.open()
    board.play()
    board.button("Add a neuron to layer 1").click()
    expect(board.page).to_have_url(re.compile("net=5"))
    board.button("Add a layer after layer 2").click()
    expect(board.page).to_have_url(re.compile("net=5.tanh,2.tanh,2.tanh"))
    board.page.go_back()
    board.until("state.spec.layers.length === 2")
    board.page.go_back()
    board.until("state.spec.layers[0].units === 4")
    expect(board.page).to_have_url(re.compile("/en/$"))
    board.page.go_forward()
    board.until("state.spec.layers[0].units === 5 && state.canRedo")
    expect(board.page).to_have_url(re.compile(r"net=5\.tanh,2\.tanh$"))
    board.expect_playing()


def test_the_address_of_a_change_opens_the_same_experiment_elsewhere(
    board: Board, new_context: Callable[..., BrowserContext]
) -> None:
    board.open("/en/?v=1&data=spiral&noise=10")
    board.button("Add a layer after the input").click()
    board.slider("training.batch_size").press("End")
    expect(board.page).to_have_url(re.compile("batch=full"))
    other = Board(new_context().new_page()).open(board.page.url)
    assert other.spec == board.spec
    assert other.rows == board.rows


@pytest.mark.parametrize(
    "query, said, kept",
    [
        ("v=1&net=400.tanh&lr=0.1", "(“400.tanh”) could not be read. The page uses 64.tanh.", "net=64.tanh"),
        ("v=1&lr=much&data=xor", "“Learning rate” must be a number", "data=xor"),
        ("v=99&seed=3", "of a version that does not exist", "seed=3"),
        ("v=1&color=red&lr=0.1", "“color”, which means nothing here", "lr=0.1"),
        ("v=1&data=blobs&loss=huber", "That loss does not fit", "data=blobs"),
    ],
)
def test_a_wrong_address_opens_the_nearest_experiment_and_says_what_was_changed(
    board: Board, query: str, said: str, kept: str
) -> None:
    board.open(f"/en/?{query}")
    expect(board.sentence).to_contain_text(said)
    assert kept in board.ask("state.address")
    board.play()
    expect(board.sentence).not_to_contain_text(said)


@pytest.mark.parametrize(
    "query",
    [
        "v=1&stop=20",
        "v=1&data=arms&net=6.relu.he,5.gelu&loss=cross_entropy&lr=0.01&opt=adam&batch=32&order=shuffled&stop=20",
        "v=1&data=hills&n=300&noise=10&features=x1,x2,radius&net=8.tanh.xavier.drop10.ln&reg=l2:0.001&stop=20",
    ],
)
def test_the_page_and_the_command_line_have_the_same_numbers(
    board: Board, query: str, tmp_path: Path
) -> None:
    board.open(f"/en/?{query}")
    assert board.page.locator("dlp-sentence[data-corrections]").count() == 0
    board.page.locator("[data-play]").click()
    board.until("state.runState === 'finished' && state.rows.at(-1)[2] === 20")
    lines = [json.loads(line) for line in train(query, tmp_path)]
    metric = "rmse" if "test_rmse" in lines[0] else "accuracy"
    columns = ("step", "epoch", "train_loss", "test_loss", f"train_{metric}", f"test_{metric}")
    assert [row[1:] for row in board.rows] == [[line[name] for name in columns] for line in lines]
    last = board.rows[-1]
    assert last[EPOCH] == 20
    for name, column in (("train", TRAIN_LOSS), ("test", TEST_LOSS)):
        expect(board.reading(name)).to_have_text(f"{last[column]:.3f}")


def train(query: str, folder: Path) -> list[str]:
    """The lines of `manage.py train` without a page."""
    command = [sys.executable, "manage.py", "train", query, "--json", "--device", "cpu"]
    finished = subprocess.run(
        command, cwd=ROOT, env=fresh_environment(folder), capture_output=True, text=True
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.splitlines()
