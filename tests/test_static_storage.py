import os
import re
from pathlib import Path

from django.core.management import call_command


def collect(settings, tmp_path: Path, **files: str) -> dict[str, str]:
    """Collects `files` and gives what each became, by its name without the hash."""
    source = tmp_path / "source"
    source.mkdir(exist_ok=True)
    for name, text in files.items():
        (source / f"{name}.js").write_text(text)
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "root"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "playground.static_storage.HashedStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    hashed = [
        path for path in (tmp_path / "root").glob("*.js") if re.fullmatch(r"\w+\.\w{12}\.js", path.name)
    ]
    return {path.name.split(".")[0]: path.read_text() for path in hashed}


def test_an_import_names_the_hashed_file(settings, tmp_path):
    texts = collect(
        settings, tmp_path, first='import { x } from "./second.js";\n', second="export const x = 1;\n"
    )
    assert re.search(r'from "\./second\.\w{12}\.js";', texts["first"])


def test_a_change_below_changes_the_name_above(settings, tmp_path):
    first = 'import { x } from "./second.js";\n'
    collect(settings, tmp_path, first=first, second="export const x = 1;\n")
    for path in (tmp_path / "root").iterdir():
        os.utime(path, (0, 0))  # older than what comes
    collect(settings, tmp_path, first=first, second="export const x = 2;\n")
    names = {path.name for path in (tmp_path / "root").glob("first.????????????.js")}
    assert len(names) == 2  # the old one stays, for pages that are open


def test_files_are_compressed_beforehand(settings, tmp_path):
    collect(settings, tmp_path, first="export const x = 1;\n" * 200)
    assert list((tmp_path / "root").glob("first.*.js.gz"))


def test_a_stylesheet_has_its_imports_within_it(settings, tmp_path):
    source = tmp_path / "source" / "css"
    (source / "parts").mkdir(parents=True)
    (source / "site.css").write_text('/* order */\n@layer base;\n@import url("parts/base.css");\n')
    (source / "parts" / "base.css").write_text("@layer base {\n  p { margin: 0 auto; }\n}\n")
    collect(settings, tmp_path)
    [whole] = (tmp_path / "root" / "css").glob("site.????????????.css")
    assert whole.read_text() == "@layer base;@layer base{p{margin: 0 auto;}}\n"


def test_a_page_starts_with_one_module_and_others_stay_apart(settings, tmp_path):
    source = tmp_path / "source" / "js"
    source.mkdir(parents=True)
    (source / "board-page.js").write_text('import { x } from "./x.js";\nconsole.log(x);\n')
    (source / "x.js").write_text("export const x = 1;\n")
    collect(settings, tmp_path)
    [whole] = (tmp_path / "root" / "js").glob("board-page.????????????.js")
    assert "import" not in whole.read_text()
    [apart] = (tmp_path / "root" / "js").glob("x.????????????.js")
    assert apart.read_text() == "export const x = 1;\n"
