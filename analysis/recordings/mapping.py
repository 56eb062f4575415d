"""How a table of orders is to be read: what a mapping file, or options, say of it."""

import codecs
import re
import zoneinfo
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from analysis.recordings.time_forms import check_form
from analysis.scenario_file.faults import nearest
from sim.settings.bounds import Real, Whole

_LOOSE_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(0?\d|1[0-4])(?::?([0-5]\d))?", re.IGNORECASE)
_OFFSET = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d")


def _known_encoding(name: str) -> str:
    try:
        "orders".encode(name).decode(name)
    except (LookupError, UnicodeError, ValueError, TypeError):
        raise ValueError(f"no encoding is named '{name}'; such as utf-8, utf-16, gb18030") from None
    return codecs.lookup(name).name


def check_zone(name: str) -> str:
    """The name of a zone, if there is one; raises ValueError with the nearest that there is."""
    if _OFFSET.fullmatch(name):
        return name
    known = zoneinfo.available_timezones()
    if name not in known:
        loose = _LOOSE_OFFSET.fullmatch(name)
        if loose:
            offset = f"{loose[1]}{loose[2]:0>2}:{loose[3] or '00'}"
            raise ValueError(f"no zone is named '{name}'; an offset is written as {offset}")
        guess = nearest(name, known) or nearest(name, {each.rpartition("/")[2] for each in known})
        full = next((each for each in sorted(known) if guess and each.endswith(guess)), None)
        meant = f"; did you mean '{full}'?" if full else ", such as Asia/Shanghai or +08:00"
        raise ValueError(f"no zone is named '{name}'{meant}")
    return name


def _date_alone(day: object) -> date:
    try:
        found = date.fromisoformat(day) if isinstance(day, str) else day
    except ValueError:
        found = None
    if not isinstance(found, date) or isinstance(found, datetime):
        raise ValueError("must be a date, without a time, such as 2024-05-17")
    return found


def _parts_cells(separator: str) -> str:
    if separator.isalnum() or separator in "\"'.-+\n\r\0":
        raise ValueError("cells are made of it; must be such as a comma, ';', '|' or a tab")
    return separator


Zone = Annotated[str, AfterValidator(check_zone)]
Day = Annotated[date, BeforeValidator(_date_alone)]
Name = Annotated[str, Field(min_length=1)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Columns(_Table):
    """Which column of the file says what; one that is not named goes by the name itself."""

    order: Name | None = None
    placed_min: Name | None = None
    placed_at: Name | None = None
    placed_date: Name | None = None
    placed_time: Name | None = None
    store: Name | None = None
    store_x_m: Name | None = None
    store_y_m: Name | None = None
    store_lat: Name | None = None
    store_lon: Name | None = None
    door_x_m: Name | None = None
    door_y_m: Name | None = None
    door_lat: Name | None = None
    door_lon: Name | None = None
    ready_min: Name | None = None
    ready_at: Name | None = None
    ready_time: Name | None = None
    basket: Name | None = None
    basket_cents: Name | None = None

    @model_validator(mode="after")
    def _each_says_one_thing(self) -> Self:
        roles: dict[str, str] = {}
        for role, name in self.model_dump(exclude_none=True).items():
            if roles.setdefault(name, role) != role:
                raise ValueError(f"'{name}' is named for {roles[name]} and for {role}; keep one")
        return self


class Shifts(_Table):
    """A file of couriers' shifts, relative to the mapping file."""

    file: Name
    courier: Name = "courier"
    on: Name = "on"
    off: Name = "off"
    x_m: Name | None = None
    y_m: Name | None = None
    lat: Name | None = None
    lon: Name | None = None


class City(_Table):
    """Which rows belong to the city: by a column, or within so far of its middle."""

    column: Name | None = None
    name: str | None = Field(None, description="what that column says of this city")
    lat: Real | None = Field(None, ge=-90, le=90)
    lon: Real | None = Field(None, ge=-180, le=180)
    radius_km: Real | None = Field(None, gt=0, le=99)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.column is None) != (self.name is None):
            raise ValueError("column and name go together")
        if len({self.lat is None, self.lon is None, self.radius_km is None}) > 1:
            raise ValueError("lat, lon and radius_km go together")
        return self


class Mapping(_Table):
    """What is stated of a file of orders; what is not is found where it is unmistakable."""

    columns: Columns = Columns()
    zone: Zone | None = Field(None, description="of the town's clocks")
    recorded_zone: Zone | None = Field(None, description="of times that name none")
    dates: Annotated[str, AfterValidator(check_form)] | None = None
    first_day: Day | None = Field(None, description="days before it are left out")
    last_day: Day | None = Field(None, description="days after it are left out")
    longest_gap_days: Whole = Field(7, ge=0, le=366, description="days without an order, in a row")
    money: Literal["cents", "units"] | None = Field(None, description="units are 100 cents")
    positions: Literal["degrees", "degrees_e6", "degrees_e7", "metres", "kilometres"] | None = None
    store_tolerance_m: Real = Field(0.0, ge=0, le=5000)
    stores: Literal["named", "by_position"] = "named"
    wrong_rows: Literal["refuse", "drop"] = "refuse"
    encoding: Annotated[str, AfterValidator(_known_encoding)] | None = None
    separator: (
        Annotated[str, Field(min_length=1, max_length=1), AfterValidator(_parts_cells)] | None
    ) = None
    decimal: Literal[".", ","] | None = None
    sheet: Name | None = Field(None, description="of a workbook")
    city: City = City()
    couriers: Shifts | None = None

    @model_validator(mode="after")
    def _days_in_sequence(self) -> Self:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError(f"last_day ({self.last_day}) is before first_day ({self.first_day})")
        return self
