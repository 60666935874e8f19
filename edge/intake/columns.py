"""Which column of a file is which field: guessed from headings, confirmed by people, or known by
the layout of another system."""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import Enum

import msgspec

from edge.intake.errors import IntakeError
from models.warehouse.custom import CustomField


class Shape(Enum):
    """How a cell is read."""

    CODE = "code"
    TEXT = "text"
    QUANTITY = "quantity"
    WHOLE = "whole"
    PERCENT = "percent"
    MEASURE = "measure"
    MONEY = "money"
    CURRENCY = "currency"
    TIME = "time"
    TIMES = "times"
    CHOICE = "choice"
    SEVERAL = "several"
    DATE = "date"
    MOMENT = "moment"
    CUSTOM = "custom"


class Column(msgspec.Struct, frozen=True):
    """A field of an import. `headings` are folded as `fold` does, most telling first; `choices`:
    a folded word → the value it means, of one of several values too; `custom`: the field the
    company added."""

    name: str
    shape: Shape
    headings: tuple[str, ...]
    required: bool = False
    choices: Mapping[str, str] = {}
    custom: CustomField | None = None

    @property
    def chinese(self) -> str:
        """The first heading that is Chinese; its name where none is."""
        return next((word for word in self.headings if not word.isascii()), self.name)


def column(name: str, shape: Shape, headings: str, *, required: bool = False) -> Column:
    """A field and the words for it, with blanks between them."""
    return Column(name, shape, tuple(headings.split()), required)


def choice(name: str, headings: str, **words: str) -> Column:
    """A field of a few values, each with the words for it."""
    return Column(name, Shape.CHOICE, tuple(headings.split()), choices=_known(words))


def must(column: Column) -> Column:
    """The same, and no row goes without it."""
    return msgspec.structs.replace(column, required=True)


def several(name: str, headings: str, **words: str) -> Column:
    """A field of a list of values; of these, where some are said."""
    return Column(name, Shape.SEVERAL, tuple(headings.split()), choices=_known(words))


def _known(words: Mapping[str, str]) -> dict[str, str]:
    return {word: value for value, said in words.items() for word in (fold(value), *said.split())}


def custom_column(field: CustomField) -> Column:
    """A field that the company added, known by its code and by both its labels."""
    words = (field.code, field.label_en, field.label_zh)
    headings = dict.fromkeys(fold(word) for word in words if fold(word))
    return Column(f"custom.{field.code}", Shape.CUSTOM, tuple(headings), custom=field)


def fold(heading: str) -> str:
    """A heading without case, width, spaces and punctuation."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(letter for letter in text if letter.isalnum())


def mapping_for(
    columns: Sequence[Column],
    headings: Sequence[str],
    given: Mapping[str, str] | None = None,
    known: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Field → place of its column. What is not given is taken from `known` (a layout), else
    guessed; raises IntakeError.

    `given` says field → heading as it stands in the file; an empty heading leaves the field out.
    """
    confirmed = dict(given or {})
    unknown = sorted(set(confirmed) - {column.name for column in columns})
    if unknown:
        raise IntakeError("unknown_field", f"{unknown[0]!r} is no field of this kind")
    places = dict(known or {})
    for name, heading in confirmed.items():
        places.pop(name, None)
        if heading:
            places[name] = _place(headings, heading)
    taken = set(places.values())
    # Of a layout all columns are known: what it does not name is not there.
    for column in columns if known is None else ():
        if column.name not in confirmed:
            place = _guess(column, headings, taken)
            if place is not None:
                places[column.name] = place
                taken.add(place)
    missing = [column.name for column in columns if column.required and column.name not in places]
    if missing:
        raise IntakeError(
            "column_missing",
            f"no column for {', '.join(missing)}; the file has: {', '.join(headings)}",
        )
    return places


def _place(headings: Sequence[str], heading: str) -> int:
    for place, found in enumerate(headings):
        if found == heading or fold(found) == fold(heading):
            return place
    raise IntakeError("unknown_heading", f"the file has no column {heading!r}")


def _guess(column: Column, headings: Sequence[str], taken: set[int]) -> int | None:
    folded = {fold(heading): place for place, heading in reversed(list(enumerate(headings)))}
    for word in (fold(column.name), *column.headings):
        place = folded.get(word)
        if place is not None and place not in taken:
            return place
    return None
