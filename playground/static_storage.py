"""Static files under hashed names, compressed; what a stylesheet or a module imports is put into one file with it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

from playground.joined_modules import join_modules

IMPORT = re.compile(r'^@import url\("([^":]+)"\);\n', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE = re.compile(r"\s+")
SPACE_BESIDE_SIGNS = re.compile(r"\s*([{};])\s*")
ENTRIES = ("js/board-page.js", "js/maps-worker.js", "js/links-worker.js")
"""The modules that a page or a worker starts with."""
STYLES = ("css/site.css",)


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    joins_modules = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            read = _reader(paths)
            whole = {name: join_modules(name, read) for name in ENTRIES if name in paths}
            whole |= {name: join_styles(name, read) for name in paths if name in STYLES}
            for name, text in whole.items():
                with self.open(name, "wb") as file:
                    file.write(text.encode())
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def join_styles(name: str, read: Callable[[str], str]) -> str:
    """A stylesheet with its imports in it, without comments: a browser asks for imports only once it has read it."""
    folder = name.rpartition("/")[0]
    whole = IMPORT.sub(lambda match: read(f"{folder}/{match[1]}".lstrip("/")), read(name))
    return SPACE_BESIDE_SIGNS.sub(r"\1", SPACE.sub(" ", COMMENT.sub("", whole))).strip() + "\n"


def _reader(paths: dict[str, Any]) -> Callable[[str], str]:
    """Reads files as they were written, whatever has been put in their place."""
    sources = dict(paths)

    def read(name: str) -> str:
        storage, path = sources[name]
        with storage.open(path) as file:
            text: str = file.read().decode()
        return text

    return read
