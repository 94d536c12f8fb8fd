"""A browser that runs no script, and a script that is not ours: the page says what it is, and lets nothing in."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.browser_context_args(java_script_enabled=False)
@pytest.mark.parametrize(
    "address, words, loss",
    [("/en/", "Press Train", r"^0\.\d{3}$"), ("/es/?v=1&data=xor", "Pulsa Entrenar", r"^0,\d{3}$")],
)
def test_without_script_there_is_a_picture_and_what_it_is(
    page: Page, address: str, words: str, loss: str
) -> None:
    page.goto(address)
    picture = page.locator("dlp-network img")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 1200
    expect(page.locator("dlp-sentence p")).to_contain_text(words)
    expect(page.locator("[data-reading=test]")).to_have_text(re.compile(loss))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_policy_allows_no_script_but_the_sites_own(page: Page, clean: list[str]) -> None:
    answer = page.goto("/en/")
    assert answer
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src" in policy
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.intruder = true";
          document.body.append(script);
          document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.intruder = true'>");
          return new Promise((resolve) => document.images[0].addEventListener("error", resolve));
        }"""
    )
    assert page.evaluate("() => window.intruder") is None
    # The browser has told of both refusals: so the other tests' pages have asked for nothing of the kind.
    assert sum("Content Security Policy" in problem for problem in clean) >= 2, clean
    clean.clear()
