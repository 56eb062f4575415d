"""The page that sets runs of a scenario beside recorded purchases."""

from functools import partial
from pathlib import Path

from analysis.kpis import Lang
from analysis.report.answer_page import Cell, Page, Row, Table, write_answer
from analysis.report.pages import Caption, kept_figure
from analysis.results import as_json, write_text
from analysis.validation.against import NUMBERS, Against
from analysis.validation.validating import Validation
from analysis.wording import hundredths, plain
from analysis.words import Words, words

PAGE, FACTS = "against.html", "against.json"
_FIGURE = "bought"
_DAYS = ("bought_orders_per_customer", "bought_interval_median_days")


def write(
    folder: Path, found: Validation, beside: Against, lang: Lang, command: str | None = None
) -> Path:
    """Write facts and page into the folder of a validation; returns the page."""
    from analysis.charts.bought import draw  # matplotlib takes a second to import

    say = words(lang)
    write_text(folder / FACTS, as_json(beside.plain()) + "\n")
    distributions = beside.distributions()
    scenario = found.plan.base.scenario.about(lang)[0]
    caption = Caption(*(say(f"against.figure_{of}") for of in ("name", "read", "title")))
    figure = kept_figure(folder, _FIGURE, partial(draw, distributions, say), caption, lang)
    page = Page(
        product=say("validate.product"),
        title=say("against.title", scenario=scenario, source=beside.data.source.resolve().name),
        question=say("against.question"),
        verdict=_verdict(beside, say),
        notes=[say("against.note", days=say.days(beside.days))],
        tables=[_numbers(beside, say), _data_alone(beside, say)],
        figures=[figure],
        sure=[say("against.lacks"), say("against.left_out", n=beside.data.n_left_out)],
        rests_on=say(
            "against.rests",
            orders=len(beside.bought.day),
            of=len(beside.data.bought.day),
            runs=len(beside.runs),
        ),
        failures=list(found.failures),
    )
    return write_answer(folder / PAGE, page, lang, command)


def _verdict(beside: Against, say: Words) -> str:
    of_data, of_runs = beside.numbers()[NUMBERS[0]]
    mean = None if of_runs is None else of_runs.mean
    return say(
        "against.verdict",
        data=_shown(NUMBERS[0], of_data, say),
        runs=_shown(NUMBERS[0], mean, say),
    )


def _numbers(beside: Against, say: Words) -> Table:
    rows = []
    for name, (of_data, of_runs) in beside.numbers().items():
        ends = (of_runs.low, of_runs.high) if of_runs else (None, None)
        interval = "" if None in ends else f"[{', '.join(_shown(name, e, say) for e in ends)}]"
        mean = of_runs.mean if of_runs else None
        cells = [Cell(_shown(name, of_data, say)), Cell(_shown(name, mean, say), interval)]
        rows.append(Row(say(f"against.{name}"), cells))
    heads = ("", say("against.data"), say("against.runs"))
    return Table("numbers", say("against.numbers"), say("against.numbers_note"), heads, rows)


def _data_alone(beside: Against, say: Words) -> Table:
    """What only the data have."""
    data = beside.data
    lines = enumerate(beside.lines(), start=1)
    last = len(beside.lines())
    rows = [
        Row(
            say("against.lines" if n < last else "against.lines_more", n=n),
            [Cell(_percent(share, say))],
        )
        for n, share in lines
    ]
    if data.chain_share is not None and data.chain_order_share is not None:
        rows.append(Row(say("against.chains"), [Cell(_percent(data.chain_share, say))]))
        rows.append(Row(say("against.chain_orders"), [Cell(_percent(data.chain_order_share, say))]))
    rows += [
        Row(say("against.cuisine", cuisine=cuisine), [Cell(_percent(share, say))])
        for cuisine, share in data.cuisines
    ]
    heads = ("", say("against.data"))
    return Table("data", say("against.alone"), say("against.alone_note"), heads, rows)


def _shown(name: str, value: float | None, say: Words) -> str:
    if value is None:
        return say("against.none")
    return plain(value, 2 if name == _DAYS[0] else 1) if name in _DAYS else _percent(value, say)


def _percent(share: float, say: Words) -> str:
    return hundredths(100 * share, 1, say.lang)
