"""Made-up rows in the form of DHRD."""

from pathlib import Path

import numpy as np

ORDERS = (
    "customer_id,order_time,day_of_week,order_day,geohash,order_id,vendor_id,product_id\n"
    "c1,12:05:00,1,0 days,w21z7,o1,v1,p1\n"
    "c1,12:05:00,1,0 days,w21z7,o1,v1,p2\n"
    "c1,19:30:00,3,2 days,w21z7,o2,v1,p1\n"
    "c1,19:45:00,6,5 days,w21z7,o3,v2,p3\n"
    "c2,08:15:00,0,6 days,w21z6,o4,v3,p4\n"
    "c3,soon,0,6 days,w21z6,o5,v3,p4\n"
)
VENDORS = (
    "vendor_id,chain_id,geohash,primary_cuisine\n"
    "v1,ch1,w21z7,noodles\nv2,ch1,w21z7,noodles\nv3,,w21z6,pizza\nv4,ch2,w21z6,pizza\n"
)
PRODUCTS = "vendor_id,product_id,name,unit_price\nv1,p1,a,0.5\n"


def write(folder: Path) -> Path:
    """Five orders of three customers, one of them at no time."""
    folder.mkdir()
    for name, text in (("orders", ORDERS), ("vendors", VENDORS), ("products", PRODUCTS)):
        (folder / f"{name}_xx.txt").write_text(text)
    return folder


def write_many(folder: Path, n_orders: int = 3000) -> Path:
    """Three weeks of orders at mealtimes, of some customers who order often."""
    write(folder)
    luck = np.random.default_rng(0)
    rows = [ORDERS.partition("\n")[0]]
    for nth in range(n_orders):
        day = int(luck.integers(21))
        minute = int(np.clip(luck.normal(*((750, 60), (1140, 80))[nth % 2]), 0, 1439))
        who, store = int(n_orders / 4 * luck.random() ** 2), int(40 * luck.random() ** 2)
        clock = f"{minute // 60:02d}:{minute % 60:02d}:00"
        for line in range(int(luck.integers(1, 5))):
            rows.append(f"c{who},{clock},{(day + 1) % 7},{day} days,w21z7,o{nth},v{store},p{line}")
    (folder / "orders_xx.txt").write_text("\n".join(rows) + "\n")
    return folder
