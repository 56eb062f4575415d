"""A draft as the text of a mapping file, with remarks, and with what it leaves open."""

import json
from typing import Any

from analysis.recordings.draft import Draft
from analysis.recordings.mapping import Columns

_LEFT_OPEN = {
    "zone": '"Asia/Shanghai" # of the town\'s clocks, where times are in UTC',
    "dates": '"ymd" # ymd, dmy, mdy, epoch_s, excel, clock or such as "%d.%m.%Y %H:%M"',
    "money": '"units" # or "cents"',
    "positions": '"degrees" # or degrees_e6, degrees_e7, metres, kilometres',
    "first_day": "2024-05-13 # days before are left out",
    "last_day": "2024-05-19",
    "store_tolerance_m": "50",
    "wrong_rows": '"drop" # leave out what is wrong, at most half of the rows',
}


def mapping_text(draft: Draft, source: str) -> str:
    """The text; keys that are not stated stand behind a #."""
    lines = [f"# How {source} is to be read; a line behind a # says nothing.", ""]
    for key, value in draft.values.items():
        lines.append(f"{key} = {_toml(value)} # {draft.remarks[key]}")
    for key, example in (_LEFT_OPEN | draft.open).items():
        if key not in draft.values:
            lines.append(f"# {key} = {example}")
    lines += ["", "[columns] # what the table calls it"]
    lines += [f"{role} = {_toml(name)}" for role, name in draft.columns.items()]
    lines += [f"# {role} = # {why}" for role, why in draft.left.items()]
    told = draft.columns.keys() | draft.left
    absent = [role for role in Columns.model_fields if role not in told]
    lines += [f"# also: {', '.join(absent)}"]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
