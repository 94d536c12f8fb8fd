"""Static files under hashed names, compressed; imports in JavaScript match them, a stylesheet's are put into it."""

import re
from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import url\("([^":]+)"\);\n', re.MULTILINE)


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        for name in () if dry_run else [name for name in paths if name.endswith(".css")]:
            self._put_imports_into(name, paths)
        yield from super().post_process(paths, dry_run, **options)

    def _put_imports_into(self, name: str, paths: dict[str, Any]) -> None:
        """One file a page instead of one a subject: a browser asks for imports only when it has read the importer."""
        storage, path = paths[name]
        with storage.open(path) as file:
            text = file.read().decode()
        folder = name.rpartition("/")[0]
        whole = IMPORT.sub(lambda match: self._read(f"{folder}/{match[1]}".lstrip("/"), paths), text)
        if whole != text:
            with self.open(name, "wb") as file:
                file.write(whole.encode())
            paths[name] = (self, name)

    def _read(self, name: str, paths: dict[str, Any]) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            text: str = file.read().decode()
        return text
