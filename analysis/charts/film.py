"""Films of a day, by the writers of matplotlib: MP4 where ffmpeg is, GIF everywhere."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, PillowWriter
from matplotlib.colors import to_rgb
from PIL import Image

from analysis.charts.day import COLOURS, Scene
from analysis.charts.style import lay_out, style
from analysis.experiment.reopened import Opened
from analysis.words import Words

FORMS = ("mp4", "gif")
_FROM_MIN, _TO_MIN = 360.0, 1440.0  # of the day; the night is left out
_STEP_MIN = {"mp4": 2.0, "gif": 5.0}  # of the day, from one picture to the next
_PER_SECOND = {"mp4": 30, "gif": 12}
_DPI = {"mp4": 150, "gif": 72}
_SHADES = 17  # of each colour in a GIF: no more than its 256 in all


class FilmError(RuntimeError):
    """No program that writes the film is installed."""


class _Gif(PillowWriter):
    """One whose pictures share the colours that are drawn with: small, and nothing flickers."""

    def grab_frame(self, **how: Any) -> None:
        super().grab_frame(**how)
        frames: list[Image.Image] = self._frames  # type: ignore[attr-defined]
        drawn = frames[-1].convert("RGB")
        frames[-1] = drawn.quantize(palette=_palette(), dither=Image.Dither.NONE)


@cache
def _palette() -> Image.Image:
    """The colours of a scene, each with its shades towards white."""
    shades = [
        tuple(round(255 * (1 - share * (1 - part))) for part in to_rgb(colour))
        for colour in COLOURS
        for share in np.linspace(1, 0, _SHADES, endpoint=False)
    ]
    image = Image.new("P", (1, 1))
    image.putpalette([255, 255, 255, *(part for shade in shades for part in shade)])
    return image


def check_writer(form: str) -> None:
    """Make sure that a film can be written.

    Raises
    ------
    FilmError
        Says what to install, or to ask for.
    """
    if form == "mp4" and not FFMpegWriter.isAvailable():
        raise FilmError(
            "MP4 is written by ffmpeg, which is not installed (Debian and Ubuntu: apt install "
            "ffmpeg; macOS: brew install ffmpeg); or ask for --format gif"
        )


def film(
    opened: Opened,
    words: Words,
    width_in: float,
    form: str,
    tell: Callable[[float], None] = lambda done: None,
) -> bytes:
    """The first day of a comparison or run, from early morning to midnight, as "mp4" or "gif".

    `tell` hears the share that is done.
    """
    check_writer(form)
    fps = _PER_SECOND[form]
    coding = ["-pix_fmt", "yuv420p", "-crf", "20"]
    writer: AbstractMovieWriter = (
        FFMpegWriter(fps=fps, extra_args=coding) if form == "mp4" else _Gif(fps=fps)
    )
    n_frames = int((_TO_MIN - _FROM_MIN) / _STEP_MIN[form])
    with style(words.lang), tempfile.TemporaryDirectory() as folder:
        scene = Scene(opened, words, width_in)
        scene.show(_FROM_MIN)
        lay_out(scene.figure)
        _even(scene, _DPI[form])
        file = Path(folder) / f"day.{form}"
        with writer.saving(scene.figure, str(file), _DPI[form]):
            for nth in range(n_frames):
                scene.show(_FROM_MIN + nth * _STEP_MIN[form])
                writer.grab_frame()
                tell((nth + 1) / n_frames)
        return file.read_bytes()


def _even(scene: Scene, dpi: int) -> None:
    """Sides of an even number of pixels, which the usual coding of MP4 asks for."""
    figure = scene.figure
    width, height = (2 * int(side * dpi / 2) / dpi for side in figure.get_size_inches())
    figure.set_size_inches(width, height)
