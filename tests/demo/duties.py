"""What the floor does: receive, put away, pick, pack, ship. Each duty does one piece of work that
waits and says whether there was any.
"""

import time

import msgspec

from tests.demo.board import Board
from tests.demo.shapes import (
    Asn,
    AsnPage,
    Json,
    Order,
    OrderWork,
    PickTask,
    PickWork,
    PutawayTask,
    PutawayWork,
    Reply,
)
from tests.demo.worker import Worker

DOCK = "dock"
STRANGE_CODE = "9999999999999"
WRONG_SHARE = 0.01
SHORT_PICK_SHARE, SHORT_REASONS = 0.004, ("not_found", "damaged", "partial")
MISSING_SHARE, OVER_SHARE, DAMAGED_SHARE = 0.01, 0.005, 0.005
TWO_PACKAGES_SHARE = 0.1
CLAIM_TASKS = 40
PUTAWAY_AT_ONCE = 8
CARRIERS = ("DHL", "DPD", "UPS")
DOCUMENT_OVER = frozenset({"document_done", "already_done"})


async def receive(worker: Worker, board: Board) -> bool:
    """Take one delivery from the lorry to the dock."""
    page = await worker.look("/api/v1/asns?state=announced", AsnPage)
    for row in page.items:
        if board.take(row.asn):
            await _receive_asn(worker, board, row.asn)
            return True
    return False


async def _receive_asn(worker: Worker, board: Board, number: str) -> None:
    docks = board.places[DOCK]
    await worker.do("arrive_asn", asn=number, dock=worker.chance.choice(docks))
    asn = await worker.look(f"/api/v1/asns/{number}", Asn)
    for line in asn.lines:
        if worker.chance.random() < WRONG_SHARE:
            await worker.do_wrong("receive", asn=number, item=STRANGE_CODE, quantity=1)
        for quantity, condition in _counted(worker, line.expected - line.received):
            fields: dict[str, Json] = {
                "asn": number, "item": line.item, "quantity": quantity, "condition": condition,
            }  # fmt: skip
            done = await worker.do("receive", **fields)
            if done.reply.outcome == "over_receipt":
                done = await worker.do("receive", **fields, confirm=True)
            _note_received(board, number, done.reply, quantity)
    done = await worker.do("close_receipt", asn=number)
    if not done.reply.done:
        await worker.do("close_receipt", asn=number, confirm=True)
    board.closed.add(number)


def _counted(worker: Worker, expected: int) -> list[tuple[int, str]]:
    """What really comes of a line: as announced, less, more, or partly damaged."""
    luck = worker.chance.random()
    if luck < MISSING_SHARE and expected > 4:
        return [(expected - worker.chance.randint(1, expected // 4), "good")]
    if luck < MISSING_SHARE + OVER_SHARE:
        return [(expected + max(1, expected // 5), "good")]
    if luck < MISSING_SHARE + OVER_SHARE + DAMAGED_SHARE and expected > 4:
        return [(expected - 1, "good"), (1, "damaged")]
    return [(expected, "good")]


def _note_received(board: Board, asn: str, reply: Reply, quantity: int) -> None:
    if reply.done:
        board.received(asn, reply.data.tasks)
        board.counts["units_received"] += quantity


async def put_away(worker: Worker, board: Board) -> bool:
    """Take a trolley of received goods to their locations."""
    work = await worker.look("/api/v1/work/putaway", PutawayWork)
    mine = [task for task in work.items if task.task_id not in board.in_hand][:PUTAWAY_AT_ONCE]
    for task in mine:
        board.take(task.task_id)
    for task in mine:
        await _put_away_task(worker, board, task)
    return bool(mine)


async def _put_away_task(worker: Worker, board: Board, task: PutawayTask) -> None:
    fields: dict[str, Json] = {
        "task_id": task.task_id, "item": task.item, "quantity": task.quantity,
        "lot": task.lot, "unit": task.unit,
    }  # fmt: skip
    if worker.chance.random() < WRONG_SHARE:
        await worker.do_wrong("put_away", **fields, location=STRANGE_CODE)
    location = task.to_location or worker.chance.choice(board.places["storage"])
    done = await worker.do("put_away", **fields, location=location)
    if done.reply.outcome == "other_location":
        done = await worker.do("put_away", **fields, location=location, confirm=True)
    board.put_away(task.task_id)
    board.counts["tasks_put_away"] += done.reply.done


async def pick(worker: Worker, board: Board) -> bool:
    """Claim a walk and pick it."""
    body = {"limit": CLAIM_TASKS}
    work = await worker.claim("/api/v1/work/pick/claim", body, PickWork)
    if work.items and board.wants_robot():
        await _pick_for_robot(worker, board, work.items)
        return True
    for task in work.items:
        await _pick_task(worker, board, task)
    return bool(work.items)


async def _pick_for_robot(worker: Worker, board: Board, tasks: list[PickTask]) -> None:
    """Into a tote, which is set down at the zone's hand-over place and brought from there."""
    order = tasks[0].order
    tote = board.new_tote(order)
    for task in tasks:
        await _pick_task(worker, board, task, tote.code)
    hand = worker.chance.choice(board.places["handover"])
    down = await worker.do("set_down_totes", units=[tote.code], location=hand, confirm=True)
    if not down.reply.done:
        board.carried[order] -= 1  # nothing of it was found
        return
    board.carries(msgspec.structs.replace(tote, since_s=time.perf_counter()))
    packing = board.places["packing"][0]
    await worker.do("request_transport", unit=tote.code, to_location=packing)


async def _pick_task(worker: Worker, board: Board, task: PickTask, tote: str | None = None) -> None:
    if worker.chance.random() < WRONG_SHARE:
        await _wrong_pick(worker, board, task)
    fields: dict[str, Json] = {
        "task_id": task.task_id, "location": task.location, "item": task.item, "lot": task.lot,
        "unit": tote,
    }  # fmt: skip
    quantity = task.quantity
    if worker.chance.random() < SHORT_PICK_SHARE:
        reason = worker.chance.choice(SHORT_REASONS)
        found = quantity // 2
        if reason != "partial" or found:
            short = await worker.do("confirm_pick", **fields, quantity=found, reason=reason)
            board.counts["short_picks"] += short.reply.outcome == "short_posted"
            _count_picked(board, short.reply, found)
            if reason != "partial":
                board.counts["lines_picked"] += 1
                return
            quantity -= found
    done = await worker.do("confirm_pick", **fields, quantity=quantity)
    _count_picked(board, done.reply, quantity)
    board.counts["lines_picked"] += 1


def _count_picked(board: Board, reply: Reply, quantity: int) -> None:
    if reply.done and reply.outcome != "already_done":
        board.counts["units_picked"] += quantity


async def _wrong_pick(worker: Worker, board: Board, task: PickTask) -> None:
    """A wrong location, a wrong item, or too many: each gets an answer."""
    fields: dict[str, Json] = {
        "task_id": task.task_id, "location": task.location, "item": task.item, "lot": task.lot,
        "quantity": task.quantity,
    }  # fmt: skip
    match worker.chance.randrange(4):
        case 0:
            others = [place for place in board.places["storage"] if place != task.location]
            fields["location"] = worker.chance.choice(others)
        case 1:
            fields["item"] = STRANGE_CODE
        case 2:
            fields["item"] = task.location
        case _:
            fields["quantity"] = task.quantity + 1
    await worker.do_wrong("confirm_pick", **fields)


async def pack(worker: Worker, board: Board) -> bool:
    """Pack the orders that are picked."""
    work = await worker.look("/api/v1/work/pack", OrderWork)
    mine = [
        order
        for order in work.items
        if not board.is_under_way(order.order) and board.take(f"pack {order.order}")
    ]
    for order in mine:
        await _pack_order(worker, board, order)
    return bool(mine)


async def _pack_order(worker: Worker, board: Board, order: Order) -> None:
    loose = [line for line in order.lines if line.picked > line.packed]
    if len(loose) > 1 and worker.chance.random() < TWO_PACKAGES_SHARE:
        first: list[Json] = [
            {"item": line.item, "quantity": line.picked - line.packed} for line in loose[:1]
        ]
        await worker.do("pack", order=order.order, lines=first, weight_g=500)
    done = await worker.do("pack", order=order.order)
    board.counts["orders_packed"] += done.reply.outcome in DOCUMENT_OVER


async def ship(worker: Worker, board: Board) -> bool:
    """Hand packed orders to the carrier."""
    work = await worker.look("/api/v1/work/ship", OrderWork)
    mine = [order for order in work.items if board.take(f"ship {order.order}")]
    for order in mine:
        carrier = worker.chance.choice(CARRIERS)
        tracking = f"{carrier}{worker.chance.randrange(10**10):010}"
        done = await worker.do("ship", order=order.order, carrier=carrier, tracking=tracking)
        board.counts["units_shipped"] += done.reply.data.units_shipped
        board.counts["orders_shipped"] += done.reply.outcome in DOCUMENT_OVER
    return bool(mine)
