"""How a command is left: its work is done, and its exit code says what became of it."""

import sys
from collections.abc import Callable

import typer


def answer(work: Callable[[], int]) -> None:
    """Do a command's work and leave with its exit code, 2 for bad input."""
    from analysis.commands.errors import InputError
    from analysis.commands.streams import for_answers_alone
    from analysis.machine.stops import Stopped, answered

    try:
        with for_answers_alone():
            code = work()
    except InputError as error:
        typer.echo(str(error), err=True)
        code = 2
    except Stopped as stopped:
        answered()
        code = stopped.exit_code
    except BrokenPipeError:
        code = 0  # whoever reads has seen enough; all else is done before anything is shown
    except OSError as error:  # a full disk, a folder that went away
        typer.echo(f"cannot go on: {error}", err=True)
        code = 3
    except Exception as error:
        if not _is_of_the_system(error):
            raise
        typer.echo(f"cannot go on: {str(error).splitlines()[0]}", err=True)
        code = 3
    raise typer.Exit(code)


def _is_of_the_system(error: Exception) -> bool:
    """Whether DuckDB tells what the system said: a file is gone, or too many are open."""
    database = sys.modules.get("duckdb")  # commands without tables do without it
    return database is not None and isinstance(error, database.IOException)
