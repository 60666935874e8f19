"""Making kits and taking them apart, turn by turn."""

from edge.floor.dialogues.kits.asking import DEKIT_ASKERS, KIT_ASKERS
from edge.floor.dialogues.kits.collecting import begin, on_goods, on_order, on_place, on_reason
from edge.floor.dialogues.kits.context import Kitting, in_hand
from edge.floor.dialogues.kits.making import on_build, on_serial, on_target
from edge.floor.dialogues.kits.sorting import on_apart, on_parts
from edge.floor.dialogues.talk import Judge, Script
from models.warehouse.dialogues import kitting

_COLLECTING: dict[str, Judge[Kitting]] = {
    "place": in_hand(on_place),
    "goods": in_hand(on_goods),
    "reason": in_hand(on_reason),
}

KIT = Script(
    kitting.KIT,
    Kitting(),
    {
        "order": on_order("kit"),
        **_COLLECTING,
        "build": in_hand(on_build),
        "serial": in_hand(on_serial),
        "target": in_hand(on_target),
    },
    KIT_ASKERS,
    begin("kit"),
)
DEKIT = Script(
    kitting.DEKIT,
    Kitting(),
    {
        "order": on_order("dekit"),
        **_COLLECTING,
        "apart": in_hand(on_apart),
        "parts": in_hand(on_parts),
    },
    DEKIT_ASKERS,
    begin("dekit"),
)
