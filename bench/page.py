"""The page before anything is pressed: bytes and requests of its first load, Lighthouse's marks, and what axe finds."""

import json
import os
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bench.cpu import watch
from bench.figures import Figure, Table, limited, required
from bench.node import NODE, install_packages, node_environment
from bench.site import address_of, chromium, fresh_page, warm_site
from tests.browser.chromium import find_chromium

LANGUAGES: Final = ("en", "es")
MOST_BYTES: Final = 120 * 1000
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
STATE: Final = "document.querySelector('dlp-board').state"
DIVERGES: Final = address_of({"dataset": {"kind": "plane"}, "training": {"learning_rate": 10.0}}).partition(
    "?"
)[2]


def measure() -> Iterator[Table]:
    with warm_site() as url:
        with chromium() as browser:
            yield Table("Page: first load", list(first_loads(browser, url)))
        with watch() as neighbors:
            figures = list(lighthouse_figures(url))
        yield Table("Page: Lighthouse, the middle one of three runs", figures, (neighbors.note(),))
        with chromium() as browser:
            yield Table("Page: axe, rules broken", list(axe_figures(browser, url)))


# --- bytes


def first_loads(browser: Browser, url: str) -> Iterator[Figure]:
    for language in LANGUAGES:
        with fresh_page(browser) as page:
            sizes = transferred(page, f"{url}/{language}/")
        total = sum(sizes.values())
        yield limited(
            f"{language}: compressed", total / 1000, MOST_BYTES / 1000, "kB", 1, f"{len(sizes)} requests"
        )
        kinds: dict[str, int] = {}
        for address, size in sizes.items():
            kind = Path(address.partition("?")[0]).suffix.lstrip(".") or "html"
            kinds[kind] = kinds.get(kind, 0) + size
        parts = ", ".join(
            f"{kind} {size / 1000:.1f}" for kind, size in sorted(kinds.items(), key=lambda one: -one[1])
        )
        yield Figure(f"{language}: of these", f"{parts} kB")


def transferred(page: Page, url: str) -> dict[str, int]:
    """Bytes of each file as they came over the line, headers and all, until the page has been idle for a second."""
    asked: set[str] = set()
    page.context.on("requestfinished", lambda request: asked.add(request.url))
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}
    network.on(
        "Network.responseReceived",
        lambda event: addresses.update({event["requestId"]: event["response"]["url"]}),
    )
    network.on(
        "Network.loadingFinished",
        lambda event: sizes.update({addresses.get(event["requestId"], ""): int(event["encodedDataLength"])}),
    )
    page.goto(url)
    page.wait_for_function(f"() => {STATE}?.connection === 'open'")
    page.wait_for_timeout(1000)
    of_workers = {address: compressed_size(address) for address in asked - set(sizes)}
    return {address: size for address, size in sizes.items() if size} | of_workers


def compressed_size(address: str) -> int:
    """Of a file that a worker has asked for, which the page's own count leaves out."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    with urllib.request.urlopen(request) as answer:
        return len(answer.read()) + len(str(answer.headers))


# --- Lighthouse


def lighthouse_figures(url: str) -> Iterator[Figure]:
    programs = install_packages()
    for language in LANGUAGES:
        for form in ("desktop", "phone"):
            marks, found = lighthouse(programs, f"{url}/{language}/", form)
            for category, mark in marks.items():
                limit = 95 if (form, category) == ("phone", "performance") else 100
                yield required(
                    f"{language}, {form}: {category}", mark, limit, "", note=found.get(category, "")
                )


def middle_of_three(programs: Path, url: str, form: str) -> tuple[dict[str, float], dict[str, str]]:
    """The run whose performance is the median."""
    runs = [lighthouse(programs, url, form) for _ in range(3)]
    return sorted(runs, key=lambda run: run[0]["performance"])[1]


def lighthouse(programs: Path, url: str, form: str) -> tuple[dict[str, float], dict[str, str]]:
    """Marks of 0 to 100, and for each that is not full which audits cost it."""
    with tempfile.TemporaryDirectory(prefix="playground-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        flags = "--headless=new --disable-background-networking" + (
            " --no-sandbox" if os.geteuid() == 0 else ""
        )
        command = [
            NODE,
            str(programs / "lighthouse"),
            url,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
        ]
        command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}"]
        command += ["--preset=desktop"] if form == "desktop" else []
        environment = node_environment() | {"CHROME_PATH": find_chromium() or "", "TMPDIR": folder}
        subprocess.run(command, env=environment, check=True, timeout=300, stdout=subprocess.DEVNULL)
        data = json.loads(report.read_text())
    marks = {name: round((data["categories"][name]["score"] or 0) * 100) for name in CATEGORIES}
    return marks, {name: costly(data, name) for name, mark in marks.items() if mark < 100}


def costly(data: dict[str, Any], category: str) -> str:
    """The audits of a category that are not full and count."""
    found = []
    for reference in data["categories"][category]["auditRefs"]:
        audit = data["audits"][reference["id"]]
        if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
            found.append(f"{reference['id']} {audit.get('displayValue', '')}".strip().replace("\xa0", " "))
    return ", ".join(found)


# --- axe


def axe_figures(browser: Browser, url: str) -> Iterator[Figure]:
    for language in LANGUAGES:
        for scheme in ("light", "dark"):
            for width in (1440, 390):
                looks = list(broken_rules(browser, f"{url}/{language}/", scheme, width))
                states = ", ".join(state for state, _ in looks)
                found = [f"{rule} when {state}" for state, rules in looks for rule in rules]
                yield limited(
                    f"{language}, {scheme}, {width} px: {states}", len(found), 0, "", note=", ".join(found)
                )


def broken_rules(browser: Browser, url: str, scheme: Any, width: int) -> Iterator[tuple[str, list[str]]]:
    """For each state of the page the rules that axe finds broken."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(url)
    page.wait_for_function(f"() => {STATE}?.connection === 'open'")
    yield "idle", look(page)
    page.locator("[data-play]").click()
    page.wait_for_function(f"() => {STATE}.frame?.step > 50")
    yield "training", look(page)
    page.goto(f"{url}?{DIVERGES}")
    page.wait_for_function(f"() => {STATE}?.connection === 'open'")
    page.locator("[data-play]").click()
    page.wait_for_function(f"() => {STATE}.runState === 'diverged'")
    yield "diverged", look(page)
    context.close()


def look(page: Page) -> list[str]:
    """All rules of axe, and the one about the size of targets, which it leaves out unless asked."""
    results = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}})
    return [f"{rule['id']} ({len(rule['nodes'])})" for rule in results.response["violations"]]
