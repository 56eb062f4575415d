"""Figures are drawn as always, whatever the user has set for matplotlib."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import matplotlib as mpl
import pytest

from analysis.charts.export import svg
from analysis.charts.gallery import FIGURES
from analysis.words import words
from tests.analysis.charts.made_up import comparison_of

ROOT = Path(__file__).parents[3]
REHEARSE = "from analysis.charts.rehearsal import rehearse; rehearse('en')"


def rehearsal(**variables):
    command = [sys.executable, "-c", f"{REHEARSE}; import os; print(os.environ.get('MPLBACKEND'))"]
    env = os.environ | variables
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["module://matplotlib_inline.backend_inline", "none such"])
def test_the_back_end_of_a_notebook_does_no_harm_and_is_left_in_place(backend):
    done = rehearsal(MPLBACKEND=backend)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{backend}\n"


def drawn():
    return svg(FIGURES["waits"](*comparison_of(2), words("en")), "en")


drawn_as_always = cache(drawn)


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(
    "settings",
    [
        {"text.usetex": True, "savefig.bbox": "tight", "font.family": "serif"},
        {"axes.unicode_minus": False, "figure.dpi": 30, "lines.linewidth": 9, "font.size": 40},
        {"axes.prop_cycle": mpl.cycler(color="k"), "path.sketch": (1, 100, 2), "axes.grid": True},
        {"svg.fonttype": "none", "savefig.transparent": True, "figure.autolayout": True},
    ],
)
def test_a_figure_is_the_same_to_the_byte_under_settings_of_the_user_s(settings):
    as_always = drawn_as_always()
    with mpl.rc_context(settings):
        assert drawn() == as_always
