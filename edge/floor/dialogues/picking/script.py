"""Picking, turn by turn."""

from edge.floor.dialogues.picking.asking import ASKERS
from edge.floor.dialogues.picking.beginning import begin, on_order, on_tote
from edge.floor.dialogues.picking.context import Picking
from edge.floor.dialogues.picking.posting import on_empty, on_fresh, on_put, on_reason, on_weight
from edge.floor.dialogues.picking.taking import on_goods, on_location, on_lot
from edge.floor.dialogues.talk import Judge, Script
from models.warehouse.dialogues.picking import PICKING

TAKING: dict[str, Judge[Picking]] = {
    "location": on_location,
    "goods": on_goods,
    "weight": on_weight,
    "lot": on_lot,
    "put": on_put,
    "fresh": on_fresh,
    "reason": on_reason,
    "empty": on_empty,
}
"""The stages of models.warehouse.dialogues.picking.TAKING."""

SCRIPT = Script(PICKING, Picking(), {"order": on_order, "tote": on_tote, **TAKING}, ASKERS, begin)
