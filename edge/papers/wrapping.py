"""Texts in boxes: cut into lines that fit, and cut off where the lines end."""

from collections.abc import Callable

from models.warehouse.labels.templates import EM_WIDE, WIDE_FROM

Measure = Callable[[str], float]
"""How wide a text is, in the unit of the box."""


def lines_of(text: str, width: float, lines_max: int, measure: Measure) -> list[str]:
    """At most so many lines. Breaks at blanks and between Chinese characters; what still does not
    fit is cut off."""
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < lines_max:
        fits = _fitting(rest, width, measure)
        end = fits if fits == len(rest) or len(lines) == lines_max - 1 else _break(rest, fits)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return lines


def _fitting(text: str, width: float, measure: Measure) -> int:
    """How many characters fit, at least one: a box that takes none would never end."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def _break(text: str, end: int) -> int:
    """The last place at or before `end` where a line may end."""
    for at in range(end, 0, -1):
        if at < len(text) and (text[at] == " " or ord(text[at]) > WIDE_FROM):
            return at
    return end


def guessed_ems(text: str) -> float:
    """The width of a text in letter heights, where no font is at hand to ask."""
    return sum(1.0 if ord(one) > WIDE_FROM else EM_WIDE for one in text)
