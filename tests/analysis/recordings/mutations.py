"""Tables of orders with something changed: bytes, cells, columns, rows, encodings, types."""

import gzip
import random
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb

from analysis.recordings import RecordingError, Understood, read_orders
from sim.daytime import DAY_MIN
from sim.settings.bounds import MOST_CENTS

N_ROWS = 24
_UNSEEN = " ,;\t|\ufeff\u200b\u2028\x1c"
_METRES = "order,placed_min,store,store_x_m,store_y_m,door_x_m,door_y_m,ready_min,basket_cents"
_DEGREES = "order,placed_at,store,store_lat,store_lon,door_lat,door_lon,ready_at,basket_cents"
_NASTY = (
    *("5", "1100", "1101", "31.22", "121.42", "3400", "Store 1", "x", "  7 ", "+8", "1e3", "8."),
    *("2024-05-17 18:40", "2024-05-18 00:05", "2024-05-16T23:59:59.999", "17-May-2024 18:40"),
    *("", " ", "nan", "NULL", "-", "0", "-1", "1e308", "1e-308", "inf", "-0", "٣", "1_0", "0x1F"),
    *("99999999999999999999", "34.00", "3,5", "1,234", "1.234,5", "=1+1", "'", '"', '""', "\\"),
    *("2024-05-17 18:05", "2024-05-17", "18:05", "21.55", "1715918110", "1715918110123", "45429.5"),
    *("17/05/2024 18:05", "05/06/2024 18:05", "1970-01-01 00:00", "9999-12-31 23:59", "24:00"),
    *("2024-05-17T18:05Z", "2024-05-17 18:05+08:00", "20240517180500", "2024年5月17日 18:05"),
    *("\u200b", "\ufeff", "\u2028", "\x1c", "\x00", "\r", "\n", "a\nb", ";", "\t", "面馆", "é"),
    *("soon", "\ud83c"),
)
_TYPES = (
    *("VARCHAR", "DOUBLE", "FLOAT", "BIGINT", "INTEGER", "TINYINT", "DECIMAL(18,2)", "TIMESTAMP"),
    *("TIMESTAMPTZ", "TIMESTAMP_S", "TIMESTAMP_NS", "DATE", "TIME", "BLOB", "BOOLEAN", "VARCHAR[]"),
)
_ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "latin-1")


class Mutant(NamedTuple):
    """A file that was changed, and its text where it still is one."""

    content: bytes
    text: str | None  # None: no text that can be compared with what it was
    kind: str


def base_lines(number: int) -> list[str]:
    """One of two right tables: minutes and metres, or dates and degrees."""
    if number % 2:
        rows = [
            f"a{n},2024-05-17 18:{n:02d}:30,店{n % 5},31.2{n % 5}0,121.4{n % 5}0,31.2{n:02d},"
            f"121.4{n:02d},2024-05-17 18:{n + 12:02d},{3000 + 7 * n}"
            for n in range(10, 10 + N_ROWS)
        ]
        return [_DEGREES, *rows]
    rows = [
        f"a{n},{1080 + n},Store {n % 5},{n % 5}00,{n % 5}50,{30 * n},{40 * n},"
        f"{1095 + n if n % 3 else ''},{3000 + 7 * n}"
        for n in range(10, 10 + N_ROWS)
    ]
    return [_METRES, *rows]


def mutant(seed: int) -> tuple[list[str], Mutant]:
    """A right table, and what became of it, by a seed."""
    luck = random.Random(seed)
    lines = base_lines(seed)
    mutate = luck.choice(_MUTATIONS)
    return lines, mutate(lines, luck)


def told(folder: Path, content: bytes) -> Understood | None:
    """What is read of a file; None: it is refused, in lines that say what is wrong."""
    file = folder / "orders.csv"
    file.write_bytes(content)
    try:
        return read_orders(file)
    except RecordingError as error:
        faults = error.faults
    assert faults
    assert all(fault.problem and fault.place.source == str(file) for fault in faults)
    return None


def nonsense(lines: list[str], changed: Mutant, read: Understood) -> str | None:
    """What no right reading says of a table in which only so much was changed; None: nothing."""
    recording = read.recording
    rows = {name: row for row, name in enumerate(recording.order_names)}
    if not 0 <= recording.basket_cents.min() <= recording.basket_cents.max() <= MOST_CENTS:
        return "baskets beyond all bounds"
    if recording.placed_min[0] < 0 or recording.placed_min[0] >= 9 * DAY_MIN:
        return "the first order is not of the first days"
    if recording.n_days > 10 * N_ROWS:
        return f"{recording.n_days} days of an evening"
    late_min = recording.ready_min - recording.placed_min
    if (late_min < 0).any() or (late_min > DAY_MIN).any():
        return "food that is ready before or long after the order"
    if changed.text is None:
        return None
    written = re.split(r"\r\n|\r|\n", changed.text)
    written = [line for line in written if line.strip(_UNSEEN)]
    if '"' not in changed.text and recording.n_orders + 1 != len(written):
        return f"{len(written) - 1} rows, but {recording.n_orders} orders"
    if written[0].lstrip("\ufeff") != lines[0]:
        return None
    for line in set(lines[1:]) & set(written):
        name, _, store, *_, basket = line.split(",")
        row = rows.get(name)
        if row is None:
            return f"order {name} is lost"
        clock = 1080 + int(name[1:]) + (0.5 if "placed_at" in lines[0] else 0)
        if abs(recording.placed_min[row] % DAY_MIN - clock) > 1e-6:
            return f"order {name} is placed at another time"
        if recording.basket_cents[row] != int(basket):
            return f"order {name} has another basket"
        if recording.store_names[recording.store[row]] != store:
            return f"order {name} goes to another store"
    return None


def _text(lines: list[str], kind: str) -> Mutant:
    text = "\n".join(lines) + "\n"
    return Mutant(text.encode("utf-8", "surrogatepass"), text, kind)


def _bytes(lines: list[str], luck: random.Random) -> Mutant:
    content = bytearray("\n".join(lines).encode())
    for _ in range(luck.choice((1, 1, 2, 8))):
        at = luck.randrange(len(content))
        what = luck.randrange(5)
        if what == 0:
            content[at] = luck.choice((luck.randrange(256), luck.choice(b"0123456789 ,.-:")))
        elif what == 1:
            content[at:at] = bytes(luck.randrange(256) for _ in range(luck.randrange(1, 5)))
        elif what == 2:
            del content[at : at + luck.randrange(1, 30)]
        elif what == 3:
            del content[max(at, 60) :]
        else:
            content[at:at] = content[: luck.randrange(200)]
    try:
        return Mutant(bytes(content), content.decode(), "bytes")
    except UnicodeDecodeError:
        return Mutant(bytes(content), None, "bytes")


def _cells(lines: list[str], luck: random.Random) -> Mutant:
    table = [line.split(",") for line in lines]
    for _ in range(luck.choice((1, 1, 2, N_ROWS))):
        table[luck.randrange(1, len(table))][luck.randrange(9)] = luck.choice(_NASTY)
    return _text([",".join(row) for row in table], "cells")


def _column_cells(lines: list[str], luck: random.Random) -> Mutant:
    table = [line.split(",") for line in lines]
    column, cell = luck.randrange(9), luck.choice(_NASTY)
    for row in table[1:]:
        row[column] = cell
    return _text([",".join(row) for row in table], "column of cells")


def _columns(lines: list[str], luck: random.Random) -> Mutant:
    table = [line.split(",") for line in lines]
    one, other = luck.randrange(9), luck.randrange(9)
    what = luck.randrange(5)
    for row in table:
        if what == 0:
            del row[one]
        elif what == 1:
            row.insert(other, row[one])
        elif what == 2:
            row[one], row[other] = row[other], row[one]
        elif what == 3:
            row.append("")
    if what == 4:
        table[0][one] = luck.choice((*_NASTY, table[0][other], table[0][one].upper(), "placed_at"))
    return _text([",".join(row) for row in table], "columns")


def _rows(lines: list[str], luck: random.Random) -> Mutant:
    lines = list(lines)
    at = luck.randrange(1, len(lines))
    what = luck.randrange(6)
    if what == 0:
        lines.insert(at, lines[luck.randrange(len(lines))])
    elif what == 1:
        lines[at] = lines[at].rsplit(",", luck.randrange(1, 9))[0]
    elif what == 2:
        lines.insert(at, luck.choice(("", ",,,,,,,,", "total,,,,,,,,", "# note", "-" * 40)))
    elif what == 3:
        lines[at] = lines[at] + luck.choice((",", ",x", '"', ",," * 20))
    elif what == 4:
        lines[at] = '"' + lines[at]
    else:
        body = lines[1:]
        luck.shuffle(body)
        lines = [lines[0], *body]
    return _text(lines, "rows")


def _encoded(lines: list[str], luck: random.Random) -> Mutant:
    text = "\n".join(lines)
    encoding = luck.choice(_ENCODINGS)
    content = text.encode(encoding, "replace")
    what = luck.randrange(4)
    if what == 0:
        content = luck.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00")) + content
    elif what == 1:
        content = content[: luck.randrange(len(content))]
    return Mutant(content, None, f"encoding {encoding}")


def _separated(lines: list[str], luck: random.Random) -> Mutant:
    mark = luck.choice((";", "\t", "|", ":", " ", ";;", "\x01"))
    some = luck.choice((0, 0, luck.randrange(len(lines))))
    changed = [line.replace(",", mark) if n >= some else line for n, line in enumerate(lines)]
    if luck.random() < 0.5:
        changed = [line.replace(".", ",") for line in changed]
    text = luck.choice(("\n", "\r\n", "\r")).join(changed)
    return Mutant(text.encode(), None, "separators")


def _packed(lines: list[str], luck: random.Random) -> Mutant:
    content = bytearray(gzip.compress("\n".join(lines).encode()))
    what = luck.randrange(3)
    if what:
        at = luck.randrange(len(content))
        content[at : at + 1] = b"" if what == 1 else bytes([luck.randrange(256)])
    return Mutant(bytes(content), None, "gzip")


def _parquet(lines: list[str], luck: random.Random) -> Mutant:
    names = lines[0].split(",")
    values = ", ".join(
        "(" + ", ".join(f"'{cell}'" if cell else "NULL" for cell in line.split(",")) + ")"
        for line in lines[1:]
    )
    types = ["VARCHAR"] * len(names)
    for _ in range(luck.randrange(1, 4)):
        types[luck.randrange(len(names))] = luck.choice(_TYPES)
    cells = ", ".join(
        f'TRY_CAST("{name}" AS {type_}) AS "{name}"'
        for name, type_ in zip(names, types, strict=True)
    )
    columns = ", ".join(f'"{name}"' for name in names)
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        file = Path(folder) / "mutant.parquet"
        try:
            select = f"SELECT {cells} FROM (VALUES {values}) AS t({columns})"
            connection.sql(select).write_parquet(str(file))
            content = bytearray(file.read_bytes())
        except duckdb.Error:  # such a cast there is not
            return _bytes(lines, luck)
    if luck.random() < 0.3:
        at = luck.randrange(4, len(content))
        content[at] = luck.randrange(256)
    return Mutant(bytes(content), None, "parquet")


_MUTATIONS: tuple[Callable[[list[str], random.Random], Mutant], ...] = (
    _bytes,
    _bytes,
    _cells,
    _cells,
    _column_cells,
    _columns,
    _rows,
    _encoded,
    _separated,
    _packed,
    _parquet,
)
