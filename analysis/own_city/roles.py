"""What columns of a city's tables say, by their names, and which table a file is by its columns."""

import re
from collections.abc import Iterable, Mapping

from analysis.recordings.faults import meant
from analysis.recordings.sheet import Sheet
from analysis.scenario_file.faults import nearest

Columns = dict[str, str]  # role and column

_AXES = {
    "lat": ("lat", "latitude", "纬度"),
    "lon": ("lon", "lng", "longitude", "long", "经度"),
    "x_m": ("xm", "x", "east", "eastm", "easting"),
    "y_m": ("ym", "y", "north", "northm", "northing"),
}
# Names without their marks, the likeliest first; the first of a role is its own.
STORES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "store", "storename", "shop", "shopname", "restaurant", "merchant", "id",
             "storeid", "shopid", "店名", "门店", "门店名称", "商家", "商家名称", "店铺", "名称"),
    **_AXES,
    "kind": ("kind", "业态"),
    "cooks": ("cooks", "ncooks", "chefs", "厨师", "厨师数"),
    "preparation_min": ("preparationmin", "prepmin", "preparationminutes", "prepminutes",
                        "preparation", "preptime", "出餐时长", "出餐分钟", "出餐时间"),
    "opens": ("opens", "open", "openingtime", "openat", "开门", "开店时间", "营业开始"),
    "closes": ("closes", "close", "closingtime", "closeat", "关门", "关店时间", "营业结束"),
    "basket": ("basket", "meanbasket", "averagebasket", "averageorder", "客单价"),
    "basket_cents": ("basketcents", "meanbasketcents"),
    "rating": ("rating", "stars", "score", "评分"),
    "orders_per_day": ("ordersperday", "dailyorders", "日单量", "日均单量"),
    "on_app": ("onapp", "listed", "online", "上线"),
}  # fmt: skip
ZONES: Mapping[str, tuple[str, ...]] = {
    "zone": ("zone", "name", "zonename", "zoneid", "id", "area", "district", "商圈", "区域", "片区",
             "名称"),
    "wkt": ("wkt", "geometry", "polygon", "geom", "thegeom", "shape", "边界", "多边形"),
}  # fmt: skip
DEMAND: Mapping[str, tuple[str, ...]] = {
    "zone": ("zone", "zonename", "zoneid", "area", "district", "商圈", "区域", "片区"),
    "hour": ("hour", "hourofday", "h", "小时", "时段"),
    "weekday": ("weekday", "dayofweek", "day", "dow", "星期", "周几"),
    "weight": ("weight", "orders", "demand", "needs", "share", "count", "单量", "订单量", "订单数"),
}
COURIERS: Mapping[str, tuple[str, ...]] = {
    "courier": ("courier", "courierid", "rider", "riderid", "driver", "name", "id", "骑手"),
    "on": ("on", "start", "shiftstart", "from", "begins", "上班", "上班时间", "开始"),
    "off": ("off", "end", "shiftend", "to", "ends", "下班", "下班时间", "结束"),
    "count": ("count", "couriers", "n", "number", "人数"),
}
ROLES = {"stores": STORES, "zones": ZONES, "demand": DEMAND, "couriers": COURIERS}

# By which columns a table is known, for messages.
NEEDED = {
    "stores": "'name' with 'lat', 'lon' or 'x_m', 'y_m'",
    "zones": "'zone' and 'wkt'",
    "demand": "'zone' with 'hour', 'weight', or with all hours 0 to 23",
    "couriers": "'start' and 'end'",
}

_HOUR = re.compile(r"(?:h|hour)?_?(\d{1,2})(?::00|h|时|点)?", re.IGNORECASE)


def columns_of(sheet: Sheet, kind: str) -> Columns:
    """The column of each role that the sheet has; notes columns whose names are almost known."""
    found = guessed(sheet.columns, kind)
    unread = [name for name in sheet.columns if name not in found.values()]
    for name in unread:
        guess = nearest(name, [role for role in ROLES[kind] if role not in found])
        if guess is not None and len(name) > 3 and not (kind == "demand" and hour_of(name) >= 0):
            sheet.note_header(f"no column is named '{name}'{meant(guess)}")
    return found


def guessed(header: Iterable[str], kind: str) -> Columns:
    """The column of each role, each at most once."""
    plain = {re.sub(r"[\W_]+", "", name.lower()): name for name in reversed(list(header))}
    found: Columns = {}
    for role, names in ROLES[kind].items():
        name = next((plain[each] for each in names if each in plain), None)
        if name is not None and name not in found.values():
            found[role] = name
    return found


def kind_of_table(header: Iterable[str]) -> str | None:
    """Which of a city's tables has such columns; None: none."""
    names = list(header)
    if "wkt" in guessed(names, "zones"):
        return "zones"
    demand = guessed(names, "demand")
    if "zone" in demand and (demand.keys() >= {"hour", "weight"} or len(hour_columns(names)) == 24):
        return "demand"
    if guessed(names, "couriers").keys() >= {"on", "off"}:
        return "couriers"
    stores = guessed(names, "stores").keys()
    placed = stores >= {"lat", "lon"} or stores >= {"x_m", "y_m"}
    return "stores" if placed and "name" in stores else None


def hour_columns(header: Iterable[str]) -> dict[int, str]:
    """Columns that are named by an hour of the day, by hour."""
    return {hour_of(name): name for name in header if hour_of(name) >= 0}


def hour_of(name: str) -> int:
    """The hour that a column's name is, such as 7, h07 or 07:00; -1: none."""
    found = _HOUR.fullmatch(name)
    hour = int(found[1]) if found else -1
    return hour if hour < 24 else -1
