"""Writes the report of a comparison: one page that needs no network, and figures for slides."""

import base64
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from analysis.charts.fonts import check_fonts
from analysis.experiment.arm import ArmData
from analysis.experiment.campaign_rows import campaign_rows
from analysis.experiment.compare import Comparison
from analysis.kpis import Lang
from analysis.report.settings import settings
from analysis.report.tables import all_rows, headline_counts, headline_rows
from analysis.results import environment as versions
from analysis.results import write_bytes, write_text
from analysis.wording import plain
from analysis.words import words
from sim.scenario import Scenario

_FOLDER = "figures"


def write_report(
    folder: Path,
    comparison: Comparison,
    arms: Sequence[ArmData],
    lang: Lang = "en",
    *,
    scenarios: Mapping[str, Scenario] | None = None,
    command: str | None = None,
) -> Path:
    """Write report.html and figures/ into a folder; returns the page.

    Parameters
    ----------
    arms
        The base first, then those of `comparison.contrasts` in their order.
    scenarios
        With all settings, by the labels of the arms; without them the page does not say what
        differs.
    command
        The command line that makes the same report again.

    Raises
    ------
    FontError
        The language needs a font that is not installed.
    """
    check_fonts(lang)
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("analysis.report", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    say = words(lang)
    environment.filters["whole"] = lambda number: plain(number, 0)
    page = environment.get_template("page.html").render(
        say=say,
        title=say(
            "page.title",
            others=say("page.and").join(contrast.label for contrast in comparison.contrasts),
            base=comparison.base,
        ),
        css=(files("analysis.report") / "page" / "page.css").read_text(encoding="utf-8"),
        comparison=comparison,
        arms=arms,
        counts=headline_counts(comparison),
        headline=headline_rows(comparison, say),
        groups=all_rows(comparison, say),
        campaigns=campaign_rows(arms, say),
        figures=_draw(folder / _FOLDER, comparison, arms, lang),
        settings=settings(scenarios) if scenarios else None,
        warmup_days=_warmup_days(scenarios[comparison.base]) if scenarios else 0,
        command=command,
        version=versions()["versions"]["o2o-market"],
    )
    write_text(folder / "report.html", page)
    return folder / "report.html"


def _warmup_days(base: Scenario) -> int:
    """Days lived before the first; recorded orders have none."""
    return base.warmup_days if base.replay.orders is None else 0


def _draw(
    folder: Path, comparison: Comparison, arms: Sequence[ArmData], lang: Lang
) -> list[dict[str, str]]:
    """Draw the figures into a folder; what the page shows of each, or why it is left out."""
    from analysis.charts.export import png, svg
    from analysis.charts.gallery import FIGURES, MAPS
    from analysis.report.alternatives import alternative

    folder.mkdir(parents=True, exist_ok=True)
    say = words(lang)
    shown = []
    for name, draw in FIGURES.items():
        section = name.replace("-", "_")
        if name in MAPS and comparison.place is None:
            why = say(f"map.none_{comparison.cities}")
            shown.append({"id": name, "name": say(f"{section}.name"), "left_out": why})
            continue
        figure = draw(comparison, arms, say)
        write_bytes(folder / f"{name}.png", png(figure, lang))
        image = svg(figure, lang)
        write_bytes(folder / f"{name}.svg", image)
        shown.append(
            {
                "id": name,
                "name": say(f"{section}.name"),
                "read": say(f"{section}.read", base=comparison.base),
                "alt": alternative(section, comparison, arms, say),
                "source": f"data:image/svg+xml;base64,{base64.b64encode(image).decode()}",
                "png": f"{_FOLDER}/{name}.png",
                "svg": f"{_FOLDER}/{name}.svg",
            }
        )
    return shown
