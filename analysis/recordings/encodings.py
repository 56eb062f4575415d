"""Text from bytes: the encoding that is stated, or one that the bytes themselves prove.

UTF-8 and UTF-16 can be told by their rules. GB18030, in which Chinese spreadsheets save, accepts
almost any bytes; it is taken unasked only where nearly all characters beyond ASCII are of GB 2312
and most are its everyday ones, which text of western encodings does not come to. The others are
rare ones of names, and the sign of yuan.
"""

import codecs
from pathlib import Path
from typing import NamedTuple

from analysis.recordings.faults import refused

MARK = "\ufeff"  # the byte order mark, as text
CUT = "\ufffd"  # ends a text whose last character was cut in two

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE = 4096  # bytes
_YUAN = "¥"  # of no full width, which GB 2312 has not
_KNOWN_SHARE = 0.95  # of characters beyond ASCII, those of GB 2312
_EVERYDAY_SHARE = 0.8
_FIRST_RARE = 0xD8  # lead byte of GB 2312's second level, less common characters


class Text(NamedTuple):
    """Text, and the encoding it was in."""

    text: str
    encoding: str


def decoded(content: bytes, file: Path, stated: str | None) -> Text:
    """The text of a file; byte order marks, however many, are taken off.

    Where the file ends within a character, as one does that was cut off, the text ends in `CUT`.
    """
    encoding = stated or _encoding_of(content)
    try:
        text = _uncut(content, encoding)
    except UnicodeDecodeError as error:
        raise refused(str(file), _problem(stated, encoding), _line(error)) from None
    except UnicodeError as error:  # such as UTF-16 without its mark
        raise refused(str(file), f"is not {encoding} text: {error}") from None
    text = text.lstrip(MARK)
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise refused(str(file), "holds a NUL character: it is no table of text, or torn", line)
    return Text(text, codecs.lookup(encoding).name)


def _uncut(content: bytes, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)()
    text = decoder.decode(content)
    return text + CUT if decoder.getstate()[0] else text


def _encoding_of(content: bytes) -> str:
    if content.startswith(_UTF16_MARKS):
        return "utf-16"
    even, odd = content[:_SAMPLE:2], content[1:_SAMPLE:2]
    if even and odd and max(even.count(0), odd.count(0)) > len(odd) // 2:
        return "utf-16-le" if odd.count(0) > even.count(0) else "utf-16-be"
    try:
        _uncut(content, "utf-8")
    except UnicodeDecodeError:
        return "gb18030" if _is_chinese(content) else "utf-8"
    return "utf-8"


def _is_chinese(content: bytes) -> bool:
    try:
        pairs = _uncut(content, "gb18030").removesuffix(CUT)
    except UnicodeError:
        return False
    beyond = [c for c in pairs if not c.isascii() and c != _YUAN]
    leads = [code[0] for c in beyond if (code := c.encode("gb2312", "ignore"))]
    hanzi = [lead for lead in leads if lead >= 0xB0]
    if not hanzi or len(leads) < _KNOWN_SHARE * len(beyond):
        return False
    return sum(lead < _FIRST_RARE for lead in hanzi) >= _EVERYDAY_SHARE * len(hanzi)


def _problem(stated: str | None, encoding: str) -> str:
    if stated or encoding != "utf-8":
        return f"is not {encoding} text"
    return (
        "is not UTF-8 text; save it as UTF-8, or say what it is: "
        "--encoding gb18030, or latin-1, cp1252"
    )


def _line(error: UnicodeDecodeError) -> int:
    wide = "16" in error.encoding
    newline = "\n".encode("utf-16-le" if "le" in error.encoding else "utf-16-be")
    return error.object.count(newline if wide else b"\n", 0, error.start) + 1
