"""The modules that a page names beforehand."""

from pathlib import Path

from django.contrib.staticfiles import finders

from playground.experiments.modules import ENTRY, first_modules, modules_to_load
from playground.static_storage import HashedStaticFilesStorage


def test_the_entry_comes_first_and_no_module_twice():
    modules = first_modules()
    assert modules[0] == ENTRY
    assert len(set(modules)) == len(modules)


def test_modules_of_modules_are_found():
    assert "js/charts/marks.js" in first_modules()


def test_every_module_that_is_named_exists():
    assert [name for name in first_modules() if finders.find(name) is None] == []


def test_what_is_loaded_later_is_not_named(tmp_path, settings):
    (tmp_path / "start.js").write_text('import "./a.js";\nconst later = () => import("./b.js");\n')
    (tmp_path / "a.js").write_text('export { x } from "./c.js";\n')
    (tmp_path / "c.js").write_text("export const x = 1;\n")
    settings.STATICFILES_DIRS = [Path(tmp_path)]
    finders.get_finder.cache_clear()
    try:
        assert first_modules("start.js") == ("start.js", "a.js", "c.js")
    finally:
        finders.get_finder.cache_clear()


def test_only_the_entry_is_named_where_modules_are_put_together(monkeypatch):
    assert modules_to_load() == first_modules()
    monkeypatch.setattr("playground.experiments.modules.staticfiles_storage", HashedStaticFilesStorage)
    assert modules_to_load() == (ENTRY,)
