"""Reads recorded orders to calibrate by: what is wrong is counted, and left out."""

from collections.abc import Mapping as Values
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import quality
from analysis.calibration.quality import Finding
from analysis.calibration.roles import MOMENTS, SHIFTS, events_in
from analysis.calibration.stores import Stores
from analysis.recordings import Understood, is_instance, read_orders
from analysis.recordings.draft import draft_of
from analysis.recordings.faults import not_found, refused
from analysis.recordings.files import Stated, read_sheet
from analysis.recordings.mapping import Mapping
from analysis.recordings.mapping_file import beside, read_mapping
from analysis.recordings.sheet import Allowed
from analysis.recordings.table import Kept, read_kept
from analysis.recordings.times import later_min
from sim.recording import Recording

Floats = NDArray[np.float64]

_OFFERS = Allowed("a whole number, 1 or more, or empty", 1, whole=True, may_be_empty=True)


@dataclass(frozen=True, eq=False)
class Observed:
    """Recorded orders, what became of them where that is known, and what was wrong with them."""

    understood: Understood
    moments: dict[str, Floats]  # by name, (n_orders,) minutes from the first midnight; nan: none
    columns: dict[str, str]  # of what became of orders, by role
    courier: NDArray[np.int64] | None  # (n_orders,) which of the couriers; -1: none
    offers: Floats | None  # (n_orders,) to couriers; nan: unknown
    findings: tuple[Finding, ...]
    cooks: Floats | None  # (n_stores,) nan: unknown; None: no table of stores
    n_rows: int  # in the table
    guessed: bool = False  # no mapping said how it is to be read

    @property
    def recording(self) -> Recording:
        """The orders in the sequence of placement."""
        return self.understood.recording

    @property
    def distance_m(self) -> Floats:
        """From store to door, straight, (n_orders,)."""
        of = self.recording
        east = of.door_x_m - of.store_x_m[of.store]
        north = of.door_y_m - of.store_y_m[of.store]
        return np.hypot(east, north)

    @property
    def preparation_min(self) -> Floats:
        """From placement until the food was ready, (n_orders,); nan: unknown, or contradicted."""
        return self.moments["ready"] - self.moments["placed"]

    @property
    def of_weekend(self) -> NDArray[np.bool_]:
        """Whether each day is one of a weekend, (n_days,); none is, where there are no dates."""
        day = np.arange(self.recording.n_days)
        if self.understood.midnight is None:
            return np.zeros(len(day), bool)
        return np.asarray((self.understood.midnight.weekday() + day) % 7 >= 5)


def observe(
    path: Path,
    mapping: Path | None = None,
    stated: Values[str, str] | None = None,
    couriers: Path | None = None,
    stores: Path | None = None,
) -> Observed:
    """What recorded orders say, without what is wrong with them.

    Parameters
    ----------
    path
        A table of orders, or the folder of a benchmark instance.
    mapping
        How to read the table; None: the file beside it, else it is guessed.
    stated
        Keys of a mapping that are laid over.
    couriers
        A table of couriers' shifts, if there is one.
    stores
        A table of stores as `[city] stores` reads it, if there is one.

    Raises
    ------
    RecordingError
        More is wrong than can be left out; names every fault.
    """
    if is_instance(path):
        for table, what in ((couriers, "couriers"), (stores, "stores")):
            if table is not None:
                raise refused(str(table), f"an instance of the benchmark brings its own {what}")
        return _whole(read_orders(path, mapping, stated))
    said: dict[str, Any] = {"wrong_rows": "drop", **(stated or {})}
    if couriers is not None:
        said["couriers"] = _shifts(couriers)
    file = mapping or (beside(path) if beside(path).is_file() else None)
    how = Mapping() if file is None else read_mapping(file, said)
    of_stores = None if stores is None else Stores(stores)
    joined = None
    if of_stores is not None:
        joined = partial(of_stores.joined, columns=how.columns.model_dump())
    if file is None:
        guess = draft_of(path, dict(stated or {}), joined)
        how = Mapping.model_validate({**guess.values, **said, "columns": guess.columns})
    folder = file.parent if file else path.parent
    kept = read_kept(path, how, folder, once=True, joined=joined)
    return _of_table(kept, how, of_stores, guessed=file is None)


def _shifts(file: Path) -> dict[str, str]:
    """A table of shifts, and which of its columns says what."""
    if not file.is_file():
        raise not_found(file)
    sheet = read_sheet(file, Stated())
    found = {"file": str(file.resolve())}
    for role, names in SHIFTS.items():
        name = next((each for each in sheet.columns if each.strip().lower() in names), None)
        if name is None:
            problem = f"no column for {role} ({', '.join(names)}); the header has {sheet.header}"
            raise refused(str(file), problem, 1)
        found[role] = name
    return found


def _whole(understood: Understood) -> Observed:
    """Orders of a benchmark instance, of which nothing more is known than when they were ready."""
    recording = understood.recording
    moments = {"placed": recording.placed_min, "ready": recording.ready_min}
    findings = (
        *quality.of_holes(recording.placed_min),
        *quality.of_outliers("preparation", recording.ready_min - recording.placed_min),
    )
    return Observed(understood, moments, {}, None, None, findings, None, recording.n_orders)


def _of_table(kept: Kept, mapping: Mapping, of_stores: Stores | None, *, guessed: bool) -> Observed:
    recording, sheet = kept.understood.recording, kept.sheet
    placed_min = kept.moments.times.placed_min
    sequence = np.argsort(placed_min, kind="stable")
    columns = events_in(sheet.columns, kept.layout.columns.values())
    findings = quality.of_rows(kept.understood, len(placed_min))
    moments: dict[str, Floats] = {"placed": recording.placed_min, "ready": recording.ready_min}
    for role in MOMENTS:
        if role in columns:
            scratch = sheet.only(range(sheet.n_rows))
            later = later_min(scratch, kept.layout, mapping, columns[role], placed_min)
            findings += quality.of_cells(columns[role], scratch.faults, sheet.n_rows)
            if np.isfinite(later).any():
                moments[role] = (placed_min + later)[sequence]
    moments, wrong = quality.in_sequence(moments)
    findings += wrong + quality.of_holes(recording.placed_min)
    courier = offers = None
    if "courier" in columns:
        who = np.array([cell.strip() for cell in sheet.columns[columns["courier"]]])
        courier = np.where(who == "", -1, np.unique(who, return_inverse=True)[1])[sequence]
    if "offers" in columns:
        scratch = sheet.only(range(sheet.n_rows))
        offers = scratch.numbers(columns["offers"], _OFFERS)[sequence]
        findings += quality.of_cells(columns["offers"], scratch.faults, sheet.n_rows)
    cooks = None
    if of_stores is not None:
        names, placed = recording.store_names, recording.placed_min
        cooks = of_stores.cooks(names)
        findings += of_stores.findings(names, recording.store, placed)
    found = Observed(
        kept.understood,
        moments,
        columns,
        courier,
        offers,
        (),
        cooks,
        len(placed_min) + kept.understood.n_dropped,
        guessed,
    )
    for name, values in (
        ("preparation", found.preparation_min),
        ("distance", found.distance_m),
        ("basket", np.where(recording.basket_cents > 0, recording.basket_cents, np.nan)),
    ):
        findings += quality.of_outliers(name, values)
    return replace(found, findings=tuple(findings))
