from hypothesis import given
from hypothesis import strategies as st

from playground.live.credit import CreditWindow


def test_frames_go_until_the_window_is_used():
    window = CreditWindow(2, 1_000)
    for _ in range(2):
        assert window.allows(100)
        window.spend(100)
    assert not window.allows(100)
    assert window.refill(1, 100) == (1, 100)
    assert window.allows(100)


def test_with_nothing_under_way_a_frame_of_any_size_may_go():
    window = CreditWindow(16, 1_000)
    assert window.allows(50_000)
    window.spend(50_000)
    assert not window.allows(1)
    window.refill(1, 50_000)
    assert window.allows(1_000)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 10**6)), max_size=30))
def test_no_more_comes_back_than_was_lent(refills):
    window = CreditWindow(2**40, 2**50)
    for frames, num_bytes in refills:
        if window.allows(30_000):
            window.spend(30_000)
        window.refill(frames, num_bytes)
        frames_left, bytes_left = window.restart()
        assert frames_left <= 16
        assert bytes_left <= 256 * 1024
