"""What became of the mutants: by module, and each that lives with the reason."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.mutants.source import Mutant

KNOWN = Path(__file__).with_name("known.toml")

# Module, function, and the statement before and after.
Key = tuple[str, str, str, str]


class Known:
    """The mutants that are known to live, by kind, each with the reason."""

    def __init__(self, file: Path = KNOWN) -> None:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        self.equivalent = _reasons(tables.get("equivalent", []))
        self.survivor = _reasons(tables.get("survivor", []))

    def unheard_of(self, mutants: Sequence[Mutant]) -> list[Key]:
        """Entries of which there is no mutant (any more)."""
        there_are = {key(mutant) for mutant in mutants}
        return [known for known in (*self.equivalent, *self.survivor) if known not in there_are]


def _reasons(entries: Sequence[Mapping[str, str]]) -> dict[Key, str]:
    return {
        (entry["module"], entry["function"], entry["before"], entry["after"]): entry["why"]
        for entry in entries
    }


def key(mutant: Mutant) -> Key:
    """By what a mutant is known."""
    return mutant.module, mutant.function, mutant.before, mutant.after


def score(killed: int, lived: int) -> float:
    """The share of mutants that the tests notice, in percent."""
    return 100 * killed / (killed + lived) if killed + lived else 100.0


def lines(outcomes: Sequence[tuple[Mutant, bool]], known: Known) -> Iterator[str]:
    """The report: a table by module, then who lives, then what is wrong with the list."""
    counts = {mutant.module: [0, 0, 0] for mutant, _ in outcomes}
    for mutant, killed in outcomes:
        counts[mutant.module][_column(mutant, killed, known)] += 1
    yield f"{'module':<48}{'killed':>8}{'lived':>8}{'equivalent':>12}{'score':>9}"
    total = [sum(column) for column in zip(*counts.values(), strict=True)]
    for module, (n_killed, n_lived, n_equal) in [*counts.items(), ("all", total)]:
        percent = score(n_killed, n_lived)
        yield f"{module:<48}{n_killed:>8}{n_lived:>8}{n_equal:>12}{percent:>7.1f} %"
    living = {key(mutant) for mutant, killed in outcomes if not killed}
    for mutant, killed in outcomes:
        if not killed:
            yield ""
            yield f"{mutant.module}:{mutant.line} {mutant.function}"
            yield f"  - {mutant.before}"
            yield f"  + {mutant.after}"
            yield f"  {_reason(mutant, known)}"
        elif key(mutant) in known.equivalent and key(mutant) not in living:
            yield f"listed as equivalent, and killed: {key(mutant)}"


def _column(mutant: Mutant, killed: bool, known: Known) -> int:
    if killed:
        return 0
    return 2 if key(mutant) in known.equivalent else 1


def _reason(mutant: Mutant, known: Known) -> str:
    if key(mutant) in known.equivalent:
        return f"equivalent: {known.equivalent[key(mutant)]}"
    return f"lives: {known.survivor.get(key(mutant), 'no test notices it')}"
