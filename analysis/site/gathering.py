"""Gathers the pages of the site: those that are written, and those made from code."""

import re
import shutil
from pathlib import Path

from analysis.site.commands import commands_page
from analysis.site.names import names_page

ROOT = Path(__file__).parents[2]

_WRITTEN = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "scenarios/README.md", "docs/**/*.md")
_BESIDES = ("docs/assets/*",)
_LINK = re.compile(r"\]\(([^)\s#:]+)(?:#[^)\s]*)?\)")
_MADE = {"reference/commands.md": commands_page, "reference/names.md": names_page}


def gather(target: Path) -> None:
    """Copy all pages into a folder laid out as the project is, with the files they link to."""
    for pattern in (*_WRITTEN, *_BESIDES):
        for file in sorted(ROOT.glob(pattern)):
            _copy(file, target)
            if file.suffix == ".md":
                for linked in _linked(file):
                    _copy(linked, target)
    for name, made in _MADE.items():
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(made(), encoding="utf-8")


def _copy(file: Path, target: Path) -> None:
    to = target / file.relative_to(ROOT)
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, to)


def _linked(page: Path) -> list[Path]:
    """The files of the project that a page links to, but for pages."""
    text = page.read_text(encoding="utf-8")
    found = {(page.parent / link).resolve() for link in _LINK.findall(text)}
    inside = (file for file in found if file.is_relative_to(ROOT) and file.is_file())
    return sorted(file for file in inside if file.suffix != ".md")
