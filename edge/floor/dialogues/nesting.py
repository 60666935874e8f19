"""Units into units, turn by turn; what lies in the unit in hand is shown as it lies."""

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.talk import Script, Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import ask, find_unit, unit_code
from edge.floor.nesting.nest import nest_unit, take_out_unit
from edge.floor.reader import SiteReader, Unit
from models.warehouse.commands import NestUnit, TakeOutUnit
from models.warehouse.dialogues.nesting import NESTING
from models.warehouse.dialogues.question import Big, Line, Question, Row, buttons
from models.warehouse.replies import Level, Outcome

SAME, TAKE_OUT, BACK = "same", "take_out", "back"
ROWS_MAX = 50
STEP_IN = "· "


class Nesting(msgspec.Struct, frozen=True, omit_defaults=True):
    """The unit in hand, and the one that the last went into: the next often goes there too."""

    unit: str = ""
    into: str | None = None


def _unit(talk: Talk[Nesting], given: Given) -> Turned[Nesting]:
    found = msgspec.structs.replace(talk.context, unit=given.text)
    return on(found, "found", "nesting.found", unit=given.text)


def _into(talk: Talk[Nesting], given: Given) -> Turned[Nesting]:
    context = talk.context
    if given.kind == "option" and given.text == BACK:
        return on(Nesting(into=context.into), "back", "nesting.back")
    if given.kind == "option" and given.text == TAKE_OUT:
        out = TakeOutUnit(command_id=talk.now.command_id, unit=context.unit)
        return did(take_out_unit(out, talk.site, talk.now), Nesting(into=context.into))
    into = unit_code(given.text)
    if given.kind == "option":
        if context.into is None:
            raise Refusal(Outcome.NO_WORK, "nesting.no_last", level=Level.INFO)
        into = context.into
    elif given.unit is None:
        ask(talk.confirmed, Outcome.NEW_UNIT, "unit.is_new", unit=into)
    command = NestUnit(command_id=talk.now.command_id, unit=context.unit, into=into)
    return did(nest_unit(command, talk.site, talk.now), Nesting(into=into))


def content_rows(site: SiteReader, unit: Unit) -> tuple[Row, ...]:
    """What lies in a unit, units with what lies in them, each a step further in."""
    return tuple(_rows(site, unit, 0)[:ROWS_MAX])


def _rows(site: SiteReader, unit: Unit, level: int) -> list[Row]:
    step = STEP_IN * level
    rows = []
    for stock in site.stock_in_unit(unit.id):
        item = site.item(stock.key.item_id)
        assert item is not None
        said = " ".join(filter(None, (item.description, stock.lot)))
        rows.append(Row(item.code, step + item.code, said, None, stock.quantity, choosable=False))
    for inner in site.units_in(unit.id):
        rows.append(Row(inner.code, step + inner.code, "", choosable=False))
        rows += _rows(site, inner, level + 1)
    return rows


def _ask_unit(talk: Talk[Nesting]) -> Question:
    into = talk.context.into
    return Question(
        title=Line("nesting.title"),
        ask=Line("ask.which_unit"),
        words=Line("nesting.last", {"into": into}) if into is not None else None,
    )


def _ask_into(talk: Talk[Nesting]) -> Question:
    context = talk.context
    unit = find_unit(talk.site, context.unit)
    outer = talk.site.unit_by_id(unit.parent_id) if unit.parent_id is not None else None
    return Question(
        title=Line("nesting.title"),
        ask=Line("ask.into_which_unit"),
        big=Big("code", unit.code),
        words=Line("nesting.lies_in", {"outer": outer.code}) if outer is not None else None,
        rows=content_rows(talk.site, unit),
        primary=buttons(SAME)[0] if context.into is not None else None,
        sides=buttons(*((TAKE_OUT,) if outer is not None else ()), BACK),
    )


SCRIPT = Script(
    NESTING, Nesting(), {"unit": _unit, "into": _into}, {"unit": _ask_unit, "into": _ask_into}
)
