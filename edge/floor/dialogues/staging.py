"""Staging, turn by turn: what, then where to."""

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.talk import Script, Talk, Turned, did, on
from edge.floor.staging import packages, stage, staged_by
from models.warehouse.commands import Stage
from models.warehouse.dialogues.question import Big, Line, Question, Row, buttons
from models.warehouse.dialogues.staging import STAGING

BACK = "back"


class Staging(msgspec.Struct, frozen=True, omit_defaults=True):
    """A package, or an order whose packages all go."""

    unit: str | None = None
    order: str | None = None


def _unit(talk: Talk[Staging], given: Given) -> Turned[Staging]:
    if given.unit is not None:
        context = Staging(unit=given.unit.code)
    else:
        context = Staging(order=given.order.number if given.order else given.text)
    units, dn = staged_by(talk.site, context.unit, context.order)
    return on(context, "found", "staging.found", order=dn.number, units=len(units))


def _place(talk: Talk[Staging], given: Given) -> Turned[Staging]:
    context = talk.context
    if given.location is None:
        return on(Staging(), "back", "staging.back")
    command = Stage(
        command_id=talk.now.command_id,
        location=given.location.code,
        unit=context.unit,
        order=context.order,
    )
    return did(stage(command, talk.site, talk.now), Staging())


def _ask_unit(talk: Talk[Staging]) -> Question:
    waiting = talk.site.orders_to_stage()
    return Question(
        title=Line("staging.title"),
        ask=Line("ask.what_to_stage" if waiting else "staging.empty"),
        rows=tuple(Row(each.number, each.number, "", each.staged, each.of) for each in waiting),
    )


def _ask_place(talk: Talk[Staging]) -> Question:
    context = talk.context
    spot = talk.site.first_location("staging")
    dn = talk.site.dn(context.order) if context.order else None
    units = packages(talk.site, dn) if dn is not None else []
    return Question(
        title=Line("staging.title"),
        ask=Line("ask.stage_at"),
        big=Big("code", spot.code) if spot is not None else None,
        words=Line("staging.what", {"what": context.unit or context.order}),
        rows=tuple(
            Row(unit.code, unit.code, "", choosable=False)
            for unit in units
            if unit.state == "closed"
        ),
        sides=buttons(BACK),
    )


SCRIPT = Script(
    STAGING,
    Staging(),
    {"unit": _unit, "place": _place},
    {"unit": _ask_unit, "place": _ask_place},
)
