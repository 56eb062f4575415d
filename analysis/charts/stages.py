"""The wait of a delivery by stages, from the kitchen's side and from the courier's."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.charts.bars import label
from analysis.charts.frame import frame, nothing_in, provenance
from analysis.charts.names import name
from analysis.charts.numbers import number_of
from analysis.charts.opened import change_at, changes_from_base, greatest, of_tables, runs_of
from analysis.charts.style import HEIGHT_IN, INK, LABEL_PT, NOTE_PT, bare, is_narrow, subtitled
from analysis.charts.text import wrapped
from analysis.experiment.paired import Changes, changes_between
from analysis.experiment.reopened import Opened
from analysis.experiment.run_tables import COURIER, KITCHEN, stages_min
from analysis.experiment.summary import Floats
from analysis.kpis import capitalised
from analysis.wording import plain
from analysis.words import Words

SIDES = {"kitchen": KITCHEN, "courier": COURIER}
# Dark and light in turn, so that neighbours are told apart in grey; dark ones carry white numbers.
COLOURS = {
    "queue": "#22386f",
    "cooking": "#f0c36b",
    "counter": "#007a5e",
    "search": "#7d3c8c",
    "approach": "#a9d3ec",
    "pickup": "#8c3b1a",
    "way": "#c9ced4",
}
_DARK = ("queue", "counter", "search", "pickup")
_ROW_IN, _LINE_IN, _NAME_IN, _NARROW_NAME_IN = 0.5, 0.19, 2.4, 1.4
_WRITTEN_SHARE = {False: 0.035, True: 0.075}  # of the axis, of a stage whose number is written


@of_tables
def draw(opened: Opened, words: Words, width_in: float) -> Figure:
    """A panel a side, a bar an arm, its stages after one another; they add up to the wait."""
    values = runs_of(opened, stages_min)
    names = [[words(f"stages.{stage}") for stage in side] for side in SIDES.values()]
    found = changes_from_base(opened, [each.reshape(len(each), -1) for each in values])
    means = np.array([_mean(each) for each in values])  # (n_arms, n_sides, n_stages)
    unknown = not np.isfinite(means).all()
    narrow = is_narrow(width_in)
    room_in = _NARROW_NAME_IN if narrow else _NAME_IN
    arms = [name(opened.comparison, arm.label, words) for arm in opened.arms]
    lines = wrapped(arms, room_in, LABEL_PT)
    row_in = max(_ROW_IN, 0.1 + _LINE_IN * max(each.count("\n") + 1 for each in lines))
    figure = frame(
        _title(opened, means, found, names, words, unknown=unknown),
        words("stages.subtitle"),
        provenance(opened.comparison, words),
        body_in=len(SIDES) * (row_in * len(opened.arms) + 0.75),
        width_in=width_in,
        least_in=0 if is_narrow(width_in) else HEIGHT_IN,
        key=[
            Patch(color=COLOURS[stage], label=words(f"stages.{stage}"))
            for stage in dict.fromkeys((*KITCHEN[:-1], *COURIER))
        ],
    )
    if unknown:
        return nothing_in(figure, words)
    panels = figure.subplots(len(SIDES), 1, sharex=True)
    reach = 1.22 * float(means.sum(axis=2).max())
    for nth, (axes, (side, stages)) in enumerate(zip(panels, SIDES.items(), strict=True)):
        subtitled(axes, words(f"stages.side_{side}"), width_in - room_in - 0.8)
        for y, of_arm in enumerate(means[:, nth]):
            change = None
            if y:
                of = found[y - 1]
                wholes = values[y][:, nth].sum(axis=1), values[0][:, nth].sum(axis=1)
                change = _whole_change(opened, y, wholes) if of is not None else None
            _bar(axes, y, of_arm, stages, least=_WRITTEN_SHARE[narrow] * reach)
            total = plain(float(of_arm.sum()), 1)
            label(axes, float(of_arm.sum()), y, f"{total} {change}".strip() if change else total)
        axes.set_yticks(range(len(lines)), lines, color=INK)
        axes.set(xlim=(0, reach), ylim=(len(lines) - 0.5, -0.5))
        bare(axes)
        axes.tick_params(labelbottom=nth == len(SIDES) - 1)
    panels[-1].set_xlabel(words("stages.axis"))
    return figure


def _mean(values: Floats) -> Floats:
    known = values[np.isfinite(values).all(axis=(1, 2))]
    return np.asarray(known.mean(axis=0)) if len(known) else np.full(values.shape[1:], np.nan)


def _whole_change(opened: Opened, nth: int, wholes: tuple[Floats, Floats]) -> str:
    """By how much the whole wait of an arm differs from the base's."""
    of_arm, of_base = wholes
    change = change_at(
        changes_between(opened.arms[0], of_base, opened.arms[nth], of_arm), (), "min"
    )
    return "" if change is None else f"({number_of(change)})"


def _bar(axes: Axes, y: int, minutes: Floats, stages: Sequence[str], least: float) -> None:
    at = 0.0
    for stage, wide in zip(stages, minutes, strict=True):
        colour = COLOURS[stage]
        axes.barh(y, wide, 0.62, left=at, color=colour, edgecolor="white", linewidth=0.8)
        if wide >= least:
            ink = "white" if stage in _DARK else INK
            text = plain(float(wide), 1)
            axes.text(at + wide / 2, y, text, ha="center", va="center", size=NOTE_PT, color=ink)
        at += float(wide)


def _title(
    opened: Opened,
    means: Floats,
    found: Sequence[Changes],
    names: Sequence[Sequence[str]],
    words: Words,
    *,
    unknown: bool,
) -> str:
    if unknown:
        return words("title.unknown", what=words.kpi("click_to_door_mean_min"))
    if found:
        flat = [capitalised(each) for side in names for each in side]
        return greatest(opened, found, flat, "min", words)
    longest = int(means[0, 0].argmax())
    return words(
        "stages.title_one",
        whole=plain(float(means[0, 0].sum()), 1),
        stage=names[0][longest],
        part=plain(float(means[0, 0, longest]), 1),
    )
