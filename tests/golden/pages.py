"""Figures on pages, written by the command that stands above them.

A block is what lies between two comments; a fence around it stays:

    <!-- figures: o2o run baseline --days 1 -->
    what the command printed
    <!-- end of figures -->
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]
BLOCK = re.compile(
    r"(?P<head><!-- figures: (?P<command>[^\n]+) -->\n+(?:```\w+\n)?)(?P<figures>.*?\n)"
    r"(?P<end>\n*(?:```\n+)?<!-- end of figures -->)",
    re.DOTALL,
)
# How commands of the pages are called from here, without an installation.
PROGRAMS = {"o2o": [sys.executable, "-m", "analysis"], "python": [sys.executable]}


class Block(NamedTuple):
    """Figures on a page, and the command that prints them."""

    page: Path
    command: str
    figures: str


def blocks() -> list[Block]:
    """All blocks of all pages, in order."""
    return [
        Block(page, found["command"], found["figures"])
        for page in PAGES
        for found in BLOCK.finditer(page.read_text(encoding="utf-8"))
    ]


def printed(command: str) -> str:
    """What a command prints; its files go to a folder that is thrown away."""
    program, *arguments = shlex.split(command)
    with TemporaryDirectory() as place:
        done = subprocess.run(
            [*PROGRAMS[program], *arguments],
            cwd=place,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
    said = "\n".join(line.rstrip() for line in done.stdout.splitlines())
    return said.rstrip("\n") + "\n"  # or a page grows by an empty line each time


def rewritten(page: Path) -> str:
    """The text of a page, all its figures measured anew."""

    def renew(found: re.Match[str]) -> str:
        return found["head"] + printed(found["command"]) + found["end"]

    return BLOCK.sub(renew, page.read_text(encoding="utf-8"))
