"""What arms are called: by their titles, and among several by a letter too."""

from collections.abc import Sequence

from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.words import Words, set_apart

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def mark(comparison: Comparison, label: str) -> str:
    """A letter for each arm in its order, where there are several; none for the base."""
    labels = [contrast.label for contrast in comparison.contrasts]
    if len(labels) == 1 or label not in labels:
        return ""
    rounds, letter = divmod(labels.index(label), len(_LETTERS))
    return _LETTERS[letter] + (str(rounds + 1) if rounds else "")


def marks(comparison: Comparison, arms: Sequence[ArmData]) -> list[str]:
    """The letters of arms."""
    return [mark(comparison, arm.label) for arm in arms]


def name(comparison: Comparison, label: str, words: Words) -> str:
    """As a legend, a panel or a column is headed: "Base: …", "B: …"."""
    title = title_of(comparison, label)
    if label == comparison.base and comparison.contrasts:
        return words("mark.of", mark=words("mark.base"), title=title)
    letter = mark(comparison, label)
    return words("mark.of", mark=letter, title=title) if letter else title


def quoted(comparison: Comparison, label: str, words: Words) -> str:
    """As a sentence speaks of it: B “A delivery fee that rises”."""
    title = words("mark.quoted", title=title_of(comparison, label))
    said = f"{mark(comparison, label)} {title}".strip()
    return set_apart(said) if words.lang == "zh" else said


def title_of(comparison: Comparison, label: str) -> str:
    """The title of an arm."""
    if label == comparison.base:
        return comparison.base_title
    return next(each.title for each in comparison.contrasts if each.label == label)
