"""Packing, turn by turn."""

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.packing.asking import ASKERS
from edge.floor.dialogues.packing.beginning import on_order, with_carton
from edge.floor.dialogues.packing.context import BACK, Packing, in_box, loose
from edge.floor.dialogues.packing.filling import on_goods, on_lot
from edge.floor.dialogues.talk import Script, Talk, Turned, did, on
from edge.floor.finding import ask, demand_positive
from edge.floor.packing import pack
from edge.floor.weighing import Piece, expected_weight_g, weighs_as_expected
from models.warehouse.commands import Pack, PackLine
from models.warehouse.dialogues.packing import PACKING
from models.warehouse.replies import Outcome


def _weight(talk: Talk[Packing], given: Given) -> Turned[Packing]:
    """The scale says whether the box holds what was counted; a second time the same is believed."""
    context = talk.context
    if given.kind == "option" and given.text == BACK:
        return on(context, "back", "packing.back", order=context.order)
    weighed = None if given.kind == "option" else given.number
    if weighed is not None:
        demand_positive(weighed)
        expected = expected_weight_g(talk.site, in_box(talk), context.carton)
        tolerance = talk.now.site.settings.pack_tolerance_percent
        if not weighs_as_expected(weighed, expected, tolerance):
            ask(
                talk.confirmed,
                Outcome.WRONG_WEIGHT,
                "packing.wrong_weight",
                weighed=weighed,
                expected=expected,
            )
    command = Pack(
        command_id=talk.now.command_id,
        order=context.order,
        unit=context.unit,
        lines=[
            PackLine(item=item, lot=lot, quantity=quantity, entered=entered)
            for item, lot, quantity, entered in context.counted
        ],
        weight_g=weighed,
    )
    decision = pack(command, talk.site, talk.now)
    if decision.reply.outcome is not Outcome.UNIT_DONE:
        return did(decision, Packing())
    return did(decision, with_carton(talk, Packing(context.order), _rest(talk)))


def _rest(talk: Talk[Packing]) -> list[Piece]:
    """What the box that was just closed leaves to pack."""
    context = talk.context
    rest = (
        Piece(each.item_id, each.quantity - context.of(each.item, each.lot)) for each in loose(talk)
    )
    return [piece for piece in rest if piece.quantity]


SCRIPT = Script(
    PACKING,
    Packing(),
    {"order": on_order, "goods": on_goods, "lot": on_lot, "weight": _weight},
    ASKERS,
)
