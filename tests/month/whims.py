"""What people do that nobody asked for: wrong labels, senseless numbers, steps back.

A whim goes for an edge of the stage that nobody has walked yet, where there is a way to it that
harms nothing; else it is any wrong scan.
"""

from collections.abc import Mapping

from models.warehouse.dialogues.table import Stage
from tests.edge.dialogues.talker import TABLES
from tests.month.moves import Answer, Move, enter, press, scan
from tests.month.worker import Worker

PALLET = (
    "SELECT u.code FROM handling_unit u JOIN quant q ON q.unit_id=u.id"
    " WHERE u.kind='pallet' ORDER BY u.id DESC LIMIT 1"
)
FULL_TOTE = (
    "SELECT u.code FROM handling_unit u JOIN quant q ON q.unit_id=u.id WHERE u.kind='tote'"
    " AND u.dn_id IS NOT NULL ORDER BY u.id LIMIT 1"
)
SENT_BOX = "SELECT code FROM handling_unit WHERE state='shipped' ORDER BY id DESC LIMIT 1"
PICKED = "SELECT number FROM dn WHERE state='picking' ORDER BY id LIMIT 1"
ENDED = "SELECT number FROM {} WHERE state='{}' ORDER BY id DESC LIMIT 1"
FAR_TOO_MANY = 99_999


def _found(worker: Worker, statement: str) -> Move | None:
    code = worker.world.house.one(statement)
    return scan(str(code)) if code is not None else None


def _strange_item(worker: Worker) -> Move:
    return scan(worker.chance.choice(worker.world.things).code)


def _strange_place(worker: Worker) -> Move:
    return scan(worker.shelf())


def _strange_unit(worker: Worker) -> Move | None:
    return _found(worker, SENT_BOX if "receiving" in worker.hand.stands else PALLET)


def _again_in_hand(worker: Worker) -> Move | None:
    goods = worker.hand.question.goods
    return scan(goods.item) if goods is not None else None


def _ended(worker: Worker) -> Move | None:
    kind = {"receiving": ("asn", "closed"), "loading": ("shipment", "departed"),
            "delivery": ("dn", "delivered")}  # fmt: skip
    table, state = kind.get(worker.hand.stands.partition(".")[0], ("dn", "shipped"))
    return _found(worker, ENDED.format(table, state))


def _cancelled(worker: Worker) -> Move | None:
    return _found(worker, ENDED.format("dn", "cancelled"))


def _pressing(option: str) -> Answer:
    return lambda worker: press(option)


def _keying(number: int) -> Answer:
    return lambda worker: enter(quantity=number)


def _scanning(code: str) -> Answer:
    return lambda worker: scan(code)


WAYS: Mapping[str, Answer] = {
    "back": _pressing("back"),
    "skipped": _pressing("skip"),
    "other_document": _pressing("other_order"),
    "other_shipment": _pressing("other_shipment"),
    "unloading": _pressing("unload"),
    "details": _pressing("details"),
    "tote_full": _pressing("full"),
    "other_zone": _pressing("other_zone"),
    "short_asked": _pressing("short"),
    "zero_check": _pressing("empty"),
    "zero_quantity": _keying(0),
    "over_pick": _keying(FAR_TOO_MANY),
    "quantity_changed": _keying(FAR_TOO_MANY),
    "over_receipt": _keying(FAR_TOO_MANY),
    "serial_required": _keying(2),
    "scan_item_first": _keying(3),
    "wrong_item": _strange_item,
    "wrong_location": _strange_place,
    "other_location": _strange_place,
    "location_not_allowed": _scanning("DOCK-1"),
    "wrong_unit": _strange_unit,
    "unit_of_other_order": lambda worker: _found(worker, FULL_TOTE),
    "wrong_lot": _scanning("L-UNKNOWN"),
    "no_work": _strange_item,
    "counted": _again_in_hand,
    "already_done": _ended,
    "cancelled_elsewhere": _cancelled,
    "take_over": lambda worker: _found(worker, PICKED),
}


def whim(worker: Worker) -> Move:
    """Towards an edge not walked, or just wrong."""
    at = worker.hand.at
    assert at is not None
    stage = TABLES[at.dialogue].stages[at.stage]
    here = (at.dialogue, at.stage)
    fresh = [
        event for event in stage.edges if event in WAYS and (*here, event) not in worker.hand.walked
    ]
    worker.chance.shuffle(fresh)
    for event in fresh:
        move = WAYS[event](worker)
        if move is not None and _is_harmless(move, stage):
            return move
    return scan(worker.chance.choice(("no such code", "4006381333932", "DOCK-1")))


def _is_harmless(move: Move, stage: Stage) -> bool:
    """What the stage would take as a name for something new is not scanned by mistake."""
    if move.type == "choose":
        return move.fields["option"] in stage.options
    if move.type == "enter":
        return "quantity" in stage.takes
    return "text" not in stage.takes or "unit" in stage.takes or "order" in stage.takes
