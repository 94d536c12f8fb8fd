"""A picture of an experiment's data and first answer, for pages without scripts and for shared links."""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from playground.engine.reference import EDGE, predict_map
from playground.engine.spec import Spec
from playground.experiments.board_data import FirstState, first_state

Color = tuple[int, int, int]
Floats = NDArray[np.float64]

WIDTH, HEIGHT = 1200, 630
SIDE = 534
MARGIN = 48
RADIUS = 6
MAP_STRENGTH = 0.76

# The light theme's tokens (static/css/tokens.css).
PAPER: Color = (255, 255, 255)
INK: Color = (20, 25, 29)
LINE: Color = (197, 204, 209)
ZERO: Color = (241, 242, 243)
CLASSES: tuple[Color, ...] = ((194, 87, 12), (11, 99, 168), (77, 86, 92), (178, 58, 124))
NEG, POS = CLASSES[:2]


@lru_cache(maxsize=64)
def preview_png(spec: Spec) -> bytes:
    """1200 x 630 pixels: the points at the left, what the untrained network answers at the right."""
    first = first_state(spec)
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    left, right = (MARGIN, MARGIN), (WIDTH - MARGIN - SIDE, MARGIN)
    image.paste(answer_image(spec, first), right)
    draw = ImageDraw.Draw(image)
    for corner in (left, right):
        draw.rounded_rectangle((*corner, corner[0] + SIDE, corner[1] + SIDE), 8, outline=LINE, width=2)
        draw_points(draw, corner, first)
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def answer_image(spec: Spec, first: FirstState) -> Image.Image:
    """The network's answer over the plane, in the page's colors."""
    shown = predict_map(spec, first.layers, 90)
    colors = class_colors(shown) if len(shown) > 1 else value_colors(shown[0])
    pixels = np.clip(np.round(colors), 0, 255).astype(np.uint8)
    return Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def value_colors(values: Floats) -> Floats:
    """Orange, grey, blue for -1, 0, +1: `(size, size)` to `(size, size, 3)`."""
    clipped = np.clip(np.nan_to_num(values), -1.0, 1.0)
    share = (np.abs(clipped) ** 0.9 * MAP_STRENGTH)[..., None]
    ends = np.where(clipped[..., None] < 0, np.array(NEG, np.float64), np.array(POS, np.float64))
    return np.array(ZERO, np.float64) * (1 - share) + ends * share


def class_colors(probabilities: Floats) -> Floats:
    """The likeliest class's color, the paler the less sure: `(k, size, size)` to `(size, size, 3)`."""
    k = len(probabilities)
    certainty = (np.nan_to_num(probabilities.max(axis=0)) - 1 / k) / (1 - 1 / k)
    share = (np.clip(certainty, 0, 1) * 0.62)[..., None]
    ends = np.array(CLASSES[:k], np.float64)[probabilities.argmax(axis=0)]
    colors: Floats = np.array(ZERO, np.float64) * (1 - share) + ends * share
    return colors


def draw_points(draw: ImageDraw.ImageDraw, corner: tuple[int, int], first: FirstState) -> None:
    points, labels = first.dataset.train_points[:300], first.dataset.train_labels[:300]
    places = (points * [1.0, -1.0] + EDGE) / (2 * EDGE) * SIDE + corner
    for (x, y), label in zip(places, labels, strict=True):
        draw.ellipse(
            (x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS), label_color(first.spec, label), PAPER, 2
        )


def label_color(spec: Spec, label: float) -> Color:
    if spec.task == "classes":
        return CLASSES[int(label)]
    if spec.task == "two_classes":
        return POS if label > 0 else NEG
    red, green, blue = value_colors(np.array([[label]]))[0, 0]
    return int(red), int(green), int(blue)
