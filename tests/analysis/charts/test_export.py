"""Figures as files."""

from io import BytesIO

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from analysis.charts.export import png, small


def pixels(image):
    return np.asarray(Image.open(BytesIO(image)).convert("RGB"), int)


def test_a_colour_that_few_pixels_have_is_kept():
    figure = Figure((8, 6))
    many, few = figure.subplots(2, 1, height_ratios=(60, 1))
    many.imshow(np.linspace(0, 1, 90_000).reshape(300, 300), cmap="Blues", aspect="auto")
    few.imshow(np.linspace(0, 1, 40).reshape(1, 40), cmap="Oranges", aspect="auto")
    large = png(figure, "en")
    assert np.abs(pixels(small(large)) - pixels(large)).max() < 25


def test_a_small_image_looks_like_the_large_one_and_weighs_half():
    figure = Figure((4, 3))
    axes = figure.subplots()
    axes.imshow(np.linspace(0, 1, 900).reshape(30, 30), cmap="RdBu")
    axes.plot([0, 29], [0, 29], color="#7d3c8c")
    large = png(figure, "en")
    assert len(small(large)) < len(large) / 2
    assert small(large) == small(large)
    apart = np.abs(pixels(small(large)) - pixels(large))
    assert apart.mean() < 2
    assert np.quantile(apart, 0.999) < 50
