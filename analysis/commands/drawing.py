"""Whether figures can be drawn, asked before anything is run."""

from analysis.commands.errors import InputError
from analysis.kpis import Lang


def check_drawing(lang: Lang) -> None:
    """Refuse to begin what could not be drawn in the end."""
    try:
        # Matplotlib reads files of the user's while it is imported.
        from analysis.charts.rehearsal import rehearse

        rehearse(lang)
    except Exception as error:
        raise InputError(f"figures cannot be drawn: {type(error).__name__}: {error}") from None
