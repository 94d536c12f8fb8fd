"""Visitors who hear the page, or see it otherwise: axe finds nothing, in every state, language and scheme."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.board import Board

axe = Axe()
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SCHEMES = [
    pytest.param(
        marks=pytest.mark.browser_context_args(color_scheme=scheme, viewport=size), id=f"{scheme}-{name}"
    )
    for scheme in ("light", "dark")
    for name, size in (("desktop", DESKTOP), ("phone", PHONE))
]


def expect_no_findings(page: Page, state: str) -> None:
    # Transitions of 150 ms: a color on its way is not the color.
    page.wait_for_function(
        "() => document.getAnimations().every((animation) => animation.playState !== 'running')"
    )
    results = axe.run(page)
    assert results.violations_count == 0, f"{state}:\n{results.generate_report()}"


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize((), SCHEMES)
def test_axe_finds_nothing(board: Board, language: str) -> None:
    page = board.open(f"/{language}/").page
    expect_no_findings(page, "idle")
    board.open_more()
    page.locator("dlp-result-table summary").first.click()
    page.locator(".curve-table summary").click()
    board.play()
    expect_no_findings(page, "training, all unfolded")
    page.locator("[data-key='1-0']").press("Enter")
    expect(board.card).to_be_visible()
    expect_no_findings(page, "neuron card")
    page.keyboard.press("Escape")
    page.locator(".layer-name[aria-haspopup]").first.press("Enter")
    expect(page.locator(".layer-menu")).to_be_visible()
    expect_no_findings(page, "layer menu")
    page.keyboard.press("Escape")
    page.locator("[data-opens=help]").press("Enter")
    expect(page.locator("#help .keys-list")).to_be_visible()
    expect_no_findings(page, "help")
    board.open(f"/{language}/?v=1&data=plane&net=none&lr=10")
    page.locator("[data-play]").click()
    board.until("state.runState === 'diverged'")
    expect_no_findings(page, "diverged")
