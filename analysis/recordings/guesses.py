"""Which column of a table probably says what, by its name."""

import re
from collections.abc import Iterable

_AXES = {
    "lat": ("lat", "latitude", "纬度"),
    "lon": ("lon", "lng", "long", "longitude", "经度"),
    "x_m": ("x",),
    "y_m": ("y",),
}
_SIDES = {
    "store": (
        *("store", "restaurant", "rest", "shop", "sender", "pickup", "merchant", "poi", "vendor"),
        *("origin", "from", "source", "kitchen", "商家", "店铺", "商户", "取货"),
    ),
    "door": (
        *("door", "delivery", "recipient", "customer", "dropoff", "user", "destination", "dest"),
        *("to", "consumer", "receiver", "client", "drop", "address", "用户", "收货", "顾客"),
    ),
}
# Names without their marks, the likeliest first.
_NAMES = {
    "order": (
        "order",
        "orderid",
        "id",
        "orderno",
        "ordernumber",
        "deliveryid",
        "订单号",
        "订单编号",
    ),
    "placed_at": (
        *("placedat", "ordertime", "orderplacedat", "ordertimestamp", "createdat", "orderedat"),
        *("platformordertime", "orderpurchasetimestamp", "orderdatetime", "createtime", "created"),
        *("timestamp", "datetime", "orderedtime", "下单时间", "time", "placementtime"),
    ),
    "placed_date": ("placeddate", "orderdate", "date", "下单日期", "日期"),
    "placed_time": (
        *("placedtime", "timeorderd", "timeordered", "ordertime", "orderedtime", "time"),
        *("时间", "下单时间"),
    ),
    "ready_at": (
        *(
            "readyat",
            "ready",
            "foodreadyat",
            "readytime",
            "mealreadytime",
            "preparedat",
            "出餐时间",
        ),
        *("estimatemealpreparetime", "foodreadytime"),
    ),
    "store": (
        *(
            "store",
            "storeid",
            "restaurantid",
            "restaurant",
            "shopid",
            "shop",
            "poiid",
            "merchantid",
        ),
        *("vendorid", "storename", "restaurantname", "shopname", "merchant", "vendor", "senderid"),
        *("商家id", "商家", "商家名称", "店铺", "店铺名称", "商户", "商户名称", "门店", "门店名称"),
    ),
    "basket": (
        *("basket", "basketcents", "subtotal", "foodprice", "ordervalue", "orderamount", "amount"),
        *(
            "totalprice",
            "total",
            "price",
            "ordertotal",
            "餐费",
            "菜品金额",
            "商品金额",
            "金额",
            "订单金额",
            "实付金额",
        ),
    ),
}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u4e00-\u9fff]+")


def guessed(header: Iterable[str]) -> dict[str, str]:
    """The column of each role that can be guessed; each column at most once."""
    names = list(header)
    found: dict[str, str] = {}
    for role, known in _NAMES.items():
        plain = {_plain(name): name for name in reversed(names) if name not in found.values()}
        name = next((plain[each] for each in known if each in plain), None)
        if name is not None:
            found[role] = name
    for name in names:
        place = _position(name)
        if place is not None and name not in found.values():
            found.setdefault(place, name)
    if "placed_date" in found and "placed_time" not in found and "placed_at" in found:
        found["placed_time"] = found.pop("placed_at")
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())


def _position(name: str) -> str | None:
    """The role of a column of positions: the side of the order, and the axis."""
    words = {word.lower() for word in _WORD.findall(name)}
    text = name.lower()
    axis = next((axis for axis, known in _AXES.items() if _has(words, text, known)), None)
    side = next((side for side, known in _SIDES.items() if _has(words, text, known)), None)
    return f"{side}_{axis}" if axis and side else None


def _has(words: set[str], text: str, known: Iterable[str]) -> bool:
    """Whether a name has one of the words; Chinese ones stand without blanks between."""
    return any(word in words or (not word.isascii() and word in text) for word in known)
