"""Batch norm and layer norm with their way back, in NumPy; the other half is layers.py (torch).

Ioffe & Szegedy, 'Batch normalization' (2015); Ba, Kiros & Hinton, 'Layer normalization' (2016).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EPSILON: Final = 1e-5
MOMENTUM: Final = 0.1
"""What share of a running average the newest batch makes up, as torch counts it."""

BATCH: Final = 0
UNITS: Final = 1
"""Over which axis of `(batch, units)` each norm takes mean and variance."""


@dataclass(frozen=True, slots=True)
class Normed:
    """What the way back needs."""

    standard: Floats
    """`(batch, units)`: mean 0 and variance 1 over the norm's axis"""
    deviation: Floats
    """`(1, units)` for batch norm, `(batch, 1)` for layer norm"""


def standardize(z: Floats, axis: int) -> Normed:
    """Takes mean and variance over `axis` of z `(batch, units)` itself."""
    centered = z - z.mean(axis=axis, keepdims=True)
    deviation = np.sqrt((centered**2).mean(axis=axis, keepdims=True) + EPSILON)
    return Normed(centered / deviation, deviation)


def standardize_with(z: Floats, mean: Floats, var: Floats) -> Normed:
    """Takes running averages `(units,)`: batch norm when it is not training."""
    deviation = np.sqrt(var + EPSILON)[None, :]
    return Normed((z - mean) / deviation, deviation)


def slope_before(slopes: Floats, normed: Normed, axis: int) -> Floats:
    """dL/dz from `slopes` = dL/d(standard), both `(batch, units)`; mean and variance depend on z as well."""
    straight = slopes - slopes.mean(axis=axis, keepdims=True)
    along = normed.standard * (slopes * normed.standard).mean(axis=axis, keepdims=True)
    return np.asarray((straight - along) / normed.deviation)


def running_averages(z: Floats, mean: Floats, var: Floats) -> tuple[Floats, Floats]:
    """Mean and variance `(units,)` after one more batch z; the batch's variance is the unbiased one."""
    return (
        (1.0 - MOMENTUM) * mean + MOMENTUM * z.mean(axis=BATCH),
        (1.0 - MOMENTUM) * var + MOMENTUM * z.var(axis=BATCH, ddof=1),
    )
