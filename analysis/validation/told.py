"""A scorecard in words: what each line is called, allows and came to, and how many held."""

import math

from analysis.kpis import UNITS
from analysis.validation.facts import Line
from analysis.validation.scorecard import Row, Scorecard
from analysis.validation.validating import Validation
from analysis.wording import NONE, interval, plain, telling, with_unit
from analysis.words import Words


def named(row: Row, words: Words) -> str:
    """What a line is called."""
    fact, line = row.fact.label[words.lang], row.line
    what = line.label[words.lang] if line else ""
    return words("validate.line", fact=fact, line=what) if what else fact


def allowed(line: Line, words: Words) -> str:
    """What a line may be: "9 to 20 %", "> 1.2"."""
    low, high = (_short(end * UNITS[line.unit].scale) for end in (line.low, line.high))
    if math.isinf(line.high):
        number = f"> {low}"
    elif math.isinf(line.low):
        number = f"< {high}"
    else:
        number = words("validate.between", low=low, high=high)
    text = with_unit(number, line.unit, words.lang)
    return text + (words("validate.sure") if line.sure else "")


def value(row: Row, words: Words) -> str:
    """What was measured, with its interval."""
    line, found = row.line, row.measured
    if line is None or found is None:
        return NONE
    read = UNITS[line.unit]
    mean = found.mean * read.scale
    n_decimals = 0 if abs(mean) >= read.whole_from else read.decimals
    if found.low is None or found.high is None:
        return with_unit(plain(mean, telling(mean, n_decimals)), line.unit, words.lang)
    low, high = found.low * read.scale, found.high * read.scale
    if not low <= 0 <= high:
        n_decimals = telling(mean, n_decimals)
    text = with_unit(plain(mean, n_decimals), line.unit, words.lang)
    return f"{text} {interval(low, high, n_decimals)}"


def kind_and_use(row: Row, words: Words) -> str:
    """Such as "hard, held out"; what is open to fitting is not said to be."""
    kind = words(f"validate.kind_{row.fact.kind}")
    if row.fact.use == "fit":
        return kind
    use = words(f"validate.use_{row.fact.use.replace(' ', '_')}")
    return words("validate.kind_and_use", kind=kind, use=use)


def summed(card: Scorecard, words: Words) -> str:
    """How many lines held, by kind."""
    parts = []
    for kind in ("hard", "soft", "pattern"):
        held, asked = card.count(kind)
        if asked:
            parts.append(words(f"validate.held_{kind}", held=held, asked=asked))
    return words("list.comma").join(parts)


def verdict(card: Scorecard, words: Words) -> str:
    """Whether all hard lines hold, and how many of each kind, in a sentence."""
    held, n = summed(card, words), len(card.failing)
    if n == 0:
        return words("validate.verdict_all", held=held)
    return words("validate.verdict_not", n=n, held=held)


def failing(row: Row, words: Words) -> str:
    """What a hard line came to that does not hold."""
    return words(
        "validate.failing",
        id=row.fact.id,
        what=named(row, words),
        value=value(row, words),
        allowed=allowed(row.line, words) if row.line else "",
    )


def provenance(found: Validation, words: Words) -> str:
    """What the scorecard rests on."""
    plan = found.plan
    said = words(
        f"validate.provenance_{plan.cities}",
        n=len(found.runs),
        days=words.days(plan.base.scenario.days),
        profile=found.card.profile.label[words.lang],
    )
    if not plan.pairs:
        return said
    return said + words("list.sentence") + words("validate.paired", n=len(plan.paired_seeds))


def apart(card: Scorecard, words: Words) -> list[str]:
    """A sentence for each reason why facts are not for these runs to show, and which they are."""
    said = []
    for verdict in ("skipped", "suite", "absent", "not asked"):
        rows = [row for row in card.rows if row.verdict == verdict]
        names = dict.fromkeys(_with_place(row, words) for row in rows)
        if names:
            facts = words("list.separator").join(names)
            said.append(words(f"validate.{verdict.replace(' ', '_')}", facts=facts))
    return said


def _with_place(row: Row, words: Words) -> str:
    fact = row.fact
    more = fact.where or fact.why.get(words.lang, "")
    name = f"{fact.id} {fact.label[words.lang]}"
    return words("validate.with", fact=name, more=more) if more else name


def _short(end: float) -> str:
    """A bound with no more decimals than it has."""
    if math.isinf(end):
        return ""
    scaled = round(end, 6)
    return plain(scaled, next(n for n in range(7) if round(scaled, n) == scaled))
