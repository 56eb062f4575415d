"""Every figure there is, from a small fixed comparison and made-up studies; `make gallery`.

`python -m tests.gallery` draws a contact sheet of them in both languages, docs/gallery.png.
"""

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from analysis.charts import chain, frontier, incrementality, response, sensitivity, tuning
from analysis.charts.export import drawn, small
from analysis.charts.registry import charts_of_comparison
from analysis.charts.style import WIDE_IN
from analysis.experiment.comparison_folder import begin
from analysis.experiment.experiment import run_units, units_of
from analysis.experiment.reopened import open_comparison
from analysis.kpis import Lang
from analysis.lab.chain import Chain, Part
from analysis.lab.explanation import Explanation
from analysis.lab.incrementality import Incrementality, Split
from analysis.lab.lever import read_levers
from analysis.lab.sensitivity import carried_out
from analysis.lab.tuning.file import tuning as tuning_of
from analysis.lab.tuning.market import question
from analysis.lab.tuning.tune import Tuned, tune
from analysis.loading import load_arms
from analysis.results import write_bytes
from analysis.scenario_file import overriding
from analysis.words import words
from tests.analysis.commands.test_tune import kpis
from tests.analysis.lab.made_up import COURIERS, FEE, swept
from tests.analysis.lab.test_sensitivity import asked, made_up

Draw = Callable[[float], Figure]

ARMS = ("baseline", "lunch-coupon", "free-delivery")
# A tenth of the district, about as dense, for as long as the warm-up can be told.
CITY = {
    "days": 4,
    "consumers.count": 2000,
    "stores.count": 18,
    "couriers.count": 45,
    "city.width_m": 1600,
    "city.height_m": 1600,
    "city.zone_m": 400,
}
SEEDS = range(5)
SHEET = Path(__file__).parents[1] / "docs" / "gallery.png"
_LANGS: tuple[Lang, ...] = ("en", "zh")
_COLUMNS, _CELL_PX, _GAP_PX, _DPI = 8, (236, 168), 6, 60
_MOST_BYTES = 600_000


def comparison(folder: Path) -> Path:
    """Run the small comparison into a folder."""
    arms = load_arms(ARMS, overriding(CITY))
    begin(folder, arms, SEEDS)
    runs = run_units(units_of(arms, SEEDS, folder), 1, lambda: None)
    assert not runs.failures, runs.failures
    return folder


def figures(folder: Path, lang: Lang) -> dict[str, Draw]:
    """Every figure by name, so many inches wide; those of a comparison from its folder."""
    say = words(lang)
    charts = charts_of_comparison(open_comparison(folder, lang), say)
    missing = {name: chart.missing for name, chart in charts.items() if chart.missing}
    assert not missing, missing
    drawn_here: dict[str, Draw] = {name: chart.draw for name, chart in charts.items()}
    by_fee, by_both = swept(), swept([f"{FEE}=250,350,450", f"{COURIERS}=72,80,88"])
    drawn_here |= {
        "response": partial(response.draw, by_fee, say),
        "response-of-two": partial(response.draw, by_both, say),
        "frontier": partial(frontier.draw, by_both, say),
        "search": partial(tuning.draw, searched(), say),
        "incrementality": partial(incrementality.draw, _explained(), say),
        "chain": partial(chain.draw, _explained(), say),
    }
    for method, points in (("one", None), ("morris", 8), ("sobol", 16)):
        found = carried_out(asked(method, points=points), made_up)
        name = sensitivity.NAMES[method]
        drawn_here[name] = partial(sensitivity.draw, found, say, "orders_per_day")
    return drawn_here


def sheet(folder: Path) -> bytes:
    """All figures in small, each in English and Chinese side by side, as PNG."""
    of = {lang: figures(folder, lang) for lang in _LANGS}
    cells = [
        _cell(drawn(of[lang][name](WIDE_IN), lang, _DPI)) for name in of["en"] for lang in _LANGS
    ]
    step_x, step_y = (side + _GAP_PX for side in _CELL_PX)
    n_rows = -(-len(cells) // _COLUMNS)
    whole = Image.new("RGB", (_COLUMNS * step_x + _GAP_PX, n_rows * step_y + _GAP_PX), "#d5dae0")
    for nth, cell in enumerate(cells):
        row, column = divmod(nth, _COLUMNS)
        whole.paste(cell, (_GAP_PX + column * step_x, _GAP_PX + row * step_y))
    stream = BytesIO()
    whole.save(stream, "png")
    return small(stream.getvalue())


def _cell(image: bytes) -> Image.Image:
    """A figure on white, as large as fits."""
    cell = Image.new("RGB", _CELL_PX, "white")
    with Image.open(BytesIO(image)) as figure:
        scaled = figure.convert("RGB")
    scaled.thumbnail(_CELL_PX, Image.Resampling.LANCZOS)
    cell.paste(scaled, tuple((a - b) // 2 for a, b in zip(_CELL_PX, scaled.size, strict=True)))
    return cell


def searched() -> Tuned:
    """A search in the market of `tests.analysis.commands.test_tune`."""
    asked = question(
        tuning_of(
            "baseline",
            read_levers(["policies.coupons[0].off_cents=100..1500"]),
            goal="min:coupon_cost_per_order_cents",
            subject_to=["orders_per_day>=base*1.05", "click_to_door_p90_min<=base+4"],
            start="lunch-coupon",
            budget=48,
            finalists=2,
            confirm=8,
            first=4,
        )
    )
    return tune(
        asked,
        lambda arms, seeds: {
            arm.label: {seed: kpis(arm.scenario, seed) for seed in seeds} for arm in arms
        },
    )


def _explained() -> Explanation:
    """An arm whose orders are split, and whose difference is taken apart, by hand."""

    def split(*orders: int, lost: int = 0) -> Split:
        return Split(np.array([[0, *orders[1:], lost]]), np.array([[*orders, 0]]))

    whole = split(90, 20, 40, 20, 700, lost=35)
    by_segment = {"student": split(40, 5, 20, 5, 200, lost=10), "office": whole}
    groups = Incrementality(1440, 4, (0,), whole, whole, by_segment, (whole,), ())
    parts = tuple(
        Part(name, "orders_per_day", 5, mean, mean - 6, mean + 6)
        for name, mean in (("direct", 80), ("loyalty", -20), ("together", 3), ("whole", 63))
    )
    taken_apart = Chain(("loyalty",), parts, ())
    return Explanation(
        "base", "arm", "Base", "Arm", None, groups, (), "A verdict.", (), chain=taken_apart
    )


def main() -> int:
    """Draw the sheet anew; 3 where it weighs too much."""
    with tempfile.TemporaryDirectory() as folder:
        image = sheet(comparison(Path(folder) / "small"))
    write_bytes(SHEET, image)
    print(f"{SHEET}: {len(image) / 1000:.0f} kB")
    return 3 if len(image) > _MOST_BYTES else 0


if __name__ == "__main__":
    sys.exit(main())
