"""Picking zone by zone, turn by turn: between the totes it is picking like any other."""

from edge.floor.dialogues.picking.context import Picking
from edge.floor.dialogues.picking.script import TAKING
from edge.floor.dialogues.talk import Script
from edge.floor.dialogues.zone.asking import ASKERS
from edge.floor.dialogues.zone.beginning import begin, on_fresh_tote, on_work, on_zone
from edge.floor.dialogues.zone.handing import on_hand
from models.warehouse.dialogues.zone import ZONE

SCRIPT = Script(
    ZONE,
    Picking(is_cluster=True),
    {"zone": on_zone, "work": on_work, "tote": on_fresh_tote, "hand": on_hand, **TAKING},
    ASKERS,
    begin,
)
