"""The input features of a point: what the network sees of x1 and x2; the other half is static/js/network.js."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.engine.spec import FeatureName

Floats = NDArray[np.float64]

FORMULAS: Final[dict[FeatureName, Callable[[Floats, Floats], Floats]]] = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1x1": lambda x1, x2: x1 * x1,
    "x2x2": lambda x1, x2: x2 * x2,
    "x1x2": lambda x1, x2: x1 * x2,
    "sinx1": lambda x1, x2: np.sin(x1),
    "sinx2": lambda x1, x2: np.sin(x2),
    "cosx1": lambda x1, x2: np.cos(x1),
    "cosx2": lambda x1, x2: np.cos(x2),
    "radius": lambda x1, x2: np.sqrt(x1 * x1 + x2 * x2),
}


def compute_features(points: Floats, names: Sequence[FeatureName]) -> Floats:
    """`(n, features)` for points `(n, 2)`, one column a name, in the order of `names`."""
    x1, x2 = points[:, 0], points[:, 1]
    return np.stack([FORMULAS[name](x1, x2) for name in names], axis=1)
