"""A pick is taken back: the goods lie where they lay, and the task is to be done again."""

import msgspec

from edge.floor.claiming import leases_of
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import demand_positive, find_task_id, find_unit
from edge.floor.packing import stock_key
from edge.floor.reader import Reserved, SiteReader
from edge.floor.reads.picking import Picked
from models.warehouse.catalogue import DN, DN_LINE, RESERVATION, TASK, UNIT
from models.warehouse.commands import TakeBackPick
from models.warehouse.replies import Level, Outcome, Step, Undo
from models.warehouse.stock import AVAILABLE, StockKey
from sync.core.catalogue import Value

GOING_ON = ("picking", "picked")


def take_back_pick(command: TakeBackPick, site: SiteReader, now: Context) -> Decision:
    """The movement back, the reservation where the goods lie again, the task open: a state falls by
    its owner's next revision only, which this is."""
    pick = _found(command, site, now)
    demand_positive(command.quantity)
    taken = _taken(command, site, pick)
    draft = Draft(now)
    key = StockKey(
        pick.item_id, pick.from_location, pick.unit_id, pick.lot_id, pick.owner_id, AVAILABLE
    )
    _carry_back(draft, site, pick, taken, key, command.quantity)
    _reserve_again(draft, pick, key, command.quantity)
    _empty_tote(draft, site, taken, command.quantity)
    draft.put(
        DN_LINE,
        pick.line_id,
        {
            "allocated": pick.line_allocated + command.quantity,
            "picked": pick.line_picked - command.quantity,
        },
    )
    if pick.dn_state == "picked":
        draft.put(DN, pick.dn_id, {"state": "picking", "revision": pick.dn_revision + 1})
    decision = draft.say(
        Outcome.UNDONE,
        "pick.taken_back",
        Step.NEXT_TASK,
        data={"order": pick.dn_number, "order_state": "picking"},
        item=pick.item,
        quantity=command.quantity,
        location=pick.location,
    )
    return msgspec.structs.replace(decision, leases=leases_of([pick.id], now))


def pick_undo(task_id: str, quantity: int, unit: str | None) -> Undo:
    """The command that takes this pick back."""
    fields: dict[str, object] = {
        "type": "take_back_pick", "task_id": task_id, "quantity": quantity, "unit": unit,
    }  # fmt: skip
    return Undo("undo.pick", fields)


def _found(command: TakeBackPick, site: SiteReader, now: Context) -> Picked:
    pick = site.picked(find_task_id(command.task_id))
    if pick is None:
        raise Refusal(Outcome.GONE, "task.unknown", Step.NEXT_TASK, task=command.task_id)
    if pick.dn_state == "cancelled":
        raise Refusal(Outcome.CANCELLED_ELSEWHERE, "task.cancelled", Step.NEXT_TASK)
    if pick.dn_state not in GOING_ON:
        raise Refusal(
            Outcome.STALE_STEP, f"order.is_{pick.dn_state}", Step.SCAN_DOCUMENT,
            order=pick.dn_number,
        )  # fmt: skip
    if pick.state not in ("ready", "done"):
        # Taken short: what was missing is set aside and counted, so the task is settled.
        raise Refusal(Outcome.GONE, "pick.went_short", Step.NEXT_TASK, item=pick.item)
    is_others = pick.lease_person not in (None, now.person_id)
    if is_others and (pick.lease_until_ms or 0) > now.now_ms:
        raise Refusal(Outcome.LEASE_LOST, "task.taken_by_other", Step.NEXT_TASK)
    return pick


def _taken(command: TakeBackPick, site: SiteReader, pick: Picked) -> list[Reserved]:
    """What lies of this pick where it was put, the last first. Raises Refusal where it is less: it
    went on, or was put into a box."""
    unit_id = find_unit(site, command.unit).id if command.unit is not None else 0
    found = [
        each
        for each in reversed(site.reservations(pick.dn_id))
        if each.kind == "picked"
        and (each.line_id, each.lot_id) == (pick.line_id, pick.lot_id)
        and (each.location_id, each.unit_id) == (pick.to_location, unit_id)
        and each.unit_kind != "package"
    ]
    there = min(sum(each.quantity for each in found), pick.done_quantity)
    if command.quantity > there:
        raise Refusal(
            Outcome.GONE, "pick.went_on", Step.NEXT_TASK, level=Level.BLOCK,
            item=pick.item, left=there,
        )  # fmt: skip
    return found


def _carry_back(
    draft: Draft,
    site: SiteReader,
    pick: Picked,
    taken: list[Reserved],
    key: StockKey,
    quantity: int,
) -> None:
    lying = site.stock_at(key.location_id, key.item_id, key.unit_id)
    age_ms = next((stock.received_at_ms for stock in lying if stock.key == key), None)
    for held in taken:
        part = min(quantity, held.quantity)
        if not part:
            return
        quantity -= part
        source = stock_key(held)
        draft.move(
            "unpick",
            source,
            key,
            part,
            # What lies in the packing area may be as old as the oldest goods of other orders.
            age_ms if age_ms is not None else held.received_at_ms,
            document_id=pick.dn_id,
            line_id=pick.line_id,
            task_id=pick.id,
        )
        draft.hold(source, -part)
        left = held.quantity - part
        values: dict[str, Value] = {"quantity": left} if left else {"kind": "gone"}
        draft.put(RESERVATION, held.id, values)


def _reserve_again(draft: Draft, pick: Picked, key: StockKey, quantity: int) -> None:
    """An open task holds what is left of it in one reservation."""
    draft.hold(key, quantity)
    values: dict[str, Value] = {"done_quantity": pick.done_quantity - quantity}
    if pick.state == "done":
        values |= {"state": "ready", "revision": pick.revision + 1, "done_at_ms": None}
        values["reservation_id"] = draft.insert(
            RESERVATION,
            {
                "owner_id": pick.owner_id,
                "dn_id": pick.dn_id,
                "line_id": pick.line_id,
                "item_id": pick.item_id,
                "location_id": pick.from_location,
                "unit_id": pick.unit_id,
                "lot_id": pick.lot_id,
                "status": AVAILABLE,
                "quantity": quantity,
                "kind": "hard",
            },
        )
    else:
        left = pick.quantity - pick.done_quantity
        draft.put(RESERVATION, pick.reservation_id, {"quantity": left + quantity})
    draft.put(TASK, pick.id, values)


def _empty_tote(draft: Draft, site: SiteReader, taken: list[Reserved], quantity: int) -> None:
    """A tote with nothing in it is no order's."""
    unit_id = taken[0].unit_id
    if unit_id and sum(stock.quantity for stock in site.stock_in_unit(unit_id)) == quantity:
        draft.put(UNIT, unit_id, {"dn_id": None, "zone": None, "holder_id": None})
