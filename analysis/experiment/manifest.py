"""The manifest of a folder of many runs: what is to be run there, written before the first run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.results import as_json, asked, environment, stamp, write_text
from analysis.results.folder import MANIFEST


def write_manifest(folder: Path, kind: str, content: Mapping[str, Any]) -> None:
    """Make a folder, and mark it as one of ours.

    Parameters
    ----------
    kind
        Of results, by which the folder is known again.
    content
        What is to be run, as plain lists and numbers. What the command line asked, and the versions
        of what computes, are written with it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    whole = {**stamp(kind), **asked(), **content, **environment()}
    write_text(folder / MANIFEST, as_json(whole))
