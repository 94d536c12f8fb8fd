import pytest

from playground.live.limits import Buckets, Places, TokenBucket, address_key


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_and_then_its_rate():
    clock = Clock()
    bucket = TokenBucket(20, 40, clock)
    assert sum(bucket.take() for _ in range(100)) == 40
    clock.now += 1
    assert sum(bucket.take() for _ in range(100)) == 20


def test_a_bucket_holds_no_more_than_its_burst():
    clock = Clock()
    bucket = TokenBucket(20, 40, clock)
    clock.now += 3600
    assert sum(bucket.take() for _ in range(100)) == 40


def test_a_bucket_says_when_the_next_comes():
    bucket = TokenBucket(20, 1, Clock())
    bucket.take()
    assert bucket.seconds_to_next() == pytest.approx(0.05)


def test_each_key_has_its_bucket():
    buckets = Buckets(1, 1, Clock())
    assert buckets.of("a").take()
    assert buckets.of("b").take()
    assert not buckets.of("a").take()


def test_full_buckets_are_forgotten():
    clock = Clock()
    buckets = Buckets(1, 1, clock, sweep_at=10)
    for key in range(10):
        buckets.of(key).take()
    buckets.of("used").take()
    clock.now += 5
    buckets.of("next")
    assert len(buckets) == 1


def test_places_are_counted_for_each_key():
    places = Places(2)
    assert [places.enter("a"), places.enter("a"), places.enter("a"), places.enter("b")] == [
        True,
        True,
        False,
        True,
    ]
    places.leave("a")
    assert places.enter("a")


@pytest.mark.parametrize(
    "address, key",
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_an_address_counts_as_one_household(address, key):
    assert address_key(address) == key
