"""What a run leaves behind: one folder with its scenario, tables and KPIs, written atomically."""

from analysis.results.asked import asked
from analysis.results.folder import (
    FolderError,
    check_file,
    check_free,
    from_json,
    stamp,
    write_bytes,
    write_text,
)
from analysis.results.run_folder import RUN_FILES, as_json, environment, unit_in, write_run
from analysis.results.spreadsheet import as_csv, write_csv

__all__ = [
    "RUN_FILES",
    "FolderError",
    "as_csv",
    "as_json",
    "asked",
    "check_file",
    "check_free",
    "environment",
    "from_json",
    "stamp",
    "unit_in",
    "write_bytes",
    "write_csv",
    "write_run",
    "write_text",
]
