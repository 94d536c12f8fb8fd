import errno
import os
import time

import pytest

from playground.live import run_files
from playground.live.run_files import RunFiles, RunFilesError
from playground.live.tokens import new_name
from playground.trainer.messages import Start


def rows(count: int, value: int = 0) -> bytes:
    return b"".join(bytes([number % 250, value] * 28) for number in range(count))


def files(tmp_path, max_bytes=1_000_000, clock=time.time) -> RunFiles:
    return RunFiles(tmp_path / "runs", max_bytes, 30, clock)


def test_a_run_is_read_as_it_was_written(tmp_path):
    start = Start({"seed": 1}, "max", b"checkpoint", rows(3))
    run_id = new_name()
    files(tmp_path).write(run_id, start)
    assert files(tmp_path).read(run_id) == start


def test_a_run_without_a_checkpoint_keeps_its_spec(tmp_path):
    run_id = new_name()
    files(tmp_path).write(run_id, Start({"seed": 1}))
    assert files(tmp_path).read(run_id) == Start({"seed": 1})


def test_an_unknown_run_is_none(tmp_path):
    assert files(tmp_path).read(new_name()) is None


def test_rows_are_appended_in_place(tmp_path):
    store, run_id = files(tmp_path), new_name()
    store.write(run_id, Start(None, "60", b"1", rows(3)))
    (path,) = (tmp_path / "runs").glob("*.rows")
    place = path.stat().st_ino
    store.write(run_id, Start(None, "60", b"2", rows(9)))
    assert path.stat().st_ino == place
    assert store.read(run_id) == Start(None, "60", b"2", rows(9))


def test_rows_that_begin_again_replace_the_old_ones(tmp_path):
    store, run_id = files(tmp_path), new_name()
    store.write(run_id, Start(None, "60", b"1", rows(5)))
    store.write(run_id, Start(None, "60", b"2", rows(7, value=9)))
    assert store.read(run_id) == Start(None, "60", b"2", rows(7, value=9))
    assert len(list((tmp_path / "runs").glob("*.rows"))) == 1


def test_fewer_rows_than_before_replace_them_too(tmp_path):
    store, run_id = files(tmp_path), new_name()
    store.write(run_id, Start(None, "60", b"1", rows(5)))
    store.write(run_id, Start(None, "60", b"2", rows(2)))
    assert store.read(run_id) == Start(None, "60", b"2", rows(2))


def test_rows_beyond_the_checkpoint_are_left_out(tmp_path):
    # The server died between the rows and the checkpoint that goes with them.
    store, run_id = files(tmp_path), new_name()
    store.write(run_id, Start(None, "60", b"1", rows(3)))
    (path,) = (tmp_path / "runs").glob("*.rows")
    path.write_bytes(rows(8))
    assert store.read(run_id) == Start(None, "60", b"1", rows(3))
    store.write(run_id, Start(None, "60", b"2", rows(4)))
    assert store.read(run_id) == Start(None, "60", b"2", rows(4))


@pytest.mark.parametrize("part", ["run", "rows"])
@pytest.mark.parametrize("damage", [b"", b"DLPRUN1\n", b"DLPRUN1\n\xff\xff\xff\xff", b"nonsense" * 20])
def test_a_damaged_run_is_none(tmp_path, part, damage):
    store, run_id = files(tmp_path), new_name()
    store.write(run_id, Start({"seed": 1}, "60", b"checkpoint", rows(3)))
    (path,) = (tmp_path / "runs").glob(f"*.{part}")
    path.write_bytes(damage)
    assert store.read(run_id) is None
    store.write(run_id, Start(None, "60", b"again", rows(1)))
    assert store.read(run_id) == Start(None, "60", b"again", rows(1))


def test_a_full_disk_leaves_the_old_one_valid(tmp_path, monkeypatch):
    store, run_id = files(tmp_path), new_name()
    store.write(run_id, Start(None, "60", b"old", rows(3)))

    def fail(file, durable):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(run_files, "settle", fail)
    with pytest.raises(RunFilesError, match="No space left"):
        store.write(run_id, Start(None, "60", b"new", rows(6)))
    assert store.read(run_id) == Start(None, "60", b"old", rows(3))
    assert not list((tmp_path / "runs").glob("*.new"))


@pytest.mark.parametrize("run_id", ["../secret_key", "a/b", "", "x" * 44, ".." * 8, "a" * 15])
def test_what_is_no_run_touches_no_file(tmp_path, run_id):
    with pytest.raises(ValueError):
        files(tmp_path).read(run_id)


def test_a_run_that_was_not_seen_for_long_goes(tmp_path):
    store = files(tmp_path, clock=lambda: time.time() + 31 * 86_400)
    old = new_name()
    store.write(old, Start(None, "60", b"old", rows(3)))
    assert store.clean() == 1
    assert os.listdir(tmp_path / "runs") == []


def test_past_the_total_the_oldest_go(tmp_path):
    store = files(tmp_path, max_bytes=5_000)
    names = [new_name() for _ in range(4)]
    for age, run_id in enumerate(reversed(names)):
        store.write(run_id, Start(None, "60", b"x" * 2_000))
        for path in (tmp_path / "runs").glob(f"{run_id}.*"):
            os.utime(path, (time.time() - 1_000 + age, time.time() - 1_000 + age))
    assert store.clean() == 2
    assert [store.read(run_id) is not None for run_id in names] == [True, True, False, False]


def test_cleaning_leaves_what_is_no_run_alone(tmp_path):
    store = files(tmp_path, max_bytes=10)
    store.write(new_name(), Start())
    (tmp_path / "runs" / "README").write_text("x" * 100)
    store.clean()
    assert os.listdir(tmp_path / "runs") == ["README"]
