"""Work on a kit order taken back: what was collected lies where it lay, what was made is parts,
what was taken apart is whole."""

from collections.abc import Iterable, Sequence

import msgspec

from edge.floor.claiming import leases_of
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import (
    demand_positive,
    find_item,
    find_location,
    find_unit,
    not_allowed,
    of_owner,
)
from edge.floor.kits.building import at_work
from edge.floor.kits.holding import HARD, PICKED, inputs, lessen, outputs, reserve_at
from edge.floor.kits.lots import demand_gone
from edge.floor.kits.missing import found_again
from edge.floor.kits.orders import demand_mine, find_kit_order
from edge.floor.packing import stock_key
from edge.floor.reader import Reserved, SiteReader
from edge.floor.reads.kits import KitOrder
from edge.floor.reads.reversing import Crossing
from edge.floor.reversing.crossings import Part, demand_untouched, key_of, newest, shrink_tasks
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import KIT_ORDER, RESERVATION, TASK
from models.warehouse.commands import PutBackPart, UndoKits
from models.warehouse.kitting import needed
from models.warehouse.replies import Outcome, Step, Undo
from models.warehouse.stock import StockKey

Back = dict[StockKey, int]
"""What lies where again."""


def put_back_part(command: PutBackPart, site: SiteReader, now: Context) -> Decision:
    """It stays the order's, and is to be collected again."""
    order = find_kit_order(site, command.order)
    demand_mine(site, order, now)
    demand_positive(command.quantity)
    item = find_item(site, command.item, of_owner(order.owner_id))
    location = find_location(site, command.location)
    if (location.kind, location.property) != ("storage", "normal"):
        raise not_allowed(location, "location.not_for_storage")
    unit_id = find_unit(site, command.unit).id if command.unit is not None else 0
    brought = _brought(site, order, item.id, command.lot)
    there = sum(held.quantity for held in brought)
    if command.quantity > there:
        raise Refusal(
            Outcome.GONE, "kit.used_already", Step.NEXT_TASK, item=item.code, left=there
        )  # fmt: skip
    draft = Draft(now)
    left = command.quantity
    back: Back = {}
    for held in brought:
        part = min(left, held.quantity)
        if not part:
            break
        left -= part
        source = stock_key(held)
        target = source._replace(location_id=location.id, unit_id=unit_id)
        lessen(draft, held, part)
        draft.move(
            "kit_put_back", source, target, part, held.received_at_ms,
            document_id=order.id, reason=order.kind,
        )  # fmt: skip
        back[target] = back.get(target, 0) + part
    _reserve_again(draft, site, order, back, HARD)
    return draft.say(
        Outcome.UNDONE, "kit.put_back", Step.NEXT_TASK, data={"order": order.number},
        item=item.code, quantity=command.quantity, location=location.code,
    )  # fmt: skip


def undo_kits(command: UndoKits, site: SiteReader, now: Context) -> Decision:
    """Made or taken apart, the newest first, each movement by one that names it. An order that was
    done is worked on again: a state falls by its owner's next revision only, which this is."""
    order = find_kit_order(site, command.order)
    if order.state != "done":
        demand_mine(site, order, now)
    demand_positive(command.quantity)
    if command.quantity > order.done:
        raise Refusal(
            Outcome.QUANTITY_CHANGED,
            "kit.not_so_many_made" if order.kind == "kit" else "kit.not_so_many_apart",
            Step.ENTER_QUANTITY,
            order=order.number,
            done=order.done,
        )
    made = _newest(site.kits_made(order.id), needed(outputs(order), command.quantity))
    used = _newest(site.parts_used(order.id), needed(inputs(order), command.quantity))
    # What was missing in a kit went to a place outside: nobody can have touched it there.
    there = [each for each in made if each.crossing.to_location not in now.site.places.virtual]
    demand_untouched(site, there)
    _demand_not_back(site, used)
    draft = Draft(now)
    for part in made:
        _unmake(draft, order, part)
    shrink_tasks(draft, site, there)
    found_again(draft, site, order.number, _missing(made, now))
    back: Back = {}
    for part in used:
        key = _unuse(draft, order, part)
        back[key] = back.get(key, 0) + part.quantity
    _reserve_again(draft, site, order, back, PICKED)
    task_id = _go_on(draft, site, order, command.quantity)
    decision = draft.say(
        Outcome.UNDONE,
        "kit.unmade" if order.kind == "kit" else "kit.unapart",
        Step.NEXT_TASK,
        data={"order": order.number, "done": order.done - command.quantity},
        order=order.number,
        item=order.item,
        quantity=command.quantity,
        location=order.location,
    )
    return msgspec.structs.replace(decision, leases=leases_of([task_id], now))


def _missing(made: Iterable[Part], now: Context) -> dict[int, int]:
    """What of it was not there, by item."""
    missing: dict[int, int] = {}
    for each in made:
        if each.crossing.to_location == now.site.places.loss:
            item_id = each.crossing.item_id
            missing[item_id] = missing.get(item_id, 0) + each.quantity
    return missing


def put_back_undo(
    order: KitOrder, held: Reserved, location: str, quantity: int, unit: str | None
) -> Undo:
    """The command that takes this share back to where it was collected."""
    fields: dict[str, object] = {
        "type": "put_back_part", "order": order.number, "location": location, "item": held.item,
        "quantity": quantity, "lot": held.lot, "unit": unit,
    }  # fmt: skip
    return Undo("undo.collect", fields)


def kits_undo(order: KitOrder, quantity: int) -> Undo:
    """The command that makes parts of these kits again, or kits of these parts."""
    fields: dict[str, object] = {"type": "undo_kits", "order": order.number, "quantity": quantity}
    return Undo("undo.build" if order.kind == "kit" else "undo.apart", fields)


def _newest(found: Sequence[Crossing], wanted: dict[int, int]) -> list[Part]:
    """Of each item as many as are wanted."""
    return [
        part
        for item_id, quantity in wanted.items()
        for part in newest((each for each in found if each.item_id == item_id), quantity)
    ]


def _demand_not_back(site: SiteReader, used: Iterable[Part]) -> None:
    """A serial number that went in and has come back another way is on hand already."""
    for part in used:
        item = site.item(part.crossing.item_id)
        assert item is not None
        if item.tracking == "serial" and part.crossing.lot is not None:
            demand_gone(site, site.lot(item.id, part.crossing.lot))


def _brought(site: SiteReader, order: KitOrder, item_id: int, lot: str | None) -> list[Reserved]:
    """What lies of it where the work is done, the last first."""
    wanted = clean(lot) if lot is not None else None
    return [
        each
        for each in reversed(at_work(site, order))
        if (each.item_id, each.lot) == (item_id, wanted)
    ]


def _unmake(draft: Draft, order: KitOrder, part: Part) -> None:
    crossing, key = part.crossing, key_of(part.crossing)
    draft.move(
        "kit_unmake", key, draft.outside(key, crossing.from_location), part.quantity,
        crossing.received_at_ms, document_id=order.id, reason=order.kind,
        reverses=crossing.reference,
    )  # fmt: skip


def _unuse(draft: Draft, order: KitOrder, part: Part) -> StockKey:
    """Where the work is done again. Returns where that is."""
    crossing = part.crossing
    key = StockKey(
        crossing.item_id, crossing.from_location, crossing.from_unit, crossing.lot_id,
        crossing.owner_id, crossing.from_status,
    )  # fmt: skip
    whole = part.quantity == crossing.quantity
    draft.move(
        "kit_unuse", draft.outside(key, crossing.to_location), key, part.quantity,
        crossing.received_at_ms, document_id=order.id, reason=order.kind,
        reverses=crossing.reference, weight_g=crossing.weight_g if whole else None,
    )  # fmt: skip
    return key


def _reserve_again(draft: Draft, site: SiteReader, order: KitOrder, back: Back, kind: str) -> None:
    """One share for what lies together, so that nobody is sent to the same goods twice."""
    known = {stock_key(held): held for held in site.reservations(order.id) if held.kind == kind}
    for key, quantity in back.items():
        held = known.get(key)
        if held is None:
            reserve_at(draft, order.id, key, quantity, kind=kind)
        else:
            draft.put(RESERVATION, held.id, {"quantity": held.quantity + quantity})
            draft.hold(key, quantity)


def _go_on(draft: Draft, site: SiteReader, order: KitOrder, kits: int) -> int:
    """So many fewer are done. Returns the order's task, which is open again."""
    done = order.done - kits
    task = site.kit_task_ever(order.id)
    assert task is not None
    if order.state != "done":
        draft.put(KIT_ORDER, order.id, {"done": done})
        draft.put(TASK, task.id, {"done_quantity": done, "actor": draft.now.person_id})
        return task.id
    draft.put(
        KIT_ORDER,
        order.id,
        {"state": "working", "revision": order.revision + 1, "done": done, "closed_at_ms": None},
    )
    draft.put(
        TASK,
        task.id,
        {
            "state": "ready",
            "revision": task.revision + 1,
            "quantity": order.ordered - order.short,
            "done_quantity": done,
            "done_at_ms": None,
        },
    )
    return task.id
