"""Turns in a dialogue."""

from datetime import date

from models.warehouse.commands.base import Base, Code, Quantity, Text, Whole


class Turned(Base, frozen=True, kw_only=True):
    """A turn in a dialogue. `turn` is the number the client has on its screen: a button pressed on
    an outdated screen is told so; a scan in a hurry may leave it out and is judged where it lands.
    """

    turn: Whole | None = None


class OpenDialogue(Turned, frozen=True, kw_only=True, tag="open_dialogue"):
    """Begin an activity, or go on with it where it was interrupted; none named: with whatever was
    interrupted."""

    dialogue: Code | None = None


class Scan(Turned, frozen=True, kw_only=True, tag="scan"):
    """Whatever was scanned; the step decides what it means."""

    code: Code


class Enter(Turned, frozen=True, kw_only=True, tag="enter"):
    """Something typed: the step says which of them it asks for."""

    quantity: Quantity | None = None
    expiry: date | None = None
    weight_g: Whole | None = None
    text: Text | None = None


class Choose(Turned, frozen=True, kw_only=True, tag="choose"):
    """A button, or a line of the list shown."""

    option: Code
