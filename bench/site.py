"""The real server and a Chromium that opens its pages, each as a stranger would: nothing cached, nothing stored."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from playground.engine.address import encode_address
from playground.engine.spec import parse_spec
from tests.browser.chromium import find_chromium, launch_arguments
from tests.browser.server import served_site


@contextmanager
def warm_site(extra: Mapping[str, str] | None = None) -> Iterator[str]:
    """Its address, with data of its own that go with it."""
    with (
        tempfile.TemporaryDirectory(prefix="playground-bench-") as folder,
        served_site(Path(folder), extra) as url,
    ):
        yield url


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_arguments())
        yield browser
        browser.close()


@contextmanager
def fresh_page(browser: Browser, script: str = "") -> Iterator[Page]:
    """A page of a visitor who was never here, with `script` run before the page's own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    if script:
        page.add_init_script(script)
    yield page
    context.close()


def address_of(fields: dict[str, Any], language: str = "en") -> str:
    """Path and query of an experiment's page."""
    query = encode_address(parse_spec(fields))
    return f"/{language}/?{query}" if query else f"/{language}/"
