"""Zones of a city: polygons of GeoJSON, or of a table that writes them as WKT.

shapely judges and measures polygons; pyproj turns positions of other coordinate systems into
degrees. Both belong to the extra `city`: only who has zones of his own needs them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.own_city.cells import opened
from analysis.own_city.roles import ZONES, columns_of, guessed
from analysis.recordings.encodings import decoded
from analysis.recordings.faults import RecordingError, not_found, refused
from analysis.recordings.opening import content_of
from analysis.recordings.sheet import raise_faults
from analysis.results import from_json
from analysis.scenario_file.faults import Fault, Place

Floats = NDArray[np.float64]

_NAMES = ("name", "zone", "zone_name", "zonename", "id", "zone_id", "名称", "商圈", "区域", "片区")
_OVERLAP = 0.01  # of the smaller zone; less is a border that two drew not quite alike
_WGS84 = ("CRS84", "4326", "OGC:1.3")


@dataclass(frozen=True, eq=False)
class ZoneTable:
    """Zones as they were read, in degrees of longitude and latitude, or in metres."""

    file: Path
    form: str  # in words
    names: tuple[str, ...]
    places: tuple[Place, ...]
    shapes: tuple[Any, ...]  # shapely polygons, of one part or several
    in_degrees: bool


def is_geojson(file: Path) -> bool:
    """Whether a file is GeoJSON, by its name."""
    return file.suffix.lower() in (".geojson", ".json")


def read_zones(file: Path) -> ZoneTable:
    """The zones of a file.

    Raises
    ------
    RecordingError
        Names every fault; see `check_zones` for those of names and polygons.
    """
    _needs_shapely(file)
    if not file.exists():
        raise not_found(file)
    return _of_geojson(file) if is_geojson(file) else _of_table(file)


def _needs_shapely(file: Path) -> None:
    try:
        import shapely  # noqa: F401
    except ImportError:
        raise refused(str(file), 'zones need shapely: pip install "o2o-market[city]"') from None


def _of_geojson(file: Path) -> ZoneTable:
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    text = decoded(content_of(file), file, None).text
    if not text.strip():
        raise refused(str(file), "is empty; must be a FeatureCollection of polygons")
    try:
        content = from_json(text)
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise refused(str(file), f"is no JSON: {getattr(error, 'msg', error)}", line) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise refused(str(file), "holds no features; must be a FeatureCollection of polygons")
    faults: list[Fault] = []
    names, shapes, places = [], [], []
    for nth, feature in enumerate(features):
        path = f"features[{nth}]"
        place = Place(str(file))
        held = feature if isinstance(feature, dict) else {}
        geometry = held.get("geometry") or {}
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if kind not in ("Polygon", "MultiPolygon"):
            problem = f"geometry is {kind}; must be Polygon or MultiPolygon"
            faults.append(Fault(place, problem, path))
            continue
        try:
            shapes.append(shape(geometry))
        except (ShapelyError, LookupError, ValueError, TypeError, AttributeError) as error:
            faults.append(Fault(place, f"is no polygon: {error}", path))
            continue
        name = _name_of(held)
        if not name:
            problem = f"has no name; give it a property {', '.join(_NAMES[:3])} or id"
            faults.append(Fault(place, problem, path))
        names.append(name)
        places.append(place)
    if faults:
        raise RecordingError(faults)
    return _placed(file, "GeoJSON", names, places, shapes, _system(content))


def _name_of(feature: dict[str, Any]) -> str:
    """The first of its names that is a text or a number; nothing where none is."""
    properties = feature.get("properties")
    told = properties if isinstance(properties, dict) else {}
    told = {"id": feature.get("id")} | {str(key).lower(): told[key] for key in told}
    names = [told[key] for key in _NAMES if type(told.get(key)) in (str, int, float)]
    texts = [f"{name:.15g}" if isinstance(name, float) else str(name).strip() for name in names]
    return next(filter(None, texts), "")


def _system(content: dict[str, Any]) -> str | None:
    """The coordinate system that a file names, where it is not that of GeoJSON itself."""
    said = content.get("crs")
    properties = said.get("properties") if isinstance(said, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    return name if name and not any(usual in name for usual in _WGS84) else None


def _of_table(file: Path) -> ZoneTable:
    from shapely import from_wkt
    from shapely.errors import ShapelyError

    sheet = opened(file, "zones")
    columns = columns_of(sheet, "zones")
    if "zone" not in guessed([n for n in sheet.columns if n != columns.get("wkt")], "zones"):
        columns.pop("zone", None)
    for role in ZONES:
        if role not in columns:
            sheet.note_header(f"no column '{role}'; the header has {sheet.header}")
    if not sheet.header_is_right:
        raise_faults(sheet)
    names = sheet.names(columns["zone"], "the name of a zone")
    shapes = []
    for row, cell in enumerate(sheet.columns[columns["wkt"]]):
        text, _, rest = cell.rpartition(";")  # SRID=4326;POLYGON ((...))
        try:
            with np.errstate(invalid="ignore"):  # what is no number is told of below
                found = from_wkt(rest if text.upper().startswith("SRID") else cell)
        except ShapelyError:
            found = None
        kind = getattr(found, "geom_type", None)
        if kind not in ("Polygon", "MultiPolygon"):
            problem = f"is {kind}" if kind else "is no WKT"
            sheet.note(row, (columns["wkt"],), f"{problem}; must be a POLYGON or MULTIPOLYGON")
        shapes.append(found)
    raise_faults(sheet)
    return _placed(file, "polygons as WKT", list(names), sheet.places, shapes, None)


def _placed(
    file: Path,
    form: str,
    names: Sequence[str],
    places: Sequence[Place],
    shapes: Sequence[Any],
    system: str | None,
) -> ZoneTable:
    """The table, in degrees if all coordinates can be degrees."""
    from shapely import get_coordinates

    if system is not None:
        shapes = _in_degrees(file, shapes, system)
        form = f"{form} in {system}"
    for name, place, each in zip(names, places, shapes, strict=True):
        if each.is_empty or not np.isfinite(get_coordinates(each)).all():
            raise RecordingError([Fault(place, f"zone '{name}' has no points, or wrong ones")])
    corners = np.concatenate([get_coordinates(each) for each in shapes])
    in_degrees = bool((np.abs(corners) <= (180, 90)).all())
    if not in_degrees and (np.abs(corners) <= (90, 180)).all():
        first = ", ".join(f"{each:g}" for each in corners[0])
        problem = f"{first} seem to have changed places: the first must be the longitude"
        raise refused(str(file), problem)
    return ZoneTable(file, form, tuple(names), tuple(places), tuple(shapes), in_degrees)


def _in_degrees(file: Path, shapes: Sequence[Any], system: str) -> list[Any]:
    """Shapes of another coordinate system, by pyproj."""
    from shapely import transform

    try:
        from pyproj import CRS, Transformer
        from pyproj.exceptions import CRSError
    except ImportError:
        problem = f'is in {system}, which needs pyproj: pip install "o2o-market[city]"'
        raise refused(str(file), problem) from None
    try:
        turned = Transformer.from_crs(CRS.from_user_input(system), "EPSG:4326", always_xy=True)
    except CRSError:
        raise refused(str(file), f"names a coordinate system that is not known: {system}") from None
    return [
        transform(each, lambda x, y: turned.transform(x, y), interleaved=False) for each in shapes
    ]


def check_zones(table: ZoneTable) -> None:
    """Refuse names that stand twice, polygons that cross themselves, and zones that overlap.

    Raises
    ------
    RecordingError
        Names every fault.
    """
    from shapely import STRtree
    from shapely.validation import explain_validity

    faults: list[Fault] = []
    first: dict[str, Place] = {}
    for name, place, shape in zip(table.names, table.places, table.shapes, strict=True):
        if name in first:
            faults.append(Fault(place, "two zones have this name", "zone", repr(name)))
        first.setdefault(name, place)
        if not shape.is_valid:
            problem = f"is no proper polygon: {explain_validity(shape)}"
            faults.append(Fault(place, problem, "zone", repr(name)))
        elif shape.area == 0:
            faults.append(Fault(place, "has no area", "zone", repr(name)))
    if faults:
        raise RecordingError(faults)
    pairs = STRtree(table.shapes).query(table.shapes, predicate="intersects").T
    for one, other in _pairs(pairs):
        a, b = table.shapes[one], table.shapes[other]
        share = a.intersection(b).area / min(a.area, b.area)
        if share > _OVERLAP:
            problem = (
                f"overlaps zone '{table.names[one]}' by {share:.0%} of the smaller; "
                "a door can be in one zone only"
            )
            faults.append(Fault(table.places[other], problem, "zone", repr(table.names[other])))
    if faults:
        raise RecordingError(faults)


def _pairs(found: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    yield from ((int(one), int(other)) for one, other in found if one < other)
