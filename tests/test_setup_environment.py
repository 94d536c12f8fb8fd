"""`make` answers in words whatever Python it is given, and takes the small PyTorch only where that is right."""

import ast
import sys

import pytest

from scripts import setup_environment


def test_an_old_python_can_read_the_script():
    with open(setup_environment.__file__) as script:
        ast.parse(script.read(), feature_version=(3, 6))


def test_an_old_python_is_told_what_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 8, 1))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match=r"needs 3\.11 to"):
        setup_environment.continue_with_a_supported_python()


def test_an_unknown_platform_is_told_what_works(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit, match="Linux and macOS"):
        setup_environment.refuse_unknown_platforms()


def test_torch_can_only_be_cpu_or_cuda(monkeypatch):
    monkeypatch.setenv("TORCH", "tpu")
    with pytest.raises(SystemExit, match="cpu or cuda"):
        setup_environment.read_torch_choice()


def test_sources_in_pips_own_settings_win_over_pytorchs_index(monkeypatch):
    monkeypatch.setattr(setup_environment, "has_nvidia_card", lambda: False)
    monkeypatch.setenv("PIP_FIND_LINKS", "/wheels")
    assert not setup_environment.cpu_build_saves_a_download()


def test_without_a_card_and_other_sources_the_small_pytorch_is_taken(monkeypatch):
    monkeypatch.setattr(setup_environment, "has_nvidia_card", lambda: False)
    monkeypatch.setattr(setup_environment, "pip_has_its_own_sources", lambda: False)
    assert setup_environment.cpu_build_saves_a_download()


def test_changed_requirements_are_installed_again(monkeypatch, tmp_path):
    monkeypatch.setattr(setup_environment, "ROOT", tmp_path)
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("torch==2.13.0\n")
    before = setup_environment.describe_installation(requirements, "")
    assert setup_environment.describe_installation(requirements, "") == before
    requirements.write_text("torch==2.14.0\n")
    assert setup_environment.describe_installation(requirements, "") != before
