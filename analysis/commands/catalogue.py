"""`o2o list`, `check`, `schema` and `policies`: what there is, and what may be written."""

import json
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from rich.markup import escape
from rich.table import Table

from analysis.commands.streams import print_json
from analysis.commands.terminal import output
from analysis.wording import counted


def list_scenarios(*, as_json: bool) -> int:
    """Show the scenarios shipped."""
    from analysis.scenario_file import list_scenarios as shipped

    found = shipped()
    if as_json:
        listed = [
            {"name": each.name, "title": each.title, "why": each.why, "path": str(each.path)}
            for each in found
        ]
        print_json({"scenarios": listed})
        return 0
    table = Table(box=None, show_header=False, padding=(0, 2, 1, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for each in found:
        table.add_row(each.name, f"{escape(each.title)}\n[dim]{escape(each.why)}[/]")
    output().print(table)
    return 0


def check(source: str, *, allow_code: bool) -> int:
    """Read a scenario and its recording, if it has one."""
    from analysis.commands.inputs import load_arm
    from analysis.commands.notes import notes

    arm = load_arm(source, [], allow_code=allow_code)
    recorded = f", {arm.recording.n_orders} recorded orders" if arm.recording else ""
    days = f"{counted(arm.scenario.days, 'day')}{recorded}"
    output().print(f"{arm.label} is in order: {arm.scenario.title} ({days})", markup=False)
    for note in notes(arm.scenario):
        output().print(note, markup=False)
    return 0


def policies(*, as_json: bool) -> int:
    """Show every family's policies with their parameters."""
    from sim.policies.families import BUILT_IN

    families = {
        family: {use: _described(policy) for use, policy in known.items()}
        for family, known in BUILT_IN.items()
    }
    if as_json:
        print_json({"families": families})
        return 0
    console = output()
    for family, known in families.items():
        console.print(f"[bold]{family}[/]")
        for use, policy in known.items():
            console.print(f'  use = "{use}"  [dim]{escape(policy["meaning"])}[/]')
            table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
            table.add_column(no_wrap=True)
            table.add_column(no_wrap=True, justify="right")
            table.add_column(style="dim")
            for name, parameter in policy["parameters"].items():
                default = json.dumps(parameter["default"], ensure_ascii=False)
                table.add_row(f"    {name}", escape(default), escape(parameter["meaning"]))
            console.print(table)
        console.print()
    return 0


def _described(policy: type[BaseModel]) -> dict[str, Any]:
    return {
        "meaning": (policy.__doc__ or "").strip().splitlines()[0],
        "parameters": dict(_parameters(policy)),
    }


def _parameters(
    model: type[BaseModel], defaults: BaseModel | None = None, prefix: str = ""
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and description of each parameter; those of a section as ``audience.segments``."""
    for name, field in model.model_fields.items():
        default = field.get_default() if defaults is None else getattr(defaults, name)
        if isinstance(default, BaseModel):
            yield from _parameters(type(default), default, f"{prefix}{name}.")
        elif name != "use":
            meaning = field.description or ""
            yield prefix + name, {"default": default, "type": _type_of(field), "meaning": meaning}


def _type_of(field: FieldInfo) -> str:
    """Such as "float", "int | None", "tuple[str, str]"."""
    annotation = field.annotation
    if isinstance(annotation, type) and not get_args(annotation):
        return annotation.__name__
    return str(annotation).replace("typing.", "")
