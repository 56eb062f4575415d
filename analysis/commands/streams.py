"""What is printed gets out in any encoding: as it is, by the nearest sign, or escaped.

Standard output is for answers alone. What a user's code or a library prints while a command works
goes to standard error, so that what reads the answers reads nothing else.
"""

import codecs
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

_ERRORS = "o2o.nearest"
_OUT, _ERR = 1, 2
_answers: list[TextIO] = []

# Signs that people know, and what stands for them where they do not exist, the best first.
_NEAREST = {
    "¥": ("￥", "CNY"),
    "−": ("-",),
    "–": ("-",),
    "—": ("-",),
    "→": ("->",),
    "×": ("x",),
    "·": ("-",),
    "…": ("...",),
    "≥": (">=",),
    "≤": ("<=",),
    "₂": ("2",),
    "’": ("'",),
    "“": ('"',),
    "”": ('"',),
    "\N{NO-BREAK SPACE}": (" ",),
    "\N{NARROW NO-BREAK SPACE}": (" ",),
    "\N{THIN SPACE}": (" ",),
}


def tolerate_encodings() -> None:
    """Let standard output and error take every text."""
    codecs.register_error(_ERRORS, _nearest)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_ERRORS)


def answers() -> TextIO:
    """Where answers go."""
    return _answers[-1] if _answers else sys.stdout


@contextmanager
def for_answers_alone() -> Iterator[None]:
    """Keep standard output for answers; all else that is printed meanwhile is a message.

    Where standard output is the process's own, its descriptor is a message's too from then on, for
    what other languages and the end of the process print.
    """
    stdout = sys.stdout
    if stdout is None:  # closed
        yield
        return
    kept = _kept(stdout)
    _answers.append(kept)
    sys.stdout = sys.stderr
    try:
        yield
        kept.flush()
    finally:
        sys.stdout = stdout
        _answers.remove(kept)
        if kept is not stdout:
            with suppress(OSError):  # what could not be written has been told
                kept.close()


def _kept(stdout: TextIO) -> TextIO:
    """A stream to where standard output leads; its descriptor leads to standard error now."""
    try:
        if stdout.fileno() != _OUT or sys.stderr.fileno() != _ERR:
            return stdout
    except (OSError, ValueError, AttributeError):  # no file stands behind
        return stdout
    stdout.flush()
    found = os.fdopen(
        os.dup(_OUT),
        "w",
        encoding=stdout.encoding,
        errors=stdout.errors,
        buffering=1 if stdout.isatty() else -1,
    )
    os.dup2(_ERR, _OUT)
    return found


def print_json(value: Any) -> None:
    """Print one JSON document that is the same in every encoding; NaN is refused."""
    escaped = not _holds_all(answers())
    text = json.dumps(value, indent=2, ensure_ascii=escaped, allow_nan=False)
    print(text, file=answers())


def _holds_all(stream: TextIO) -> bool:
    try:
        return codecs.lookup(stream.encoding).name.startswith("utf")
    except (AttributeError, LookupError, TypeError):  # no stream, or one without an encoding
        return True


def _nearest(error: UnicodeError) -> tuple[str | bytes, int]:
    """What to print in place of the first sign that cannot be encoded, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    sign = error.object[error.start]
    for candidate in _NEAREST.get(sign, ()):
        try:
            candidate.encode(error.encoding)
        except UnicodeEncodeError:
            continue
        return candidate, error.start + 1
    return sign.encode("ascii", "backslashreplace").decode("ascii"), error.start + 1
