"""The page of commands, made from the command line itself."""

from collections.abc import Iterator
from typing import Any

import typer

from analysis.cli import app

_HEAD = """# Commands

Every command of `o2o` with its arguments and options, as `o2o COMMAND --help` shows them. Exit
codes: 0 done; 2 bad input, nothing written; 3 part of the work failed; 128 and the number of the
signal that ended it, such as 130 for Ctrl-C.
"""


def commands_page() -> str:
    """The page, as Markdown."""
    group: Any = typer.main.get_command(app)
    parts = [_HEAD]
    for name, command in group.commands.items():
        context = typer.Context(command, info_name=f"o2o {name}")
        parts.append("\n".join(_command(f"o2o {name}", command, context)))
    return "\n".join(parts)


def _command(name: str, command: Any, context: Any) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"## {name}\n\n{command.help or ''}\n\n```text\n{name} {usage}\n```\n"
    yield "| argument or option | what it is |\n|---|---|"
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record is not None and "--help" not in parameter.opts:
            said, told = (" ".join(text.split()) for text in record)
            yield f"| `{said}` | {told.replace('|', '&#124;').replace('<', '&lt;')} |"
    yield ""
