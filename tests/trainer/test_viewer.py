import math

import pytest

from playground.trainer.viewer import FRAME_SECONDS, LARGE_RATE, Viewer


def watching(frames: int = 16, size: int = 256 * 1024) -> Viewer:
    viewer = Viewer()
    viewer.set_views([])
    viewer.restart_credit(frames, size)
    return viewer


def test_nothing_is_due_without_a_viewer():
    viewer = Viewer()
    viewer.restart_credit(16, 1000)
    assert math.isinf(viewer.due())


def test_nothing_is_due_without_credit():
    viewer = watching(frames=2)
    for now in (1.0, 2.0):
        assert viewer.due() <= now
        viewer.sent(now, 100)
    assert math.isinf(viewer.due())
    viewer.add_credit(1, 100)
    assert viewer.due() <= 3.0


def test_bytes_under_way_are_bounded_too():
    viewer = watching(frames=16, size=1000)
    viewer.sent(1.0, 1200)
    assert math.isinf(viewer.due())
    viewer.add_credit(1, 1200)
    assert viewer.due() < math.inf


def test_one_frame_may_always_be_under_way():
    viewer = watching(frames=16, size=0)
    assert viewer.due() == 0.0


def test_credit_never_grows_beyond_the_window():
    viewer = watching(frames=3)
    viewer.add_credit(1000, 10**9)
    for now in range(3):
        viewer.sent(float(now), 10)
    assert math.isinf(viewer.due())


def test_frames_come_thirty_times_a_second_though_looked_at_late():
    viewer = watching(frames=16)
    viewer.sent(1.0, 100)
    due = viewer.due()
    assert due == 1.0 + FRAME_SECONDS
    viewer.sent(due + 0.005, 100)
    assert viewer.due() == pytest.approx(1.0 + 2 * FRAME_SECONDS)


def test_a_frame_after_a_rest_does_not_bring_two_at_once():
    viewer = watching()
    viewer.sent(1.0, 100)
    viewer.sent(9.0, 100)
    assert viewer.due() == 9.0 + FRAME_SECONDS


def test_a_command_s_picture_goes_at_once():
    viewer = watching()
    viewer.sent(1.0, 100)
    viewer.hurry()
    assert viewer.due() <= 1.0


def test_large_frames_go_at_a_bounded_rate():
    viewer = watching()
    viewer.sent(1.0, 60_000)
    assert viewer.due() == 1.0 + 60_000 / LARGE_RATE


def test_what_is_no_view_is_left_out():
    viewer = Viewer()
    viewer.set_views(
        [{"view": "nothing"}, {}, {"view": "values", "layer": "x"}, {"view": "values", "unit": 3}]
    )
    assert [(view.view, view.layer, view.unit) for view in viewer.views or ()] == [("values", 0, 3)]
