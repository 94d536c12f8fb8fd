"""What a visitor waits for, on the real page in Chromium: page, first picture, networks that have learned."""

import math
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from playwright.sync_api import Browser, Error, Page

from bench.cpu import watch
from bench.figures import Figure, Table, limited, percentile, required
from bench.node import BENCH
from bench.site import address_of, chromium, fresh_page, warm_site

ROUNDS: Final = 7
LONGEST: Final = 20
"""Seconds after which a network that has not learned counts as one that never does."""
LOOK_MS: Final = 500
"""Nobody finds the button sooner."""
PICTURE_SECONDS: Final = 5
WATCH: Final = (BENCH / "watch.js").read_text()
ELSEWHERE: Final = "TensorFlow Playground, measured elsewhere:"

EIGHT_EIGHT: Final = [{"units": 8}, {"units": 8}]


@dataclass(frozen=True, slots=True)
class Goal:
    """A network that has to learn something."""

    name: str
    fields: dict[str, Any]
    target: float
    limit: float
    """Seconds."""
    peer: str


GOALS: Final = (
    Goal("circle, the defaults, to test loss 0.01", {}, 0.01, 1.0, "2.15 s"),
    Goal(
        "circle with x1² and x2² to 0.01", {"features": ["x1", "x2", "x1x1", "x2x2"]}, 0.01, 0.4, "0.42 s"
    ),
    Goal(
        "spiral, 8,8 tanh with the sines, to 0.1",
        {
            "dataset": {"kind": "spiral"}, "features": ["x1", "x2", "sinx1", "sinx2"], "layers": EIGHT_EIGHT,
        }, 0.1, 1.5, "3.75 s",
    ),
)  # fmt: skip
PICTURED: Final[dict[str, dict[str, Any]]] = {
    "the default network": {},
    "7-8-8-8-1": {
        "dataset": {"kind": "spiral"},
        "features": ["x1", "x2", "x1x1", "x2x2", "x1x2", "sinx1", "sinx2"],
        "layers": [*EIGHT_EIGHT, {"units": 8}],
    },
}


def measure() -> Iterator[Table]:
    with warm_site() as url, chromium() as browser:
        for title, figures_of, notes in (
            ("Journeys: the page and its first picture", waits, (FIRST_NOTE,)),
            ("Journeys: from play to a network that has learned", goals, (GOAL_NOTE,)),
            ("Journeys: pictures while it trains as fast as it goes", pictures, ()),
        ):
            with watch() as neighbors:
                figures = figures_of(browser, url)
            yield Table(title, figures, (*notes, neighbors.note()))


FIRST_NOTE: Final = (
    "Each time a new visitor with nothing cached. Usable: the first picture stands and the socket is open. "
    f"The click comes {LOOK_MS} ms later. A picture: the maps of new weights, painted."
)
GOAL_NOTE: Final = (
    "From the click on play, at speed 'max', to the reading of the test loss painted. Each round has another seed for "
    "points and weights; the first round's is the default one."
)


# --- the page and its first picture


def waits(browser: Browser, url: str) -> list[Figure]:
    usable, first = [], []
    for _ in range(ROUNDS):
        with fresh_page(browser, WATCH) as page:
            usable.append(open_page(page, url + address_of({})))
            page.wait_for_timeout(LOOK_MS)
            press_play(page)
            page.wait_for_function("() => watch.firstPicture")
            seen = page.evaluate("() => watch")
            first.append(seen["firstPicture"] - seen["clicked"])
    return [
        limited("address to usable page", statistics.median(usable), 1000, "ms", note=between(usable)),
        limited(
            f"click on play to first picture ({ELSEWHERE} 42 ms)",
            statistics.median(first),
            100,
            "ms",
            note=between(first),
        ),
    ]  # fmt: skip


# --- networks that learn


def goals(browser: Browser, url: str) -> list[Figure]:
    return [figure for goal in GOALS for figure in goal_figures(browser, url, goal)]


def goal_figures(browser: Browser, url: str, goal: Goal) -> Iterator[Figure]:
    seconds, epochs = [], []
    for seed in range(ROUNDS):
        taken, needed = time_to_target(browser, url, goal, seed)
        seconds.append(taken)
        epochs.append(needed)
    note = f"{between(seconds, 2)}; {statistics.median(epochs):.0f} epochs; default seed {seconds[0]:.2f} s"
    what = f"{goal.name} ({ELSEWHERE} {goal.peer})"
    yield limited(what, statistics.median(seconds), goal.limit, "s", 2, note)


def time_to_target(browser: Browser, url: str, goal: Goal, seed: int) -> tuple[float, float]:
    """Seconds from the click and the epochs it took; both infinite where it does not learn."""
    dataset = {"kind": "circle"} | goal.fields.get("dataset", {}) | {"seed": seed}
    with fresh_page(browser, WATCH) as page:
        open_page(page, url + address_of(goal.fields | {"dataset": dataset, "seed": seed}))
        choose_full_speed(page)
        page.evaluate("(target) => { watch.target = target }", goal.target)
        press_play(page)
        try:
            page.wait_for_function("() => watch.reached > 0", timeout=LONGEST * 1000)
        except Error:
            return math.inf, math.inf
        seen = page.evaluate("() => watch")
    return (seen["reached"] - seen["clicked"]) / 1000, seen["epochs"]


# --- pictures a second


def pictures(browser: Browser, url: str) -> list[Figure]:
    return [
        figure for name, fields in PICTURED.items() for figure in picture_figures(browser, url, name, fields)
    ]


def picture_figures(browser: Browser, url: str, name: str, fields: dict[str, Any]) -> Iterator[Figure]:
    with fresh_page(browser, WATCH) as page:
        open_page(page, url + address_of(fields))
        choose_full_speed(page)
        metrics = page.context.new_cdp_session(page)
        metrics.send("Performance.enable")
        press_play(page)
        page.wait_for_timeout(1000)
        before, start = busy_seconds(metrics), page.evaluate("() => performance.now()")
        page.wait_for_timeout(PICTURE_SECONDS * 1000)
        after, end = busy_seconds(metrics), page.evaluate("() => performance.now()")
        seen = page.evaluate("() => watch")
    times = [time for time in seen["pictures"] if start <= time <= end]
    gaps = [after - before for before, after in pairwise(times)]
    yield required(f"{name}: pictures a second", len(times) / (end - start) * 1000, 30, "", 1)
    median, most = statistics.median(gaps), percentile(gaps, 0.95)
    spacing = f"median {median:.0f} ms, 95 % within {most:.0f} ms, longest {max(gaps):.0f}"
    yield Figure(f"{name}: time between two", spacing)
    yield required(f"{name}: epochs a second meanwhile", statistics.median(seen["rates"]), 200, "")
    yield Figure(f"{name}: the page's thread is busy", f"{(after - before) / (end - start) * 1e5:.0f} %")


def busy_seconds(metrics: Any) -> float:
    """Of the page's main thread since it began."""
    found = {entry["name"]: entry["value"] for entry in metrics.send("Performance.getMetrics")["metrics"]}
    return float(found["TaskDuration"])


# --- what a visitor does


def open_page(page: Page, url: str) -> float:
    """Gives the milliseconds to a usable page."""
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => watch.usable")
    return float(page.evaluate("() => watch.usable"))


def choose_full_speed(page: Page) -> None:
    page.locator("label:has(input[name=speed][value=max])").click()
    page.wait_for_function("() => document.querySelector('dlp-board').state.speed === 'max'")


def press_play(page: Page) -> None:
    page.locator("[data-play]").click()


def between(values: list[float], digits: int = 0) -> str:
    return f"{min(values):.{digits}f} to {max(values):.{digits}f}"
