import pytest

from playground.trainer.trained_run import MID_STEP, progress_of
from tests.trainer.stand_in import StandInRun


def test_progress_counts_completed_epochs_and_the_part_of_the_one_under_way():
    run = StandInRun()
    run.advance(25)
    run.advance(5)
    assert progress_of(run) == pytest.approx(1.2)


def test_progress_within_an_epoch_never_passes_its_end():
    run = StandInRun(position=300)
    assert progress_of(run) == 1.0


def test_a_step_is_under_way_after_its_first_three_phases():
    run = StandInRun()
    phases = []
    for _ in range(5):
        run.next_phase()
        phases.append(run.phase in MID_STEP)
    assert phases == [True, True, True, False, False]
