"""The input features of a point."""

import math

import numpy as np

from playground.engine.features import FORMULAS, compute_features
from playground.engine.spec import FEATURES


def test_there_is_one_formula_for_every_name_of_the_spec():
    assert tuple(FORMULAS) == FEATURES


def test_features_are_what_their_names_say():
    row = compute_features(np.array([[3.0, -4.0]]), FEATURES)[0]
    s, c = math.sin, math.cos
    assert np.allclose(row, [3, -4, 9, 16, -12, s(3), s(-4), c(3), c(-4), 5], rtol=1e-15)


def test_features_come_one_column_a_name_in_the_order_asked():
    points = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert compute_features(points, ["x2", "x1"]).tolist() == [[2, 1], [4, 3], [6, 5]]


def test_no_points_have_no_rows():
    assert compute_features(np.empty((0, 2)), ["x1", "radius"]).shape == (0, 2)
