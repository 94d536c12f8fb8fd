import os

from playground.trainer.at_work import AtWork


def test_what_one_process_notes_another_reads_after_its_death():
    ours = AtWork()
    if os.fork() == 0:
        AtWork(ours.descriptor).note("run-7")
        os._exit(0)
    os.wait()
    assert ours.is_noted("run-7")
    assert not ours.is_noted("run-77")
    assert not ours.is_noted("run")
    ours.note("")
    assert not ours.is_noted("run-7")
    ours.close()


def test_a_name_of_any_length_is_noted():
    at_work = AtWork()
    for name in ("ñ" * 1000, "a"):
        at_work.note(name)
        assert at_work.is_noted(name)
    at_work.close()
