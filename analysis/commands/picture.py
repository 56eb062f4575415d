"""`--picture FILE`: a figure as a file, in the form that its ending says."""

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.commands.errors import InputError
from analysis.commands.inputs import check_file
from analysis.commands.options import Form
from analysis.commands.terminal import messages

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FORMS = (Form.PNG, Form.SVG)  # the others are of films


def check_picture(file: Path | None) -> None:
    """Refuse a file that no picture can be written to, before anything is read."""
    if file is None:
        return
    check_file(file, "--picture")
    if _form(file) not in _FORMS:
        allowed = ", ".join(f".{form}" for form in _FORMS)
        raise InputError(f"--picture: {file}: a picture is written as {allowed}")


def write_picture(file: Path, figure: "Figure") -> None:
    """Write a figure, and say where."""
    from analysis.charts.sizes import Size, as_file  # matplotlib takes a second to import
    from analysis.results import write_bytes

    write_bytes(file, as_file(figure, "en", Size.SLIDE, _form(file)))
    messages().print(f"{file}", markup=False)


def _form(file: Path) -> str:
    return file.suffix.lower().removeprefix(".")
