"""Files as programs write them: encodings, separators, packing, parts, workbooks."""

import gzip
import importlib.util
import os

import pytest

from analysis.recordings import RecordingError, read_orders
from tests.analysis.recordings.tables import (
    HEADER,
    PLACES,
    faults,
    parquet_of,
    write,
)

ROWS = [
    f"a1,2024-05-17 11:55:10,老王面馆,{PLACES}",
    f"a2,2024-05-17 12:03:00,兰州拉面,{PLACES}",
]
TEXT = "\n".join([HEADER, *ROWS]) + "\n"
STORES = ("老王面馆", "兰州拉面")

needs_openpyxl = pytest.mark.skipif(
    importlib.util.find_spec("openpyxl") is None, reason="openpyxl is not installed"
)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "orders.csv"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        b"\xef\xbb\xbf\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("gb18030"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(",", "|").encode(),
        ("sep=;\n" + TEXT.replace(",", ";")).encode(),
        gzip.compress(TEXT.encode()),
        (TEXT + ",,,,,,\n\n").encode(),
        "\n".join(line + ",," for line in TEXT.splitlines()).encode(),
    ],
)
def test_text_is_read_however_it_was_saved(file, content):
    file.write_bytes(content)
    assert read_orders(file).recording.store_names == STORES


def test_the_mark_at_the_beginning_does_not_hide_the_first_column(file):
    lines = [line.split(",", 1)[1] for line in TEXT.splitlines()]
    file.write_text("\n".join(lines), encoding="utf-8-sig")
    assert read_orders(file).recording.placed_min.tolist() == pytest.approx([715 + 1 / 6, 723])


@pytest.mark.parametrize("sign", ["囍", "喆", "¥"])
def test_chinese_text_may_have_a_few_signs_beyond_gb_2312(tmp_path, file, sign):
    """Of names, and of money where no full width was meant."""
    rows = [
        f"b{n},2024-05-17 12:{n:02d}:00,{STORES[0]},31.23,121.46,31.22,121.47" for n in range(30)
    ]
    odd = f"b99,2024-05-17 12:40:00,面馆{sign},31.23,121.46,31.22,121.47"
    file.write_bytes("\n".join([HEADER, *rows, odd]).encode("gb18030"))
    read = read_orders(file)
    assert (read.encoding, read.recording.store_names[1]) == ("gb18030", f"面馆{sign}")


def test_the_sign_of_yuan_in_every_row_is_no_western_text(tmp_path, file):
    rows = [f"{row},¥34" for row in ROWS]
    file.write_bytes("\n".join([f"{HEADER},price", *rows]).encode("gb18030"))
    assert read_orders(file).encoding == "gb18030"


@pytest.mark.parametrize("name", ["Café Müller", "Größe", "Crêperie Amélie"])
def test_western_text_is_not_taken_for_chinese(tmp_path, file, name):
    file.write_bytes(TEXT.replace("老王面馆", name).replace("兰州拉面", "B").encode("latin-1"))
    (fault,) = faults(tmp_path, file)
    assert fault.startswith("orders.csv:2: is not UTF-8 text")
    assert read_orders(file, stated={"encoding": "latin-1"}).recording.store_names == (name, "B")


def test_an_encoding_that_is_none_is_refused(tmp_path, file):
    file.write_text(TEXT)
    (fault,) = faults(tmp_path, file, encoding="utf-9")
    assert fault.startswith("--encoding: ")
    assert "no encoding is named 'utf-9'" in fault


def test_decimal_commas_are_read_where_they_cannot_group_thousands(file):
    header = "placed_min;store;store_x_m;store_y_m;door_x_m;door_y_m"
    file.write_text(f"{header}\n600,5;s;0;0;300,25;400\n")
    recording = read_orders(file).recording
    assert recording.placed_min.tolist() == [600.5]
    assert (recording.door_x_m - recording.store_x_m).tolist() == [300.25]


def test_commas_before_three_digits_are_refused_unless_stated(tmp_path, file):
    header = "placed_min;store;store_x_m;store_y_m;door_x_m;door_y_m"
    file.write_text(f"{header}\n600;s;0;0;1,250;4,500\n")
    (fault,) = faults(tmp_path, file)
    assert fault.endswith("say decimal = ',' or '.' in the mapping")
    recording = read_orders(file, stated={"decimal": ","}).recording
    assert (recording.door_x_m - recording.store_x_m).tolist() == [1.25]


@pytest.mark.parametrize(
    ("cells", "metres"),
    [
        ("1,250;4,500.5", [1250, 4500.5]),  # groups, told by a point behind one
        ("1,250;4500.25", [1250, 4500.25]),  # told by the decimals of another cell
        ("1,250,000.;4,500", [1_250_000, 4500]),
        ("1.250,5;4.500,25", [1250.5, 4500.25]),  # groups by points, told by commas behind them
    ],
)
def test_groups_of_thousands_are_read_where_they_are_told(tmp_path, file, cells, metres):
    header = "placed_min;store;store_x_m;store_y_m;door_x_m;door_y_m"
    east = metres[0] if metres[0] > 99_000 else 0  # a city has its stores near by
    file.write_text(f"{header}\n600;s;{east};0;{cells}\n")
    recording = read_orders(file).recording
    assert recording.door_x_m[0] - recording.store_x_m[0] == metres[0] - east
    assert recording.door_y_m[0] - recording.store_y_m[0] == metres[1]


def test_a_stated_point_reads_commas_as_groups(tmp_path, file):
    header = "placed_min;store;store_x_m;store_y_m;door_x_m;door_y_m"
    file.write_text(f"{header}\n600;s;0;0;1,250;4,500\n")
    recording = read_orders(file, stated={"decimal": "."}).recording
    assert (recording.door_x_m - recording.store_x_m).tolist() == [1250]


@pytest.mark.parametrize("number", ["12,50", "1,2345", ",500", "1,25,000", "1,250,00", "1234,567"])
def test_groups_that_are_not_of_three_digits_are_no_number(tmp_path, file, number):
    header = "placed_min;store;store_x_m;store_y_m;door_x_m;door_y_m"
    file.write_text(f"{header}\n600;s;0;0;{number};400\n")
    (fault,) = faults(tmp_path, file, decimal=".")
    assert fault.startswith(f"orders.csv:2: door_x_m = '{number}': not a number")


def test_a_title_above_the_header_is_told(tmp_path, file):
    file.write_text(f"Orders of May\n\n{TEXT}", encoding="utf-8")
    (fault,) = faults(tmp_path, file)
    problem = "line 3 seems to name the columns; take out what is above it"
    assert fault == f"orders.csv:1: {problem}"


def test_links_that_lead_nowhere_are_told(tmp_path, file):
    file.symlink_to("gone.csv")
    (fault,) = faults(tmp_path, file)
    assert fault == "orders.csv: is a link that leads nowhere, to gone.csv"


def test_of_very_many_columns_a_line_names_the_first(tmp_path, file):
    file.write_text(",".join(f"c{n}" for n in range(5000)) + "\n" + "1," * 4999 + "1\n")
    told = faults(tmp_path, file)
    assert all(fault.endswith("c38, c39 and 4960 more") for fault in told)


@pytest.mark.parametrize("number", ["1_000", "１２", "infinity", "0x10", "1e999", "--5"])
def test_what_only_a_program_takes_for_a_number_is_none(tmp_path, file, number):
    header = "placed_min,store,store_x_m,store_y_m,door_x_m,door_y_m"
    file.write_text(f"{header}\n600,s,0,0,{number},400\n", encoding="utf-8")
    (fault,) = faults(tmp_path, file)
    assert fault.startswith(f"orders.csv:2: door_x_m = '{number}': ")


def test_a_quotation_mark_left_open_swallows_no_rows(tmp_path, file):
    broken = [HEADER + ",note", *(f"{row},x" for row in ROWS), *(f"b{row},y" for row in ROWS)]
    broken[1] = broken[1].removesuffix("x") + '"x'
    broken[3] = broken[3] + '"'
    file.write_text("\n".join(broken))
    (fault,) = faults(tmp_path, file)
    assert fault == "orders.csv:4: a quotation mark is not closed, and swallows lines"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_text_of_another_encoding_than_is_said_is_refused(tmp_path, file, encoding):
    file.write_text(TEXT, encoding="utf-8")
    (fault,) = faults(tmp_path, file, encoding=encoding)
    assert f"is not {encoding} text" in fault


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("tail", ["a3,2024-05-17 12:09:00,老王面", 'a3,2024-05-17 12:09:00,"老王'])
def test_a_last_line_that_was_cut_off_is_that_line_alone(tmp_path, file, encoding, tail):
    """Within a character, or within quotation marks."""
    content = (TEXT + tail).encode(encoding)
    for cut in (content, content[:-1]):
        file.write_bytes(cut)
        (fault,) = faults(tmp_path, file)
        assert fault.startswith("orders.csv:4: number of cells is ")
        read = read_orders(file, stated={"wrong_rows": "drop"})
        assert read.recording.store_names == STORES
        assert [(each.why.kind, each.n) for each in read.dropped] == [("torn", 1)]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (TEXT.encode()[:50] + b"\0" + TEXT.encode()[50:], "orders.csv:1: holds a NUL character"),
        (gzip.compress(TEXT.encode())[:-9], "orders.csv: cannot be unpacked, it is torn"),
        (b"BZh91AY&SY\xff\xff", "orders.csv: is packed by bzip2"),
        (b"SQLite format 3\0", "orders.csv: is an SQLite database"),
        (TEXT.encode("utf-16")[:-1], "orders.csv:"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(tmp_path, file, content, problem):
    file.write_bytes(content)
    (fault,) = faults(tmp_path, file)
    assert fault.startswith(problem)


# Folders.


def select(rows: list[str]) -> str:
    cells = [row.split(",") for row in rows]
    values = ", ".join(
        f"('{order}', TIMESTAMP '{at}', '{store}', {', '.join(place)})"
        for order, at, store, *place in cells
    )
    columns = HEADER.replace("order", '"order"', 1)
    return f"SELECT * FROM (VALUES {values}) AS orders({columns})"


def test_a_folder_of_parts_is_one_table_without_its_markers(tmp_path):
    folder = tmp_path / "orders.parquet"
    for part, row in enumerate(ROWS):
        parquet_of(folder / f"part-{part:05d}.snappy.parquet", select([row]))
    parquet_of(folder / "part-00002.parquet", f"{select(ROWS)} WHERE false")
    for marker in ("_SUCCESS", "._SUCCESS.crc", ".part-00000.crc", ".DS_Store", "_metadata"):
        (folder / marker).write_bytes(b"PAR1 or anything")
    assert read_orders(folder).recording.store_names == STORES


def test_a_folder_may_hold_text_and_say_a_column_by_its_path(tmp_path):
    header = HEADER.replace("placed_at", "placed_time")
    for day, row in zip(("2024-05-17", "2024-05-18"), ROWS, strict=True):
        row = row.replace("2024-05-17 ", "")
        write(tmp_path, [header, row], f"orders/placed_date={day}/part-0.csv")
    assert read_orders(tmp_path / "orders").recording.placed_min.round().tolist() == [715, 2163]


def test_faults_of_parts_name_the_part(tmp_path):
    write(tmp_path, [HEADER, ROWS[0]], "orders/part-0.csv")
    write(tmp_path, [HEADER, ROWS[1], ROWS[0].replace("11:55", "11:65")], "orders/part-1.csv")
    (date, name) = faults(tmp_path, tmp_path / "orders")
    assert date.startswith("orders/part-1.csv:3: placed_at = '2024-05-17 11:65:10': not a date")
    assert (
        name == "orders/part-1.csv:3: order = 'a1': stands on line 2 of orders/part-0.csv already"
    )


def test_parts_of_other_columns_are_refused(tmp_path):
    write(tmp_path, [HEADER, ROWS[0]], "orders/part-0.csv")
    write(tmp_path, [HEADER + ",note", ROWS[1] + ",x"], "orders/part-1.csv")
    (fault,) = faults(tmp_path, tmp_path / "orders")
    assert fault == "orders/part-1.csv:1: has other columns than orders/part-0.csv: note"


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ([], "holds neither an instance of the benchmark"),
        (["_SUCCESS", "README.md"], "holds neither an instance of the benchmark"),
        (["0o50t75s1p100/orders.txt"], "holds instances, but is none itself: name one: 0o50t75s1p"),
        (["may/part-0.csv"], "holds no table itself, but folders that may: may; name one"),
        (["orders.txt"], "has no restaurants.txt, couriers.txt, instance_parameters.txt; "),
    ],
)
def test_a_folder_that_holds_no_table_says_what_it_holds(tmp_path, inside, problem):
    folder = tmp_path / "data"
    folder.mkdir()
    for name in inside:
        write(folder, ["x"], name)
    (fault,) = faults(tmp_path, folder)
    assert fault.startswith(f"data: {problem}")


def test_the_folder_one_stands_in_may_be_the_table(tmp_path, monkeypatch):
    write(tmp_path, [HEADER, *ROWS], "orders/part-0.csv")
    monkeypatch.chdir(tmp_path / "orders")
    assert read_orders(".").recording.store_names == STORES
    (tmp_path / "orders.toml").write_text('zone = "Nowhere"\n')
    with pytest.raises(RecordingError, match="no zone is named 'Nowhere'"):
        read_orders(".")


def test_a_name_that_is_too_long_is_told(tmp_path):
    (fault,) = faults(tmp_path, tmp_path / ("x" * 300))
    assert fault.endswith("cannot be read: File name too long")


# Workbooks.


def test_a_workbook_without_its_reader_says_what_to_install(tmp_path, file, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    file.write_bytes(b"PK\x03\x04 xl/workbook.xml")
    (fault,) = faults(tmp_path, file)
    assert "openpyxl is needed: pip install openpyxl" in fault


@needs_openpyxl
def test_a_workbook_is_read_with_its_dates(tmp_path):
    from datetime import datetime

    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    for row in ROWS:
        order, at, store, *place = row.split(",")
        book.active.append([order, datetime.fromisoformat(at), store, *map(float, place)])
    book.create_sheet("notes")
    book.save(tmp_path / "orders.xlsx")
    recording = read_orders(tmp_path / "orders.xlsx").recording
    assert recording.store_names == STORES
    assert recording.placed_min.tolist() == pytest.approx([715 + 1 / 6, 723])
    book["notes"].append(["remember"])
    book.save(tmp_path / "two.xlsx")
    (fault,) = faults(tmp_path, tmp_path / "two.xlsx")
    assert (
        fault == 'two.xlsx: has several sheets with rows (Sheet, notes): say sheet = "..." of one'
    )


@needs_openpyxl
def test_a_workbook_tells_of_long_numbers_that_their_last_digits_are_lost(tmp_path):
    """It keeps fifteen: orders 401000000000007919 and ...920 are one number there."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    for row in ROWS:
        book.active.append([4.01000000000008e17, *row.split(",")[1:]])
    book.save(tmp_path / "orders.xlsx")
    found = faults(tmp_path, tmp_path / "orders.xlsx")
    assert found[0].startswith("orders.xlsx:2: order = '4.01000E+17': a spreadsheet has cut off")
    assert len(found) == len(ROWS)


def test_a_file_that_is_packed_twice_is_told_so(tmp_path, file):
    file.write_bytes(gzip.compress(gzip.compress(TEXT.encode())))
    assert faults(tmp_path, file) == ["orders.csv: is packed by gzip twice; unpack it once"]


def test_a_table_whose_path_cannot_be_told_is_refused_by_its_name(tmp_path):
    odd = tmp_path / os.fsdecode(b"\xff.parquet")
    odd.write_bytes(b"PAR1")
    assert "is no UTF-8 text" in faults(tmp_path, odd)[0]
