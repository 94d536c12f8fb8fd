"""The real server and the system's Chromium, for stories told as a visitor lives them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.board import Board
from tests.browser.chromium import find_chromium, launch_arguments
from tests.browser.server import served_site

PATIENCE = 20_000  # milliseconds for what takes a tenth of a second: a busy machine is no failure
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running server: `page.goto("/es/")` is relative to it."""
    with served_site(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chosen = {"executable_path": path} if (path := find_chromium()) else {}
    return browser_type_launch_args | chosen | {"args": launch_arguments()}


@pytest.fixture(autouse=True)
def clean() -> Iterator[list[str]]:
    """Fails a test when any of its pages reports an error: an exception, a refused policy, a missing file.

    A test that provokes one on purpose takes it out of the list.
    """
    problems: list[str] = []
    yield problems
    assert not problems, "\n".join(problems)


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], clean: list[str]
) -> Callable[..., BrowserContext]:
    """Another visitor's browser, watched as the first one is."""

    def open_watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: clean.append(f"uncaught: {error.error}"))
        context.on(
            "console", lambda line: line.type == "error" and clean.append(f"{line.text} {line.location}")
        )
        return context

    return open_watched


@pytest.fixture
def board(page: Page) -> Board:
    """The page of a visitor who has not gone anywhere yet."""
    return Board(page)
