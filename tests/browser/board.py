"""The board as a visitor finds it: where its parts are, what to press, what to wait for.

What a visitor reads is asked of the page; exact numbers are asked of <dlp-board>, which holds them for its elements.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

STATE = "document.querySelector('dlp-board')?.state"
EPOCH, TRAIN_LOSS, TEST_LOSS = 2, 3, 4


class Board:
    """Words are those of the English page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str = "/en/") -> Board:
        """Goes to an address and waits until the run is there."""
        self.page.goto(address)
        return self.wait_for_run()

    def wait_for_run(self) -> Board:
        self.page.wait_for_function(f"() => {STATE}?.connection === 'open' && {STATE}?.frame !== null")
        return self

    # --- asking the page

    def ask(self, expression: str) -> Any:
        """What an expression of `state` is now, as JSON knows it."""
        return self.page.evaluate(f"() => {{ const state = {STATE}; return {expression}; }}")

    def until(self, condition: str, given: Any = None) -> None:
        """Waits until a condition of `state` (and of `given`) holds."""
        body = f"{{ const state = {STATE}; return {condition}; }}"
        # A string that is no function would be refused by the page's policy.
        self.page.wait_for_function(f"(given) => {body}", arg=given)

    @property
    def spec(self) -> dict[str, Any]:
        spec: dict[str, Any] = self.ask("state.spec")
        return spec

    @property
    def rows(self) -> list[list[float]]:
        """Every row of the curve: seq, step, epoch, train loss, test loss, train metric, test metric."""
        rows: list[list[float]] = self.ask("state.rows")
        return rows

    @property
    def epoch(self) -> float:
        epoch: float = self.ask("state.frame?.epoch ?? 0")
        return epoch

    @property
    def focused(self) -> str:
        """The name of what has the focus; empty when nothing has."""
        name: str = self.page.evaluate(
            "() => document.activeElement === document.body ? '' : "
            "document.activeElement.ariaLabel ?? document.activeElement.textContent"
        )
        return name.strip()

    # --- parts

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def reading(self, name: str) -> Locator:
        """`epoch`, `train` or `test`."""
        return self.page.locator(f"[data-reading={name}]")

    def number(self, field: str) -> Locator:
        return self.page.locator(f"input.num[data-field='{field}']")

    def slider(self, field: str) -> Locator:
        return self.page.locator(f"input[type=range][data-field='{field}']")

    def choice(self, field: str) -> Locator:
        return self.page.locator(f"select[data-field='{field}']")

    @property
    def sentence(self) -> Locator:
        return self.page.locator("dlp-sentence p")

    @property
    def card(self) -> Locator:
        return self.page.locator("dlp-neuron-card")

    def neuron(self, unit: int, layer: int) -> Locator:
        return self.button(f"Neuron {unit}, layer {layer}")

    # --- doing

    def play(self) -> None:
        """Presses Train or Continue, whichever it says, and waits until something was learned."""
        before = self.epoch
        self.page.locator("[data-play]").click()
        self.until("state.runState === 'playing'")
        self.train_beyond(before)

    def pause(self) -> None:
        self.page.locator("[data-play]").click()
        self.until("state.runState === 'paused' && state.frame?.state === 'paused'")

    def train_beyond(self, epoch: float) -> None:
        self.until("state.frame?.epoch > given", epoch)

    def set_number(self, field: str, text: str) -> None:
        field_ = self.number(field)
        field_.fill(text)
        field_.press("Enter")

    def open_more(self) -> None:
        self.page.locator("#more > summary").click()

    def expect_playing(self) -> None:
        """It trains, and goes on training."""
        assert self.ask("state.runState") == "playing"
        self.train_beyond(self.epoch)
        expect(self.page.locator("[data-play]")).to_have_text("Pause")
