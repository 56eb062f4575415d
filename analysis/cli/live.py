"""What runs in the browser: `live`."""

from typing import Annotated

import typer

from analysis.cli.program import app
from analysis.commands import options
from analysis.commands.answering import answer


@app.command()
def live(
    scenario: Annotated[
        str, typer.Argument(metavar="[SCENARIO]", help="A shipped scenario's name, or a file.")
    ] = "baseline",
    replications: Annotated[
        int, typer.Option(min=1, max=200, help="Pairs of whole runs that measure a twin.")
    ] = 8,
    seed: options.Seed = 0,
    days: options.Days = None,
    settings: options.Settings = None,
    host: Annotated[
        str,
        typer.Option(help="Where to serve; elsewhere than on this machine alone, with a token."),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="At which to serve.")] = 8080,
    browser: Annotated[bool, typer.Option(help="Whether to open the page.")] = True,
    out: options.Out = None,
    lang: Annotated[
        options.Lang, typer.Option(help="Language of the page and its reports.")
    ] = options.Lang.EN,
    no_code: options.NoCode = False,
) -> None:
    """Watch a city run, move levers, and see what they change."""

    def work() -> int:
        from analysis.commands import live

        return live.live(
            scenario,
            replications=replications,
            seed=seed,
            days=days,
            settings=settings or [],
            host=host,
            port=port,
            out=out,
            lang=lang.value,
            browser=browser,
            allow_code=not no_code,
        )

    answer(work)
