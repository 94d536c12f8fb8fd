"""Makes .venv and installs the pinned packages: the first half of `make run` and `make test`.

Only the standard library, and only syntax that Python 3.6 can read: an old Python must get an answer in words, not a
traceback. The other half, once the packages are there, is the Makefile.
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, List, NoReturn, Optional

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
OLDEST, NEWEST = (3, 11), (3, 14)
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="install what the checks need as well")
    requirements = ROOT / ("requirements-dev.txt" if parser.parse_args().dev else "requirements.txt")
    torch_choice = read_torch_choice()
    refuse_unknown_platforms()
    continue_with_a_supported_python()
    if not venv_works():
        make_venv()
    stamp = describe_installation(requirements, torch_choice)
    if read_stamp(requirements) != stamp:
        install_torch(torch_choice)
        say("Installing the packages of {} into .venv.".format(requirements.name))
        if not pip_install(["-r", str(requirements)]):
            refuse(
                "Some packages could not be installed; pip says above why. Then run the same command again."
            )
        stamp_path(requirements).write_text(json.dumps(stamp))


def say(text: str) -> None:
    print(text, flush=True)


def refuse(text: str) -> NoReturn:
    """Ends with an explanation. Nothing is left half valid, so the same command can be run again."""
    sys.stdout.flush()
    sys.exit("\n" + text)


def read_torch_choice() -> str:
    choice = os.environ.get("TORCH", "").strip().lower()
    if choice not in ("", "cpu", "cuda"):
        refuse("TORCH is {!r}. It can be cpu or cuda, or left out to have it chosen.".format(choice))
    return choice


def refuse_unknown_platforms() -> None:
    if sys.platform.startswith("linux"):
        return
    if sys.platform == "darwin":
        if platform.machine() != "arm64":
            refuse("PyTorch is no longer made for Macs with an Intel processor.")
        return
    refuse(
        "This runs on Linux and macOS. On Windows, the Windows Subsystem for Linux is one:\n"
        "run `wsl --install`, then the same command inside it."
    )


def continue_with_a_supported_python() -> None:
    """Goes on with this Python, or with another one on the PATH if this one is too old or too new."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which("python3.{}".format(minor))
        if other:
            os.execv(other, [other, *sys.argv])
    refuse(
        "This is Python {}; the playground needs {}.{} to {}.{} (https://www.python.org/downloads/).\n"
        "If you have one under another name, say so: make run PYTHON=/path/to/python3.12".format(
            platform.python_version(), *(OLDEST + NEWEST)
        )
    )


def venv_works() -> bool:
    """Whether .venv has a supported Python with pip; an interrupted or outdated one is made again."""
    check = "import sys, pip; sys.exit(not {} <= sys.version_info[:2] <= {})".format(OLDEST, NEWEST)
    try:
        return subprocess.run([str(VENV_PYTHON), "-c", check], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def make_venv() -> None:
    try:
        import ensurepip  # noqa: F401 - Debian leaves it out, and venv then fails half way
        import venv
    except ImportError:
        refuse(
            "This Python cannot make virtual environments. On Debian and Ubuntu that part is its own package:\n"
            "    sudo apt install python3-venv"
        )
    say("Making a virtual environment in .venv with Python {}.".format(platform.python_version()))
    try:
        venv.create(str(VENV), clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        refuse("The virtual environment could not be made in {}: {}".format(VENV, error))


def describe_installation(requirements: Path, torch_choice: str) -> Dict[str, str]:
    """What decides the content of .venv: if it equals the last installation's stamp, nothing is to be done."""
    texts = [(ROOT / name).read_bytes() for name in ("requirements.txt", requirements.name)]
    return {"requirements": hashlib.sha256(b"".join(texts)).hexdigest(), "torch": torch_choice}


def stamp_path(requirements: Path) -> Path:
    return VENV / (requirements.stem + ".stamp.json")


def read_stamp(requirements: Path) -> Optional[Dict[str, str]]:
    try:
        stamp: Dict[str, str] = json.loads(stamp_path(requirements).read_text())
        return stamp
    except (OSError, ValueError):
        return None


def install_torch(choice: str) -> None:
    """Fetches the build of torch for the processor where it is wanted; in all other cases the requirements bring one.

    PyPI's build for Linux brings several GB of CUDA libraries; macOS has one build, on PyPI.
    """
    wanted, installed = pinned_torch(), installed_torch()
    if not sys.platform.startswith("linux"):
        return
    if choice == "" and installed and installed.split("+")[0] == wanted:
        return
    replace = ["--force-reinstall"] if installed and installed.endswith("+cpu") != (choice == "cpu") else []
    if choice == "cpu" or (choice == "" and cpu_build_saves_a_download()):
        say("Fetching PyTorch {} for the processor: 190 MB (TORCH=cuda for NVIDIA cards).".format(wanted))
        source = ["--no-deps", "--index-url", TORCH_CPU_INDEX, "torch==" + wanted]
        if pip_install(replace + source):
            return
        if choice == "cpu":
            refuse("PyTorch could not be fetched from {}; pip says above why.".format(TORCH_CPU_INDEX))
        say("{} did not answer, so PyPI's build is taken: several GB.".format(TORCH_CPU_INDEX))
    elif choice == "cuda":
        say("Fetching PyTorch {} with CUDA: several GB (TORCH=cpu for the small one).".format(wanted))
        if replace and not pip_install([*replace, "--no-deps", "torch==" + wanted]):
            refuse("PyTorch could not be fetched; pip says above why.")
    elif has_nvidia_card():
        say("There is an NVIDIA card: PyTorch {} comes with CUDA, several GB.".format(wanted))


def pinned_torch() -> str:
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        if line.startswith("torch=="):
            return line.split("==")[1].strip()
    raise AssertionError("requirements.txt pins torch")


def installed_torch() -> Optional[str]:
    """The version in .venv, read from the folder's name: importing torch would take seconds."""
    for folder in VENV.glob("lib/python*/site-packages/torch-*.dist-info"):
        return folder.name[len("torch-") : -len(".dist-info")]
    return None


def cpu_build_saves_a_download() -> bool:
    """True without an NVIDIA card, unless pip's own settings say where packages come from: those hold."""
    return not has_nvidia_card() and not pip_has_its_own_sources()


def has_nvidia_card() -> bool:
    if Path("/proc/driver/nvidia/version").exists():
        return True
    program = shutil.which("nvidia-smi")  # the only sign inside some containers and in Windows' Linux
    return program is not None and subprocess.run([program], stdout=subprocess.DEVNULL).returncode == 0


def pip_has_its_own_sources() -> bool:
    command = [str(VENV_PYTHON), "-m", "pip", "config", "list"]
    listing = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
    keys = [line.split("=")[0].rsplit(".", 1)[-1] for line in listing.splitlines()]
    return any(key in ("index-url", "extra-index-url", "find-links", "no-index") for key in keys)


def pip_install(arguments: List[str]) -> bool:
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    if not sys.stdout.isatty():
        command.append("--quiet")
    return subprocess.run(command + arguments, stdin=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        refuse("Stopped. The same command goes on where it was.")
