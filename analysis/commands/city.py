"""`o2o city`: what is understood of a city's files, a map of it, and a first scenario."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.commands.errors import InputError
from analysis.commands.inputs import check_file, load_arm
from analysis.commands.picture import check_picture, write_picture
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output
from analysis.own_city import Read
from analysis.own_city.draft import question_text, scenario_text
from analysis.own_city.folder import Folder, read_folder
from analysis.own_city.told import Line, missing, understood
from analysis.recordings import RecordingError
from analysis.results import write_text
from analysis.scenario_file import overriding
from sim.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CITY, QUESTION = "city.toml", "{stem}-coupon.toml"
_NAME = 10  # characters of what a line is of


def city(
    folder: Path, *, draft: bool, base: str, out: Path | None, picture: Path | None, json: bool
) -> int:
    """Read a folder, say what was understood and what is missing, draw it; write its scenario."""
    file = out or folder / CITY
    check_picture(picture)
    if draft:
        if file.exists():
            problem = f"`o2o city {folder}` reads by it, --out names another file"
            raise InputError(f"{file}: is there already; {problem}")
        picture = picture or file.with_suffix(".png")
        _check_files(folder, file, picture, said=out is not None)
    if not draft and out is not None:
        raise InputError("--out: only --draft writes a scenario")
    try:
        found = read_folder(folder)
        read, scenario = _by_file(file) if not draft and file.is_file() else _drafted(found, base)
    except RecordingError as error:
        raise InputError(str(error)) from None
    if draft:
        _write(file, read, base, folder)
    if picture is not None:
        write_picture(picture, _drawn(scenario, read))
    _show(found, read, scenario, json=json)
    if draft and not json:
        second = file.with_name(QUESTION.format(stem=file.stem))
        messages().print(f"then: o2o compare {file} {second}", markup=False)
    return 0


def _check_files(folder: Path, file: Path, picture: Path, *, said: bool) -> None:
    """Refuse files of a draft that cannot be written, unless what is wrong is the folder itself."""
    if said or folder.is_dir():
        check_file(file, "--out")
        check_file(picture, "--picture")


def _by_file(file: Path) -> tuple[Read, Scenario]:
    """What the scenario file of the folder says, as a run reads it."""
    arm = load_arm(str(file), [], allow_code=False)
    if arm.city is None:
        raise InputError(f"{file}: [city] names none of the files stores, zones, demand, couriers")
    return arm.city, arm.scenario


def _drafted(found: Folder, base: str) -> tuple[Read, Scenario]:
    """What a scenario would say that extends a preset and names the files."""
    named = {f"city.{kind}": str(path) for kind, path in found.files.items()}
    arm = load_arm(base, overriding(named), allow_code=False)
    assert arm.city is not None
    return arm.city, arm.scenario


def _write(file: Path, read: Read, base: str, folder: Path) -> None:
    """Write the scenario, and one to compare it with."""
    preset = load_arm(base, [], allow_code=False).scenario
    write_text(file, scenario_text(read, base, preset, folder, file.parent))
    second = file.with_name(QUESTION.format(stem=file.stem))
    messages().print(f"{file}: a scenario to be corrected", markup=False)
    if not second.exists():
        write_text(second, question_text(file.name, folder))
        messages().print(f"{second}: a question to begin with", markup=False)


def _show(found: Folder, read: Read, scenario: Scenario, *, json: bool) -> None:
    lines, absent = list(understood(read, scenario)), list(missing(read))
    others = [
        ("not read", f"{name}: {why}") for name, why in (*found.others, *_unnamed(found, read))
    ]
    if json:
        print_json(_plain(read, lines, absent, others))
        return
    console = output()
    console.print(f"understood of {found.path}", markup=False, style="bold")
    _print(console, lines)
    if absent or others:
        console.print("\nmissing, and what is drawn instead", markup=False, style="bold")
        _print(console, [*absent, *others])


def _unnamed(found: Folder, read: Read) -> Iterator[tuple[str, str]]:
    """Tables that lie in the folder, and that its scenario does not name."""
    named = {Path(path).resolve() for path in read.files.values()}
    for kind, path in found.files.items():
        if path.resolve() not in named:
            yield path.name, f'{CITY} does not name it; [city] {kind} = "{path.name}" does'


def _print(console: Any, lines: Iterable[Line]) -> None:
    for name, said in lines:
        console.print(f"{name:<{_NAME}} {said}", markup=False)


def _plain(
    read: Read, lines: Iterable[Line], absent: Iterable[Line], others: Iterable[Line]
) -> dict[str, Any]:
    town = read.town
    return {
        "files": {kind: str(path) for kind, path in read.files.items()},
        "columns": read.columns,
        "not_read": {kind: list(names) for kind, names in read.unread.items()},
        "encodings": read.encodings,
        "positions": "degrees" if read.in_degrees else "metres",
        "stores": len(town.stores.names) if town.stores else None,
        "zones": [zone.name for zone in town.zones],
        "outside": list(read.outside),
        "understood": [list(line) for line in lines],
        "missing": [list(line) for line in (*absent, *others)],
    }


def _drawn(scenario: Scenario, read: Read) -> "Figure":
    """Its map."""
    from analysis.charts.own_city_map import draw_city, needs_share  # matplotlib takes a second
    from analysis.experiment.place import place_of
    from sim.city import draw_city as plan_of

    place = place_of(scenario)
    plan = plan_of(scenario.city, scenario.consumers.count)
    homes = np.bincount(plan.cell_zone, plan.home_density, plan.n_zones).astype(np.float64)
    share = needs_share(scenario.city.town.needs if scenario.city.town else (), homes)
    n_stores = len(place.stores_x_m)
    drawn = "of the table" if read.town.stores else "drawn"
    title = f"{n_stores} stores, {plan.n_zones} zones"
    told = "of the table of demand" if read.town.needs else "by where homes are drawn"
    subtitle = f"Stores {drawn}; zones by their share of the needs, {told}"
    return draw_city(place, share.reshape(place.n_zones), title, subtitle)
