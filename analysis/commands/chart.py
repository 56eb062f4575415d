"""`o2o chart`: figures of results that are there, and which of them there are."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from analysis.commands.drawing import check_drawing
from analysis.commands.errors import InputError
from analysis.commands.experiments import tell_torn_runs
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output, progress
from analysis.kpis import Lang
from analysis.words import words


def chart(
    folder: Path,
    names: Sequence[str],
    *,
    everything: bool,
    lang: Lang,
    size: str,
    form: str,
    out: Path | None,
    json: bool,
) -> int:
    """Draw the figures asked for, or say which there are; the exit code."""
    if everything and names:
        raise InputError(f"--all draws {', '.join(names)} too: say one of them")
    check_drawing(lang)
    from analysis.charts.film import FORMS, FilmError, check_writer
    from analysis.charts.registry import Chart, ChartError, charts_of, chosen
    from analysis.experiment.reopened import ReopenError

    moves = form in FORMS
    try:
        if moves:
            check_writer(form)
        charts = charts_of(folder, lang)
        asked = chosen(charts, list(names), moves=moves) if names or everything else []
    except (ReopenError, ChartError, FilmError) as error:
        raise InputError(str(error)) from None
    tell_torn_runs(folder)
    if not asked:
        _list(folder, charts, json=json)
        return 0
    from analysis.charts.sizes import PRINTS, Size, as_file
    from analysis.results import write_bytes

    place = _place(out or folder.resolve().with_name(f"{folder.resolve().name}-charts"))
    files: list[Path] = []

    def written(each: Chart) -> Path:
        file = place / f"{each.name}-{lang}-{size}.{form}"
        width_in = PRINTS[Size(size)].width_in
        if moves and each.film is not None:
            with progress(words(lang)("day.progress"), 1.0, quiet=json, lang=lang) as tell:
                write_bytes(file, each.film(width_in, form, tell))
        else:
            write_bytes(file, as_file(each.draw(width_in), lang, Size(size), form))
        return file

    failed = 0
    for each in asked:
        try:
            files.append(written(each))
        except OSError:
            raise
        except Exception as error:  # one figure that fails keeps none of the others away
            failed += 1
            messages().print(
                f"{each.name} could not be drawn: {type(error).__name__}: {error}",
                markup=False,
                style="red",
            )
            continue
        if not json:
            output().print(str(files[-1]), markup=False)
    if json:
        print_json({"folder": str(place), "files": [str(file) for file in files]})
    return 3 if failed else 0


def _place(folder: Path) -> Path:
    """The folder that figures go to, made if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise InputError(f"--out: {folder} is a file, not a folder") from None
    except OSError as error:
        raise InputError(f"--out: {folder}: {error.strerror}") from None
    return folder


def _list(folder: Path, charts: Mapping[str, object], *, json: bool) -> None:
    """What the folder can give, and why it cannot give the rest."""
    from analysis.charts.registry import Chart

    known = [chart for chart in charts.values() if isinstance(chart, Chart)]
    if json:
        print_json(
            [{"name": c.name, "shows": c.shows, "missing": c.missing or None} for c in known]
        )
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column("")
    for each in known:
        there = not each.missing
        said = each.shows if there else f"{each.shows}: {each.missing}"
        table.add_row(escape(each.name), escape(said), style="" if there else "dim")
    output().print(table)
    output().print(f"o2o chart {folder} NAME... draws some, --all all of them", markup=False)
