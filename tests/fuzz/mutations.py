"""Scenario files with one to four faults of any kind in them, by a fixed seed."""

from collections.abc import Callable, Iterator
from random import Random

from analysis.scenario_file import list_scenarios

# What stands where a value should.
VALUES = (
    *("nan", "inf", "-inf", "-1", "0", "1e308", "1e-308", "9" * 30, "9" * 5000, "0x" + "f" * 40),
    *("true", '""', '"a"', '"12:30"', '"a:B"', '"\\u0000"', f'"{"a" * 300}"', "'名'", "'''\n'''"),
    *("[]", "[[]]", "{}", "[1, 'a', {}]", "{use = 3}", "[{use = 'surge'}]", "[" * 500 + "]" * 500),
    *("1979-05-27", "07:32:00", "1979-05-27T07:32:00Z", "", "=", "..", "'surge'", "1_0", "0.5"),
    *('"baseline"', '["baseline", "surge-pricing"]', '"/dev/zero"', '"."', '"../.."', '"x.toml"'),
)
LINES = (
    *("[policies]", "[[policies]]", "[policies.pricing]", "[[policies.coupons]]", "[replay]"),
    *("[couriers]", "[[couriers.shifts]]", "[world.weather]", "[mechanisms.none]", "[a.b.c]"),
    *("days = 3", "extends = 'file.toml'", "use = 'surge'", "orders = '/dev/null'", "a" * 2000),
)
ENCODINGS = ("utf-16", "utf-16-le", "utf-8-sig", "gb18030", "utf-7", "utf-32")


def texts() -> list[str]:
    """The scenarios shipped."""
    return [each.path.read_text(encoding="utf-8") for each in list_scenarios()]


def mutated(n_files: int, seed: int = 0) -> Iterator[bytes]:
    """So many files, each with faults of its own."""
    draw, whole = Random(seed), texts()
    for _ in range(n_files):
        text = draw.choice(whole)
        for _ in range(draw.randint(1, 4)):
            text = draw.choice(_OF_TEXT)(text, draw)
        content = text.encode("utf-8", "surrogatepass")
        if draw.random() < 0.3:
            content = draw.choice(_OF_BYTES)(content, draw)
        yield content


def _other_value(text: str, draw: Random) -> str:
    lines = text.split("\n")
    with_value = [nth for nth, line in enumerate(lines) if "=" in line]
    if with_value:
        nth = draw.choice(with_value)
        lines[nth] = f"{lines[nth].partition('=')[0]}= {draw.choice(VALUES)}"
    return "\n".join(lines)


def _other_key(text: str, draw: Random) -> str:
    lines = text.split("\n")
    with_value = [nth for nth, line in enumerate(lines) if "=" in line]
    if with_value:
        nth, other = draw.choice(with_value), draw.choice(with_value)
        key = draw.choice(
            [lines[other].partition("=")[0], lines[nth][1:].partition("=")[0], "''", "a.b.c"]
        )
        lines[nth] = f"{key}={lines[nth].partition('=')[2]}"
    return "\n".join(lines)


def _other_lines(text: str, draw: Random) -> str:
    lines = text.split("\n")
    nth, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    match draw.randrange(4):
        case 0:
            del lines[nth]
        case 1:
            lines.insert(nth, lines[other])
        case 2:
            lines.insert(nth, draw.choice(LINES))
        case 3:
            lines[nth], lines[other] = lines[other], lines[nth]
    return "\n".join(lines)


def _other_signs(text: str, draw: Random) -> str:
    at, length = draw.randrange(len(text) + 1), draw.choice([0, 0, 1, 5, 100])
    sign = draw.choice([*"[]{}=.,\"'#\n\r\t\\", "\0", "\ud800", "￥", "\u2028", "-", "e9"])
    return text[:at] + sign + text[at + length :]


def _other_number(text: str, draw: Random) -> str:
    numbers = [nth for nth, sign in enumerate(text) if sign.isdigit()]
    if not numbers:
        return text
    at = draw.choice(numbers)
    return text[:at] + draw.choice(["-", "0", "e5", "9" * 20, ".", "_", ""]) + text[at + 1 :]


def _flipped(content: bytes, draw: Random) -> bytes:
    found = bytearray(content or b"a")
    for _ in range(draw.randint(1, 5)):
        found[draw.randrange(len(found))] = draw.randrange(256)
    return bytes(found)


def _torn(content: bytes, draw: Random) -> bytes:
    return content[: draw.randrange(len(content) + 1)]


def _encoded(content: bytes, draw: Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(draw.choice(ENCODINGS), "replace")


def _lines_ended(content: bytes, draw: Random) -> bytes:
    return content.replace(b"\n", draw.choice([b"\r\n", b"\r", b"\n\n", b""]))


_OF_TEXT: tuple[Callable[[str, Random], str], ...] = (
    *(_other_value, _other_value, _other_value, _other_key, _other_lines, _other_signs),
    _other_number,
)
_OF_BYTES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _flipped,
    _torn,
    _encoded,
    _lines_ended,
)
