"""The rules that hold for every file: where its test is, how a module is imported, what nothing is called."""

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
JAVASCRIPT = ROOT / "static" / "js"
FOLDERS = ("playground", "templates", "static/js", "static/css", "tests", "scripts", "bench", "locale")
SOURCES = {".css", ".html", ".js", ".py", ".sh", ".toml", ".txt", ".svg"}

# Every form that Django's storage looks at, in comments too: import and export ... from, and import("...").
STATIC_IMPORT = re.compile(
    r"""^(?:import|export)\s+(?:[\w*{}\s,$]+?\sfrom\s+)?["']([^"'\n]+)["'](;?)""", re.MULTILINE
)
ANY_CALL = re.compile(r"""\bimport\(\s*["']([^"'\n]+)["']\s*\)""")


def source_files(*suffixes: str) -> list[Path]:
    found = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)
    return sorted(path for path in found if not {"__pycache__", "node_modules"} & set(path.parts))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules_with_tests() -> list[Path]:
    exempt = ("__init__.py", "apps.py")
    modules = (path for path in source_files(".py") if path.is_relative_to(ROOT / "playground"))
    return [path for path in modules if path.name not in exempt and "migrations" not in path.parts]


def mirror_of(module: Path) -> Path:
    """tests/engine/test_run.py for playground/engine/run.py; a command's test lies beside its app's tests."""
    parts = [
        part
        for part in module.relative_to(ROOT / "playground").parts
        if part not in ("management", "commands")
    ]
    return ROOT.joinpath("tests", *parts[:-1], f"test_{parts[-1]}")


def test_every_module_has_its_test_file():
    missing = [
        name_of(mirror_of(module)) for module in modules_with_tests() if not mirror_of(module).exists()
    ]
    assert not missing, "\n".join(missing)


def test_package_files_are_empty():
    packages = source_files(".py")
    assert [name_of(path) for path in packages if path.name == "__init__.py" and path.stat().st_size] == []


def test_every_javascript_import_ends_in_a_quote_and_a_semicolon():
    # Without the semicolon Django leaves the name unhashed and the browser loads the module twice.
    wrong = [
        f"{name_of(path)}: {name}"
        for path in source_files(".js")
        if path.is_relative_to(JAVASCRIPT)
        for name, semicolon in STATIC_IMPORT.findall(path.read_text())
        if semicolon != ";"
    ]
    assert not wrong, "\n".join(wrong)


def test_every_javascript_import_names_a_file_beside_it():
    wrong = [
        f"{name_of(path)}: {name}"
        for path in source_files(".js")
        if path.is_relative_to(JAVASCRIPT)
        for name in imported_names(path)
        if not name.startswith(("./", "../")) or not (path.parent / name).is_file()
    ]
    assert not wrong, "\n".join(wrong)


def test_javascript_modules_do_not_import_in_circles():
    # collectstatic could not name such files: each one's hash would hang on the other's. It also follows import("...")
    # in a comment; for a type, write instead: @import { Name } from "./name.js"
    graph = {
        name_of(path): {name_of((path.parent / name).resolve()) for name in imported_names(path)}
        for path in source_files(".js")
        if path.is_relative_to(JAVASCRIPT)
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def imported_names(path: Path) -> list[str]:
    text = path.read_text()
    return [name for name, _ in STATIC_IMPORT.findall(text)] + ANY_CALL.findall(text)


def test_every_javascript_test_is_found_by_its_name():
    loose = [path for path in (ROOT / "tests" / "js").rglob("*.js") if not path.name.endswith(".test.js")]
    assert [name_of(path) for path in loose if "node:test" in path.read_text()] == []


def test_no_module_has_a_name_that_says_nothing():
    empty_words = {"util", "helper", "manager", "handler", "service", "common", "misc"}
    words = {word + ending for word in empty_words for ending in ("", "s")}
    wrong = [
        path for path in source_files(*SOURCES) if words & set(re.split(r"[/_.-]", name_of(path).lower()))
    ]
    assert [name_of(path) for path in wrong] == []


def test_nothing_is_left_marked_as_unfinished():
    mark = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
    found = [name_of(path) for path in source_files(*SOURCES) if mark.search(path.read_text())]
    assert not found, "\n".join(found)
