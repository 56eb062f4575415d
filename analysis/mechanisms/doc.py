"""Writes docs/mechanisms.md from the table of mechanisms: `python -m analysis.mechanisms.doc`."""

from collections import Counter
from collections.abc import Iterable, Iterator

from analysis.mechanisms.table import STATUSES, TERMS, Entry, catalogue, statuses
from analysis.reference_doc import DOCS
from analysis.reference_doc.markdown import table
from analysis.scenario_file import load_scenario

PAGE = DOCS / "mechanisms.md"

_BASE = "baseline"
_HEAD = """\
# Mechanisms

What the market is made of, against the {n} numbered terms that such markets are described by: what
is there, what moves what, and what is missing. Made from the records of `sim/mechanisms/` and from
`analysis/mechanisms/terms.toml` by `python -m analysis.mechanisms.doc`; `o2o mechanisms SCENARIO`
shows the same for any scenario, and `--json` for programs.

{counts}
"""
_TERMS = """
## The terms

Tier 1 is a mechanism of the core, 2 a lever on one, 3 optional, X outside a simulation.

"""
_EFFECTS = """
## What moves what

Each line is a claim that a comparison can refute: when the lever is changed so, in that scenario
and with nothing else, the metric goes up (+) or down (−), within so many days. Directions were
written down with their source before they were measured, which `python -m tests.benchmarks.effects`
does; "by definition" needs none. Keys are those of a scenario file
([parameters.md](parameters.md)), metrics the KPIs of [kpis.md](kpis.md), sources stand in
[model.md](model.md#sources).

"""


def page() -> str:
    """The page."""
    entries = catalogue(load_scenario(_BASE).scenario)
    status = statuses(entries)
    n_of = Counter(status.values())
    counts = "".join(f"* **{name}**, {n_of[name]}: {what}.\n" for name, what in STATUSES.items())
    terms = [
        (str(row), term.zh, term.en, term.tier, status[row], _by(row, entries), term.lacks)
        for row, term in TERMS.items()
    ]
    head = ("#", "中文", "Term", "Tier", "Status", "By", "Lacks")
    what = ("By", "Terms", f"In {_BASE}", "Lever", "Change")
    moved = (*what, "In", "Days", "Metric", "", "Evidence")
    return "".join(
        (
            _HEAD.format(n=len(TERMS), counts=counts.rstrip("\n")),
            _TERMS,
            table(head, terms),
            _EFFECTS,
            table(moved, _effects(entries)),
        )
    )


def _by(row: int, entries: Iterable[Entry]) -> str:
    """What stands for a term."""
    names = (entry.name for entry in entries if entry.effect and row in entry.rows)
    return ", ".join(dict.fromkeys(names))


def _effects(entries: Iterable[Entry]) -> Iterator[tuple[str, ...]]:
    for entry in entries:
        if entry.effect:
            before, after = entry.effect.change
            yield (
                entry.name,
                ", ".join(map(str, entry.rows)),
                "on" if entry.on else "off",
                f"`{entry.effect.lever}`",
                f"{before} → {after}",
                entry.effect.scenario,
                str(entry.effect.days),
                f"`{entry.effect.metric}`",
                entry.effect.direction.replace("-", "−"),
                entry.effect.evidence,
            )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
