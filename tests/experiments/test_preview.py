"""The picture of an experiment."""

import io

import numpy as np
import pytest
from PIL import Image

from playground.engine.address import decode_address
from playground.experiments.preview import CLASSES, NEG, POS, ZERO, class_colors, preview_png, value_colors


@pytest.mark.parametrize("address", ["", "data=blobs&classes=4", "data=hills"])
def test_it_is_a_png_of_the_size_that_links_show(address):
    image = Image.open(io.BytesIO(preview_png(decode_address(address)[0])))
    assert image.format == "PNG"
    assert image.size == (1200, 630)


def test_negative_is_orange_positive_blue_and_zero_grey():
    low, middle, high = value_colors(np.array([[-1.0, 0.0, 1.0]]))[0]
    assert np.allclose(middle, ZERO)
    assert np.argmin(np.abs(low - NEG)) == 0
    assert np.abs(high - POS).sum() < np.abs(high - NEG).sum()


def test_a_value_that_is_no_number_is_grey():
    assert np.allclose(value_colors(np.array([[np.nan]]))[0, 0], ZERO)


def test_a_class_is_the_stronger_the_surer_the_network():
    unsure, sure = class_colors(np.array([[[0.4, 1.0]], [[0.3, 0.0]], [[0.3, 0.0]]]))[0]
    away = [np.abs(color - np.array(CLASSES[0])).sum() for color in (unsure, sure)]
    assert away[1] < away[0]
