"""`o2o live`: a city that runs in the browser, and levers that start its twin."""

from collections.abc import Sequence
from pathlib import Path

from analysis.commands.compiling import compile_first
from analysis.commands.errors import InputError
from analysis.commands.inputs import load_arm, overrides_of
from analysis.commands.terminal import messages
from analysis.kpis import Lang
from analysis.live.messages import Asked


def live(
    source: str,
    *,
    replications: int,
    seed: int,
    days: int | None,
    settings: Sequence[str],
    host: str,
    port: int,
    out: Path | None,
    lang: Lang,
    browser: bool,
    allow_code: bool,
) -> int:
    """Serve the page until the command is ended."""
    arm = load_arm(source, overrides_of(settings, days), allow_code=allow_code)
    folder = out or Path("out") / f"live-{arm.label}"
    if folder.exists() and not folder.is_dir():
        raise InputError(f"--out: {folder} is a file, not a folder")
    try:
        from analysis.live.house import House
        from analysis.live.server import check_free, serve
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("nicegui", "starlette"):
            raise
        raise InputError("o2o live needs NiceGUI: pip install 'o2o-market[ui]'") from None
    try:
        check_free(host, port)
    except (OSError, UnicodeError) as error:
        raise InputError(f"--host {host} --port {port}: {error}") from None
    compile_first([arm.scenario], quiet=False)
    asked = Asked(source, tuple(settings), days, seed, replications, allow_code)
    serve(
        House(asked, arm, folder, lang),
        host=host,
        port=port,
        browser=browser,
        tell=_tell,
    )
    return 0


def _tell(address: str) -> None:
    messages().print(f"the city runs at {address}; Ctrl-C ends it", markup=False, soft_wrap=True)
