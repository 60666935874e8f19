"""A unit was taken in whole, and one of those that left in it is not there."""

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.receiving.context import BACK, Receiving
from edge.floor.dialogues.talk import Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import find_asn
from edge.floor.nesting.tree import inside
from edge.floor.reader import Unit
from edge.floor.reversing.receipts import UNDO, reverse_receipt
from models.warehouse.commands import ReverseReceipt
from models.warehouse.replies import Level, Outcome


def holds_others(talk: Talk[Receiving]) -> bool:
    """Whether the unit taken in last has others in it."""
    whole = talk.context.whole
    outer = talk.site.unit(whole) if whole is not None else None
    return outer is not None and bool(talk.site.units_in(outer.id))


def taken_in_it(talk: Talk[Receiving]) -> list[Unit]:
    """Units that came in the one taken in last, with goods of this delivery."""
    context = talk.context
    outer = talk.site.unit(context.whole) if context.whole is not None else None
    if outer is None or not context.asn:
        return []
    received = talk.site.received(find_asn(talk.site, context.asn).id)
    came = {each.to_unit for each in received}
    return [
        unit
        for unit in inside(talk.site, outer)[1:]
        if any(each.id in came for each in inside(talk.site, unit))
    ]


def ask_missing(talk: Talk[Receiving]) -> Turned[Receiving]:
    """Which of them?"""
    if not taken_in_it(talk):
        raise Refusal(Outcome.NO_WORK, "receiving.nothing_in_it", level=Level.INFO)
    return on(talk.context, "missing_asked", "receiving.which_is_missing")


def on_missing(talk: Talk[Receiving], given: Given) -> Turned[Receiving]:
    """Its goods are still expected."""
    context = talk.context
    if given.text == BACK:
        return on(context, "back", "receiving.back", asn=context.asn)
    command = ReverseReceipt(
        command_id=talk.now.command_id, asn=context.asn, unit=given.text, reason=UNDO
    )
    decision = reverse_receipt(command, talk.site, talk.now)
    turned = did(decision, context, "missing_noted")
    noted = on(context, "missing_noted", "receiving.missing_noted", unit=given.text)
    return msgspec.structs.replace(turned, say=noted.say)
