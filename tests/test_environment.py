import os
import stat
from multiprocessing.pool import ThreadPool

import pytest

from playground import environment
from playground.environment import SettingError


@pytest.fixture
def given(monkeypatch):
    return lambda value: monkeypatch.setenv("THING", value)


@pytest.mark.parametrize("value", ["abc", "0", "65536", "-1", "1.5", "80 80", "٣", "9" * 5_000])
def test_a_number_out_of_bounds_is_refused_with_its_name(given, value):
    given(value)
    with pytest.raises(SettingError, match=r"^THING is .* whole number from 1 to 65535"):
        environment.read_integer("THING", 8000, minimum=1, maximum=65_535)


def test_an_empty_value_counts_as_not_set(given):
    given("  ")
    assert environment.read_integer("THING", 8000, minimum=1, maximum=65_535) == 8000


@pytest.mark.parametrize("value, expected", [("1", True), ("true", True), ("0", False), ("No", False)])
def test_a_flag_is_read(given, value, expected):
    given(value)
    assert environment.read_flag("THING") is expected


def test_a_flag_that_is_none_is_refused(given):
    given("maybe")
    with pytest.raises(SettingError, match="THING"):
        environment.read_flag("THING")


def test_the_first_choice_is_the_default(given):
    given("")
    assert environment.read_choice("THING", ("auto", "cpu")) == "auto"
    given("CPU")
    assert environment.read_choice("THING", ("auto", "cpu")) == "cpu"


def test_what_is_no_choice_is_refused_with_the_choices(given):
    given("tpu")
    with pytest.raises(SettingError, match="THING is 'tpu': it must be one of auto, cpu"):
        environment.read_choice("THING", ("auto", "cpu"))


@pytest.mark.parametrize("value", ["example.org", "10.0.0.7", "::1", "[::1]", "0.0.0.0"])
def test_a_host_is_a_name_or_an_address(given, value):
    given(value)
    assert environment.read_host("THING", "") == value.strip("[]")


@pytest.mark.parametrize("value", ["http://x", "a b", "x:80", "*", "-x"])
def test_a_host_that_is_none_is_refused(given, value):
    given(value)
    with pytest.raises(SettingError, match="THING"):
        environment.read_host("THING", "")


def test_a_site_url_loses_its_last_slash(given):
    given("https://play.example.org:8443/")
    assert environment.read_site_url("THING", "") == "https://play.example.org:8443"


@pytest.mark.parametrize(
    "value",
    [
        "example.org",
        "ftp://x",
        "https://",
        "https://x/y",
        "https://u@x",
        "http://[",
        "http://x:0",
        "http://x:a",
    ],
)
def test_a_site_url_that_is_none_is_refused(given, value):
    given(value)
    with pytest.raises(SettingError, match="THING"):
        environment.read_site_url("THING", "")


def test_addresses_have_commas_between_them(given):
    given("127.0.0.1, ::1")
    assert environment.read_addresses("THING") == {"127.0.0.1", "::1"}


def test_what_is_no_address_is_refused(given):
    given("127.0.0.1, proxy")
    with pytest.raises(SettingError, match="'proxy'"):
        environment.read_addresses("THING")


def test_a_folder_is_made_for_its_owner_alone(given, tmp_path):
    given(str(tmp_path / "a" / "b"))
    folder = environment.read_folder("THING", tmp_path)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_refused(given, tmp_path):
    (tmp_path / "file").touch()
    given(str(tmp_path / "file" / "below"))
    with pytest.raises(SettingError, match="THING"):
        environment.read_folder("THING", tmp_path)


def test_a_secret_is_made_once_and_kept_from_others(tmp_path, monkeypatch):
    monkeypatch.delenv("THING", raising=False)
    path = tmp_path / "key"
    first = environment.read_secret("THING", path)
    assert len(first) >= 50
    assert environment.read_secret("THING", path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_processes_that_start_at_once_agree_on_the_secret(tmp_path, monkeypatch):
    monkeypatch.delenv("THING", raising=False)
    path = tmp_path / "key"
    with ThreadPool(8) as pool:
        found = set(pool.map(lambda _: environment.read_secret("THING", path), range(32)))
    assert len(found) == 1
    assert os.listdir(tmp_path) == ["key"]


@pytest.mark.parametrize("value", ["secret", "a" * 80])
def test_a_secret_that_is_easy_to_guess_is_refused(given, tmp_path, value):
    given(value)
    with pytest.raises(SettingError, match="THING"):
        environment.read_secret("THING", tmp_path / "key")


def test_a_damaged_secret_is_refused_with_its_path(tmp_path, monkeypatch):
    monkeypatch.delenv("THING", raising=False)
    (tmp_path / "key").write_text("short")
    with pytest.raises(SettingError, match="key"):
        environment.read_secret("THING", tmp_path / "key")


def test_this_machine_is_asked_for_by_its_own_names_only():
    assert environment.hosts_to_answer_for("127.0.0.1", "http://127.0.0.1:8000") == [
        "127.0.0.1",
        "[::1]",
        "localhost",
    ]


def test_a_public_name_is_answered_for():
    assert "play.example.org" in environment.hosts_to_answer_for("127.0.0.1", "https://play.example.org")


def test_on_every_interface_the_own_addresses_are_answered_for():
    hosts = environment.hosts_to_answer_for("0.0.0.0", "http://127.0.0.1:8000")
    assert {"127.0.0.1", "localhost"} <= set(hosts)
    assert "0.0.0.0" not in hosts
    assert "*" not in hosts


@pytest.mark.parametrize(
    "host, port, url",
    [
        ("0.0.0.0", 8000, "http://127.0.0.1:8000"),
        ("::1", 8000, "http://[::1]:8000"),
        ("127.0.0.1", 80, "http://127.0.0.1"),
        ("school.local", 8000, "http://school.local:8000"),
    ],
)
def test_the_address_to_open_can_be_opened(host, port, url):
    assert environment.url_of(host, port) == url
