"""The numbers of a dataset's points: each belongs to one point, and noise only scales."""

import numpy as np
import pytest

from playground.engine.datasets.draws import Draws, between

ASKED = {
    "uniforms": lambda draws: np.stack(draws.uniforms(), axis=1),
    "normals": lambda draws: draws.normals(),
    "uniform_noise": lambda draws: draws.uniform_noise(5.0),
    "normal_noise": lambda draws: draws.normal_noise(2.0),
}


@pytest.mark.parametrize("name", ASKED)
def test_more_points_keep_the_numbers_of_the_old_ones(name):
    few, many = (ASKED[name](Draws(seed=3, num=num, noise=0.2)) for num in (60, 500))
    assert (many[:60] == few).all()


@pytest.mark.parametrize("name", ["uniform_noise", "normal_noise"])
def test_noise_scales_and_draws_nothing_new(name):
    small, large = (ASKED[name](Draws(seed=3, num=60, noise=noise)) for noise in (0.1, 0.5))
    assert np.allclose(large, 5 * small, rtol=1e-12)


def test_uniform_noise_reaches_as_far_as_asked():
    noise = Draws(seed=0, num=20_000, noise=0.5).uniform_noise(5.0)
    assert -2.5 <= noise.min() < -2.49
    assert 2.49 < noise.max() < 2.5


def test_points_and_noise_have_streams_of_their_own():
    draws = Draws(seed=0, num=100, noise=1.0)
    assert (between(-1.0, 1.0, draws.uniforms()[0]) != draws.uniform_noise(1.0)[:, 0]).all()


def test_the_two_axes_are_drawn_apart():
    for name, ask in ASKED.items():
        drawn = ask(Draws(seed=1, num=5_000, noise=0.5))
        assert abs(np.corrcoef(drawn.T)[0, 1]) < 0.05, name
