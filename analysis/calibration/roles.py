"""Columns of what becomes of an order after it was placed, and what tables call them."""

import re
from collections.abc import Iterable

# Moments in the sequence in which they must happen; ready stands by itself, for food may be ready
# before or after a courier is found.
SEQUENCE = ("placed", "accepted", "at_store", "picked_up", "at_door", "delivered")
MOMENTS = (*SEQUENCE[1:], "promised")

# Names without marks and endings, the likeliest first.
_NAMES: dict[str, tuple[str, ...]] = {
    "accepted": (
        *("accepted", "assigned", "acceptedat", "assignedat", "accepttime", "assigntime"),
        *("couriertakeorder", "grabtime", "骑手接单时间", "配送员接单时间", "接单时间", "派单时间"),
    ),
    "at_store": (
        *("atstore", "arrivedatstore", "arrivedstore", "storearrival", "arrivestoretime"),
        *("arrivedatrestaurant", "骑手到店时间", "到店时间"),
    ),
    "picked_up": (
        *("pickedup", "pickedupat", "pickuptime", "fetchtime", "orderpickedup", "pickupat"),
        *("timeorderpicked", "骑手取餐时间", "取餐时间", "取货时间"),
    ),
    "at_door": ("atdoor", "arrivedatdoor", "arrivedatcustomer", "到达时间", "到达用户时间"),
    "delivered": (
        *("delivered", "deliveredat", "deliverytime", "arrivetime", "actualdeliverytime"),
        *("completedat", "ended", "送达时间", "实际送达时间", "完成时间", "订单完成时间"),
    ),
    "promised": (
        *("promised", "promisedat", "promisedtime", "eta", "estimatedarrivedtime"),
        *("estimateddeliverytime", "承诺送达时间", "预计送达时间", "期望送达时间"),
    ),
    "courier": (
        *("courier", "courierid", "rider", "riderid", "driver", "driverid", "deliverypersonid"),
        *("daid", "骑手", "骑手id", "骑手编号", "骑手工号", "骑手姓名", "配送员", "配送员id"),
        "配送员姓名",
    ),
    "offers": ("offers", "noffers", "offercount", "派单次数", "推单次数"),
}
# What tables of shifts call their columns.
SHIFTS: dict[str, tuple[str, ...]] = {
    "courier": ("courier", "courier_id", "rider", "rider_id", "driver", "id", "骑手", "骑手编号"),
    "on": ("on", "start", "from", "on_min", "on_time", "上班", "上班时间", "开始"),
    "off": ("off", "end", "to", "off_min", "off_time", "下班", "下班时间", "结束"),
}
_ENDING = re.compile(r"_(?:min|at|time)$")


def events_in(header: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """The column of each role of which the header has one; those `taken` say something else."""
    used = set(taken)
    plain = {
        _plain(spelt): name
        for name in reversed(list(header))
        if name not in used
        for spelt in (_ENDING.sub("", name.lower()), name)
    }
    found: dict[str, str] = {}
    for role, known in _NAMES.items():
        name = next((plain[each] for each in known if each in plain), None)
        if name is not None and name not in found.values():
            found[role] = name
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())
