"""What a picker of a zone is asked, besides what every picker is."""

from edge.floor.dialogues.picking.asking import ASKERS as PICKING
from edge.floor.dialogues.picking.context import BACK, CLUSTER, NEXT, Picking
from edge.floor.dialogues.talk import Asker, Talk
from edge.floor.dialogues.zone.beginning import OTHER_ZONE, orders_here, zone_of
from edge.floor.dialogues.zone.handing import GO_ON, to_hand_over
from models.warehouse.dialogues.question import Big, Line, Question, Row, buttons


def _zone(talk: Talk[Picking]) -> Question:
    found = talk.site.zones_at_work()
    return Question(
        title=Line("zone.title"),
        ask=Line("ask.which_zone" if found else "zone.empty"),
        rows=tuple(Row(each.zone, each.zone, "", None, each.picks, "pick") for each in found),
        entry="none" if found else "text",
    )


def _work(talk: Talk[Picking]) -> Question:
    totes = talk.site.totes_waiting(zone_of(talk))
    orders = orders_here(talk)
    return Question(
        title=_title(talk),
        ask=Line("ask.tote_or_order" if totes or orders else "zone.nothing_here"),
        rows=(
            *(Row(tote.unit, tote.unit, f"{tote.location} · {tote.order}") for tote in totes),
            *(Row(each.order, each.order, "", None, len(each.task_ids), "pick") for each in orders),
        ),
        primary=buttons(NEXT)[0] if totes or orders else None,
        sides=buttons(CLUSTER, OTHER_ZONE) if len(orders) > 1 else buttons(OTHER_ZONE),
    )


def _tote(talk: Talk[Picking]) -> Question:
    context = talk.context
    return Question(
        title=_title(talk),
        ask=Line("ask.tote_for_slot", {"slot": len(context.assigned) + 1}),
        big=Big("code", context.totes[0]) if context.totes else None,
        rows=tuple(Row(tote, order, tote, choosable=False) for order, tote in context.assigned),
        sides=buttons(BACK),
    )


def _hand(talk: Talk[Picking]) -> Question:
    going = to_hand_over(talk)
    if not going:
        return Question(
            title=_title(talk), ask=Line("zone.nothing_in_hand"), primary=buttons(GO_ON)[0]
        )
    place = going[0][1]
    return Question(
        title=_title(talk),
        ask=Line("ask.bring_tote"),
        big=Big("code", place) if place else None,
        rows=tuple(
            Row(tote.unit, tote.unit, f"{tote.order} · {to or ''}", choosable=False)
            for tote, to in going
        ),
    )


def _title(talk: Talk[Picking]) -> Line:
    return Line("zone.title_of", {"zone": zone_of(talk)})


ASKERS: dict[str, Asker[Picking]] = {
    "zone": _zone,
    "work": _work,
    "tote": _tote,
    "hand": _hand,
    **{stage: asker for stage, asker in PICKING.items() if stage not in ("order", "tote")},
}
