"""Every random number as a pure function of (seed, stream, index...); the exact twin for bits is steppers/kernels.py.

Nothing is streamed and nothing has a state: whoever needs a number names it. Bits are Philox4x32-10 of Salmon,
Moraes, Dror and Shaw, 'Parallel random numbers: as easy as 1, 2, 3' (2011). Every saved seed hangs on them.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

POINTS: Final = 1
NOISE: Final = 2
SPLIT: Final = 3
WEIGHTS: Final = 4
ORDER: Final = 5
DROPOUT: Final = 6

_ROUNDS: Final = 10
_LOW: Final = np.uint64(0xFFFFFFFF)
_HALF: Final = np.uint64(32)
_MULTIPLIER_0: Final = np.uint64(0xD2511F53)
_MULTIPLIER_1: Final = np.uint64(0xCD9E8D57)
_WEYL_0: Final = 0x9E3779B9
_WEYL_1: Final = 0xBB67AE85

Floats = NDArray[np.float64]


def words(
    seed: int, stream: int, i0: ArrayLike, i1: ArrayLike = 0, i2: ArrayLike = 0, i3: ArrayLike = 0
) -> NDArray[np.uint32]:
    """Four random words `(..., 4)` for each address; the indices broadcast, each within [0, 2^32)."""
    shape = np.broadcast_shapes(*(np.shape(index) for index in (i0, i1, i2, i3)))
    c0, c1, c2, c3 = (np.asarray(index, dtype=np.uint64) for index in (i0, i1, i2, i3))
    for turn in range(_ROUNDS):
        key_0 = np.uint64((seed + turn * _WEYL_0) & 0xFFFFFFFF)
        key_1 = np.uint64((stream + turn * _WEYL_1) & 0xFFFFFFFF)
        product_0, product_1 = _MULTIPLIER_0 * c0, _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> _HALF) ^ c1 ^ key_0,
            product_1 & _LOW,
            (product_0 >> _HALF) ^ c3 ^ key_1,
            product_0 & _LOW,
        )
    drawn = np.empty((*shape, 4), np.uint32)
    for place, word in enumerate((c0, c1, c2, c3)):
        drawn[..., place] = word
    return drawn


def uniform(
    seed: int, stream: int, i0: ArrayLike, i1: ArrayLike = 0, i2: ArrayLike = 0, i3: ArrayLike = 0
) -> Floats:
    """Numbers in [0, 1), multiples of 2^-53, from the first two words of each address."""
    return uniform_pair(seed, stream, i0, i1, i2, i3)[0]


def uniform_pair(
    seed: int, stream: int, i0: ArrayLike, i1: ArrayLike = 0, i2: ArrayLike = 0, i3: ArrayLike = 0
) -> tuple[Floats, Floats]:
    """Two independent numbers in [0, 1) for each address."""
    drawn = words(seed, stream, i0, i1, i2, i3).astype(np.uint64)
    first, second = (drawn[..., place] << _HALF | drawn[..., place + 1] for place in (0, 2))
    return _unit_interval(first), _unit_interval(second)


def normal(
    seed: int, stream: int, i0: ArrayLike, i1: ArrayLike = 0, i2: ArrayLike = 0, i3: ArrayLike = 0
) -> Floats:
    """Standard normal numbers: the cosine branch of Box and Muller (1958), one for each address."""
    radius, angle = uniform_pair(seed, stream, i0, i1, i2, i3)
    # 1 - u lies in (0, 1], so the logarithm is finite.
    return np.asarray(np.sqrt(-2.0 * np.log(1.0 - radius)) * np.cos(2.0 * np.pi * angle), np.float64)


def permutation(seed: int, stream: int, count: int, *indices: int) -> NDArray[np.int64]:
    """An order of 0..count-1: the stable argsort of `count` uniforms at (0..count-1, *indices)."""
    return np.argsort(uniform(seed, stream, np.arange(count), *indices), kind="stable").astype(np.int64)


def _unit_interval(bits: NDArray[np.uint64]) -> Floats:
    return np.asarray((bits >> np.uint64(11)).astype(np.float64) * 2.0**-53, np.float64)
