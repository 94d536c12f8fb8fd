"""How much one visitor, one address and all together may do: token buckets and counted places, on a monotonic clock."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter
from collections.abc import Callable, Hashable

Clock = Callable[[], float]


class TokenBucket:
    """`burst` at once, then `rate` a second."""

    __slots__ = ("_burst", "_clock", "_filled_at", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, clock: Clock = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._tokens = burst
        self._filled_at = clock()

    def take(self) -> bool:
        """Takes one if there is one."""
        self._fill()
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def seconds_to_next(self) -> float:
        self._fill()
        return max(0.0, (1 - self._tokens) / self._rate)

    @property
    def is_full(self) -> bool:
        self._fill()
        return self._tokens >= self._burst

    def _fill(self) -> None:
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now


class Buckets:
    """One bucket a key; those that are full again are forgotten, so that the number of keys stays bounded by use."""

    def __init__(
        self, rate: float, burst: float, clock: Clock = time.monotonic, sweep_at: int = 1_000
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._sweep_at = sweep_at
        self._buckets: dict[Hashable, TokenBucket] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def of(self, key: Hashable) -> TokenBucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= self._sweep_at:
                self._buckets = {key: kept for key, kept in self._buckets.items() if not kept.is_full}
            bucket = self._buckets[key] = TokenBucket(self._rate, self._burst, self._clock)
        return bucket


class Places:
    """At most `maximum` at a time for each key."""

    def __init__(self, maximum: int) -> None:
        self.maximum = maximum
        self._taken: Counter[Hashable] = Counter()

    def taken(self, key: Hashable) -> int:
        return self._taken[key]

    def enter(self, key: Hashable) -> bool:
        """Takes a place unless all are taken."""
        if self._taken[key] >= self.maximum:
            return False
        self._taken[key] += 1
        return True

    def leave(self, key: Hashable) -> None:
        self._taken[key] -= 1
        if self._taken[key] <= 0:
            del self._taken[key]


def address_key(address: str | None) -> str:
    """What an address counts as: itself for IPv4, the /64 that one household or machine has for IPv6."""
    if not address:
        return "unknown"
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
