"""What a person sees at a step: one thing asked, the goods, the buttons. Shown by one generic page.

Texts are catalogue keys with arguments; the client words them in the worker's language.
"""

from typing import Literal

import msgspec

from models.warehouse.attachments import AttachedTo, Purpose


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """A catalogue key with its arguments."""

    key: str
    args: dict[str, object] = {}


class Button(msgspec.Struct, frozen=True):
    """Something to press; its id comes back as the chosen option."""

    id: str
    label: Line


class Big(msgspec.Struct, frozen=True, omit_defaults=True):
    """The one big thing: a code to look for, or a number to take."""

    form: Literal["code", "number"]
    text: str
    unit: str | None = None


class Goods(msgspec.Struct, frozen=True):
    """What it is about; quantity in base units, and in packs where it fills any: `2 × Box + 3`."""

    item: str
    text: str
    quantity: int | None = None
    lot: str | None = None
    expiry: str | None = None
    packs: str | None = None


class Stop(msgspec.Struct, frozen=True):
    """A place on the way."""

    location: str
    place: Literal["done", "now", "next"]


class Spot(msgspec.Struct, frozen=True):
    """Where in the racks the big code lies: its zone, and how high in mm."""

    zone: str | None
    z_mm: int


class Row(msgspec.Struct, frozen=True):
    """A line of a list; `id` is what choosing it gives, where it can be chosen. `done` is None
    where only `of` counts; a blind count has neither."""

    id: str
    code: str
    text: str
    done: int | None = None
    of: int | None = None
    unit: str = "each"
    choosable: bool = True


class Progress(msgspec.Struct, frozen=True):
    """How far."""

    done: int
    of: int


class Photo(msgspec.Struct, frozen=True):
    """A photo may be taken here, and to what it will belong."""

    document: AttachedTo
    number: str
    purpose: Purpose
    item: str | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the page shows of a step. `entry` says which pad it offers."""

    title: Line
    ask: Line
    big: Big | None = None
    spot: Spot | None = None
    words: Line | None = None
    goods: Goods | None = None
    stops: tuple[Stop, ...] = ()
    rows: tuple[Row, ...] = ()
    progress: Progress | None = None
    entry: Literal["none", "number", "text", "date"] = "none"
    value: int = 0
    primary: Button | None = None
    sides: tuple[Button, ...] = ()
    photo: Photo | None = None


def buttons(*options: str) -> tuple[Button, ...]:
    """Buttons for options of a stage; each is worded as `do.<option>`."""
    return tuple(Button(option, Line(f"do.{option}")) for option in options)


class Turn(msgspec.Struct, frozen=True):
    """Where the dialogue stands after a turn. `event` is what happened, `stage` where it led;
    `takes` are the kinds of scan and entry the stage accepts; `asked`: the same given again, or
    the option `confirm`, says yes to what the turn asked."""

    dialogue: str
    stage: str
    event: str
    number: int
    takes: tuple[str, ...]
    question: Question
    asked: bool = False
