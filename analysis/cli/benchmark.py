"""The public benchmark: `mdrp`."""

from analysis.cli.program import app
from analysis.commands import options
from analysis.commands.answering import answer


@app.command()
def mdrp(
    instances: options.Instances,
    out: options.OfficialOut,
    dispatch: options.Dispatch = "rolling_horizon",
    every: options.Every = None,
    reposition: options.Reposition = None,
    settings: options.FreeSettings = None,
    jobs: options.Jobs = None,
    cluster: options.Cluster = None,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Solve days of the Meal Delivery Routing Problem."""

    def work() -> int:
        from analysis.commands import mdrp

        return mdrp.mdrp(
            instances,
            dispatch=dispatch,
            every_min=every,
            repositioning=reposition,
            settings=settings or [],
            jobs=jobs or options.all_processors(),
            address=cluster,
            out=out,
            allow_code=not no_code,
            json=json,
        )

    answer(work)
