"""What static/vendor holds is what scripts/vendor.py fetched and vendor.lock.json says."""

import json

from scripts import vendor


def test_vendored_files_are_the_locked_ones():
    assert vendor.check() == []


def test_a_changed_vendored_file_is_noticed(tmp_path, monkeypatch):
    for name in json.loads(vendor.LOCK.read_text()):
        (tmp_path / name).write_bytes((vendor.VENDOR / name).read_bytes())
    (tmp_path / "htmx.min.js").write_bytes(b"alert(1)")
    monkeypatch.setattr(vendor, "VENDOR", tmp_path)
    assert vendor.check() == ["htmx.min.js is not the file that was locked"]


def test_a_vendored_file_that_nobody_locked_is_noticed(tmp_path, monkeypatch):
    for name in json.loads(vendor.LOCK.read_text()):
        (tmp_path / name).write_bytes((vendor.VENDOR / name).read_bytes())
    (tmp_path / "extra.js").write_bytes(b"")
    monkeypatch.setattr(vendor, "VENDOR", tmp_path)
    assert vendor.check() == ["extra.js is in static/vendor but not locked"]
