"""Every sentence gets out, whatever the encoding, and JSON stays JSON."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.commands.streams import print_json, tolerate_encodings

ROOT = Path(__file__).parents[3]
SAID = "¥3.64 → −0.44 · 老王面馆 🍜 \udce9"


@pytest.fixture
def printed(monkeypatch):
    """What the function that is handed over prints in an encoding, as bytes."""

    def of(encoding, show):
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict")
        monkeypatch.setattr(sys, "stdout", stream)
        tolerate_encodings()
        show()
        stream.flush()
        return stream.buffer.getvalue()

    return of


@pytest.mark.parametrize(
    ("encoding", "seen"),
    [
        ("ascii", r"CNY3.64 -> -0.44 - \u8001\u738b\u9762\u9986 \U0001f35c \udce9"),
        ("gbk", r"￥3.64 → -0.44 · 老王面馆 \U0001f35c \udce9"),
        ("latin-1", r"¥3.64 -> -0.44 · \u8001\u738b\u9762\u9986 \U0001f35c \udce9"),
        ("utf-8", r"¥3.64 → −0.44 · 老王面馆 🍜 \udce9"),
    ],
)
def test_signs_that_cannot_be_encoded_are_replaced_or_escaped(printed, encoding, seen):
    assert printed(encoding, lambda: print(SAID)).decode(encoding) == f"{seen}\n"


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-8", "utf-16"])
def test_json_says_the_same_in_every_encoding(printed, encoding):
    told = {"title": SAID, "mean": 1.5}
    shown = printed(encoding, lambda: print_json(told)).decode(encoding)
    assert json.loads(shown) == told
    assert ("老" in shown) == encoding.startswith("utf")


def test_a_process_without_streams_is_one_too(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    tolerate_encodings()
    print_json({"a": 1})


def test_standard_output_is_for_answers_whatever_else_prints():
    """A policy's print, another language's, and the end of the process."""
    code = (
        "import atexit, os, sys\n"
        "from analysis.commands.streams import for_answers_alone, print_json\n"
        "atexit.register(lambda: os.write(1, b'at the end'))\n"
        "with for_answers_alone():\n"
        "    print('a word')\n"
        "    sys.stdout.write('another')\n"
        "    os.write(1, b'a third')\n"
        "    os.system('echo a fourth')\n"
        "    print_json({'a': 1})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {"a": 1}
    for word in ("a word", "another", "a third", "a fourth", "at the end"):
        assert word in done.stderr
