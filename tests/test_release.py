import tomllib

from django.conf import settings

from playground.release import VERSION, current_release


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((settings.ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION


def test_the_release_begins_with_the_version():
    assert current_release().startswith(VERSION)


def test_other_files_make_another_release(monkeypatch):
    monkeypatch.setattr("playground.release.staticfiles_storage.manifest_hash", "27a1d4", raising=False)
    assert current_release.__wrapped__() == f"{VERSION}-27a1d4"
