"""What an aggregator in China might export of a simulated market, and what is wrong with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from sim.order import Channel, State
from sim.result import RunResult

HEADER = (
    *("订单编号", "订单状态", "商家名称", "下单时间", "骑手接单时间", "到店时间", "取餐时间"),
    *("送达时间", "预计送达时间", "商家经度", "商家纬度", "用户经度", "用户纬度", "收货人"),
    *("手机号", "收货地址", "骑手姓名", "订单金额"),
)
_MIDNIGHT = datetime(2024, 5, 17)
_LON, _LAT = 121.47, 31.23  # of the south-west corner
_M_PER_LON, _M_PER_LAT = 95_112, 111_195

Rows = list[list[str]]


@dataclass(frozen=True)
class Wrong:
    """How much of the table is wrong, and of what kind."""

    n_twice: int  # rows, 5 % of the orders
    n_hole: int  # orders of an hour that are missing, by chance the busiest
    n_contradicting: int  # orders that were brought before they were placed
    n_unreadable: int  # cells of the pick-up
    n_far_out: int  # baskets


def rows_of(result: RunResult) -> Rows:
    """The deliveries of a run; neither when food was ready, nor what offers were refused."""
    orders = result.orders[result.orders["channel"] == Channel.DELIVERY]
    orders = orders[np.argsort(orders["placed_min"], kind="stable")]
    return [_row(nth, order, result) for nth, order in enumerate(orders)]


def _row(nth: int, order: Any, result: RunResult) -> list[str]:
    store = result.stores[order["store"]]
    done = order["state"] == State.FULFILLED
    # A courier may be at the counter a moment before an order there is his.
    assigned = np.fmin(order["assigned_min"], order["at_store_min"])
    ended = order["ended_min"] if done else np.nan
    moments = (order["placed_min"], assigned, order["at_store_min"], order["picked_up_min"], ended)
    return [
        f"{401_000_000_000_000_000 + 7919 * nth}\t",
        "已完成" if done else "已取消",
        f"老王面馆({order['store'] + 1}号店)",
        *(_clock(moment) for moment in moments),
        _clock(order["promised_min"]),
        *_at(store["x_m"], store["y_m"]),
        *_at(order["door_x_m"], order["door_y_m"]),
        f"赵{nth:05d}",
        f"1380{nth:07d}",
        f"虹桥路{nth}弄3号",
        f"骑手{order['courier']:04d}" if order["courier"] >= 0 else "",
        f"{order['basket_cents'] / 100:.2f}",
    ]


def with_faults(told: Rows, at_hour: str) -> tuple[bytes, Wrong]:
    """The table in GB18030 with all that goes wrong in exports, and how much of it.

    `at_hour`: the beginning of the moments of an hour whose orders are missing.
    """
    luck = np.random.default_rng(0)
    placed, delivered = HEADER.index("下单时间"), HEADER.index("送达时间")
    kept = [list(row) for row in told if not row[placed].startswith(at_hour)]
    done = [row for row in kept if row[delivered]]
    picks = luck.permutation(len(done))
    contradicting, unreadable, far_out = (
        [done[row] for row in picks[low:high]] for low, high in ((0, 12), (12, 21), (21, 27))
    )
    for row in contradicting:
        row[delivered] = row[placed][:11] + "00:00:01"
    for row in unreadable:
        row[HEADER.index("取餐时间")] = "未知"
    for row in far_out:
        row[HEADER.index("订单金额")] = "99999.00"
    twice = [list(kept[row]) for row in luck.choice(len(kept), len(kept) // 20, replace=False)]
    stray = ["401999999999999999\t", *kept[3][1:]]
    stray[placed] = "2023-01-02 12:00:00"
    lines = [",".join(row) for row in (HEADER, *kept, *twice, stray)]
    # The last line ends within a character.
    cut = "401888888888888888\t,已完成,老王面馆(1号店)".encode("gb18030")[:-3]
    wrong = Wrong(len(twice), len(told) - len(kept), 12, 9, 6)
    return "\r\n".join([*lines, ""]).encode("gb18030") + cut, wrong


def write(folder: Path, content: bytes) -> str:
    """The export as a file of the folder; its name."""
    (folder / "订单导出.csv").write_bytes(content)
    return "订单导出.csv"


def _clock(minute: float) -> str:
    if not np.isfinite(minute):
        return ""
    return f"{_MIDNIGHT + timedelta(minutes=float(minute)):%Y-%m-%d %H:%M:%S}"


def _at(x_m: float, y_m: float) -> tuple[str, str]:
    return f"{_LON + x_m / _M_PER_LON:.6f}", f"{_LAT + y_m / _M_PER_LAT:.6f}"
