"""Picking, turn by turn."""

from edge.floor.dialogues.picking.asking import ASKERS
from edge.floor.dialogues.picking.beginning import begin, on_order, on_tote
from edge.floor.dialogues.picking.context import Picking
from edge.floor.dialogues.picking.posting import on_empty, on_put, on_reason
from edge.floor.dialogues.picking.taking import on_goods, on_location, on_lot
from edge.floor.dialogues.talk import Script
from models.warehouse.dialogues.picking import PICKING

SCRIPT = Script(
    PICKING,
    Picking(),
    {
        "order": on_order,
        "tote": on_tote,
        "location": on_location,
        "goods": on_goods,
        "lot": on_lot,
        "put": on_put,
        "reason": on_reason,
        "empty": on_empty,
    },
    ASKERS,
    begin,
)
