"""`o2o orders`: what is understood of a table of recorded orders, and a first mapping of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.calibration.roles import events_in
from analysis.commands.errors import InputError
from analysis.commands.inputs import check_file
from analysis.commands.orders_picture import hours, town
from analysis.commands.picture import check_picture, write_picture
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output
from analysis.recordings import RecordingError, Understood, is_instance, read_orders
from analysis.recordings.draft import draft_of
from analysis.recordings.mapping_file import beside
from analysis.recordings.mapping_text import mapping_text
from analysis.results import write_text
from analysis.words import words

_NAME = 10  # characters of what a line is of


def orders(
    source: Path,
    *,
    draft: bool,
    mapping: Path | None,
    stated: Mapping[str, str | Path | None],
    picture: Path | None,
    json: bool,
) -> int:
    """Read a table, say what was understood, draw it; with `draft`, write a mapping first."""
    check_picture(picture)
    said = {key: str(value) for key, value in stated.items() if value is not None}
    try:
        if draft:
            return _draft(source, mapping, said, picture, json=json)
        understood = read_orders(source, mapping, said)
    except RecordingError as error:
        raise InputError(str(error)) from None
    _show(understood, picture, json=json)
    return 0


def _draft(
    source: Path, mapping: Path | None, stated: dict[str, str], picture: Path | None, *, json: bool
) -> int:
    """Write the mapping, and show what is read by it, or what is still wrong."""
    file = mapping or beside(source)
    _check_draft(source, file)
    guessed = draft_of(source, stated)
    write_text(file, mapping_text(guessed, source.resolve().name))
    messages().print(f"{file}: a mapping to be corrected", markup=False)
    for why in guessed.left.values():
        messages().print(f"{source}: {why}", markup=False)
    try:
        understood = read_orders(source, file)
    except RecordingError as error:
        return _show_dropping(source, file, error, picture, json=json)
    _show(understood, picture, json=json)
    return 0


def _check_draft(source: Path, file: Path) -> None:
    if is_instance(source):
        raise InputError(f"{source}: instances of the benchmark need no mapping")
    if file.exists():
        raise InputError(
            f"{file}: is there already; `o2o orders {source}` reads by it, "
            "--mapping names another file to be written"
        )
    if source.exists():
        check_file(file, "--mapping")


def _show_dropping(
    source: Path,
    file: Path,
    error: RecordingError,
    picture: Path | None,
    *,
    json: bool,
) -> int:
    """Say what is wrong, and what would be read without the wrong rows; the exit code."""
    messages().print(str(error), markup=False)
    try:
        understood = read_orders(source, file, {"wrong_rows": "drop"})
    except RecordingError:
        messages().print(f"correct {file}, then: o2o orders {source}", markup=False)
        return 2
    messages().print('with wrong_rows = "drop" these rows are left out:', markup=False)
    _show(understood, picture, json=json)
    return 0


def _show(understood: Understood, picture: Path | None, *, json: bool) -> None:
    if picture is not None:
        from analysis.charts.recorded import draw_recorded  # matplotlib takes a second to import

        write_picture(picture, draw_recorded(understood.recording, understood.title()))
    if json:
        print_json(_plain(understood))
        return
    console = output()
    blocks = _can_write("█●", console.encoding)
    console.print(understood.title(), markup=False, style="bold")
    for name, said in _facts(understood):
        console.print(f"{name:<{_NAME}} {said}", markup=False)
    for title, lines in (
        ("orders by hour", hours(understood.recording, blocks=blocks)),
        ("orders, and stores among them", town(understood.recording, blocks=blocks)),
    ):
        console.print(f"\n{title}", markup=False, style="dim")
        for line in lines:
            console.print(line, markup=False)


def _facts(understood: Understood) -> list[tuple[str, str]]:
    """What was understood, a line each."""
    recording = understood.recording
    first, last = (float(recording.placed_min[end]) for end in (0, -1))
    by_clocks = ", ".join(part for part in (understood.zone, understood.form) if part)
    facts = [
        ("times", f"{understood.moment(first)} to {understood.moment(last)}; {by_clocks}"),
        ("days", f"{recording.n_days}"),
        ("stores", _stores(understood)),
        ("doors", f"{understood.n_doors} places"),
        ("city", _city(recording.extent)),
        ("baskets", _baskets(understood)),
        ("ready", f"known of {understood.n_ready} of {recording.n_orders} orders"),
    ]
    if recording.couriers is not None:
        facts.append(("couriers", f"{len(recording.couriers.names)}"))
    if understood.columns:
        read = [role if role == name else f"{role} = {name}" for role, name in understood.columns]
        facts.append(("columns", ", ".join(read)))
    later = events_in(understood.unread, ())
    if later:
        read = [f"{role} = {name}" for role, name in later.items()]
        facts.append(("besides", f"o2o calibrate reads {', '.join(read)}"))
    unread = [name for name in understood.unread if name not in later.values()]
    if unread:
        facts.append(("not read", ", ".join(unread)))
    if understood.encoding:
        facts.append(("encoding", understood.encoding))
    left_out = [f"{each.n} rows: {each.told(words('en'))}" for each in understood.dropped]
    return facts + [("left out", each) for each in left_out or ["nothing"]]


def _stores(understood: Understood) -> str:
    n_stores = f"{understood.recording.n_stores}"
    if understood.moved_m < 1:
        return n_stores
    return f"{n_stores}, whose rows lie up to {understood.moved_m:.0f} m from their middle"


def _city(extent: tuple[float, float]) -> str:
    return " by ".join(f"{side_m / 1000:.1f}" for side_m in extent) + " km"


def _baskets(understood: Understood) -> str:
    known = understood.baskets_cents
    if not len(known):
        return "not known"
    cents = (known.min(), known.mean(), known.max())
    least, mean, most = (f"¥{each / 100:.2f}" for each in cents)
    n_orders = understood.recording.n_orders
    return f"{least} to {most}, mean {mean}, of {len(known)} of {n_orders} orders"


def _plain(understood: Understood) -> dict[str, Any]:
    recording, known = understood.recording, understood.baskets_cents
    return {
        "source": str(understood.source),
        "understood": understood.sentence(),
        "orders": recording.n_orders,
        "first": understood.moment(float(recording.placed_min[0])),
        "last": understood.moment(float(recording.placed_min[-1])),
        "zone": understood.zone,
        "dates": understood.form,
        "days": recording.n_days,
        "stores": recording.n_stores,
        "doors": understood.n_doors,
        "baskets": len(known),
        "basket_mean_cents": float(known.mean()) if len(known) else None,
        "ready": understood.n_ready,
        "couriers": recording.couriers and len(recording.couriers.names),
        "columns": dict(understood.columns),
        "for_calibrate": events_in(understood.unread, ()),
        "not_read": list(understood.unread),
        "encoding": understood.encoding,
        "left_out": [
            {"why": each.why.kind, "columns": list(each.why.columns), "rows": each.n}
            for each in understood.dropped
        ],
    }


def _can_write(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (LookupError, UnicodeError):
        return False
    return True
