"""`o2o mechanisms`: every mechanism there is and every one that is missing, in a scenario."""

from collections import Counter
from typing import Any

from rich.markup import escape
from rich.table import Table

from analysis.commands.inputs import load_arm
from analysis.commands.streams import print_json
from analysis.commands.terminal import output
from analysis.mechanisms import STATUSES, TERMS, Entry, catalogue, statuses


def mechanisms(source: str, *, allow_code: bool, as_json: bool) -> int:
    """Show the table of mechanisms, and which of them are on in a scenario."""
    arm = load_arm(source, [], allow_code=allow_code)
    entries = catalogue(arm.scenario)
    if as_json:
        listed = [_plain(entry) for entry in entries]
        print_json({"scenario": source, "mechanisms": listed})
        return 0
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("terms", no_wrap=True)
    table.add_column("mechanism")
    table.add_column("", no_wrap=True)
    table.add_column("lever and metric, or what is lacking")
    for entry in entries:
        rows = ", ".join(map(str, entry.rows))
        state: str = entry.status
        if entry.effect is not None:
            state += ", on" if entry.on else ", off"
        name = f"{escape(entry.term)}\n[dim]{entry.term_zh}[/]"
        table.add_row(rows, name, state, _shown(entry))
    console = output()
    console.print(table)
    n_of = Counter(statuses(entries).values())
    counts = ", ".join(f"{n_of[status]} {status}" for status in STATUSES)
    console.print(f"\n{len(TERMS)} terms: {counts}", markup=False)
    return 0


def _shown(entry: Entry) -> str:
    """What moves what, and what is lacking beside."""
    lacks = f"[dim]lacks {escape(entry.lacks)}[/]" if entry.lacks else ""
    if entry.effect is None:
        return lacks
    before, after = entry.effect.change
    sign = entry.effect.direction
    moves = escape(f"{entry.effect.lever} {before} → {after}: {entry.effect.metric} {sign}")
    return "\n".join(filter(None, (moves, lacks)))


def _plain(entry: Entry) -> dict[str, Any]:
    """An entry for programs; of what is missing there is no lever and no metric."""
    effect = entry.effect
    return {
        "name": entry.name,
        "rows": list(entry.rows),
        "term_zh": entry.term_zh,
        "term": entry.term,
        "tiers": [TERMS[row].tier for row in entry.rows],
        "status": entry.status,
        "on": entry.on,
        "lever": effect and effect.lever,
        "change": effect and list(effect.change),
        "scenario": effect and effect.scenario,
        "days": effect and effect.days,
        "metric": effect and effect.metric,
        "direction": effect and effect.direction,
        "evidence": effect and effect.evidence,
        "lacks": entry.lacks or None,
    }
