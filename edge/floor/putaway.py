"""From the dock to a storage location: proposed at receipt, chosen by the scan, judged here."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import (
    ask,
    bring_unit,
    demand_fit,
    demand_positive,
    find_item,
    find_location,
    find_task_id,
    lot_missing,
    not_allowed,
    unit_code,
)
from edge.floor.placing import propose
from edge.floor.reader import Item, Location, PutawayTask, SiteReader, Unit
from edge.floor.skills import demanded
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import ASN, ASN_LINE, TASK, UNIT
from models.warehouse.commands import Entered, PutAway
from models.warehouse.replies import Level, Outcome, Step, Undo
from models.warehouse.states import ASN_STATES, TASK_STATES
from models.warehouse.stock import AVAILABLE, Stock, StockKey


def put_away(command: PutAway, site: SiteReader, now: Context) -> Decision:
    """Put received stock (or stock of a cancelled order) into a location."""
    item = find_item(site, command.item, lambda each: _waits(command, site, each))
    demand_positive(command.quantity)
    task = _task(command, site, item)
    if not TASK_STATES.allows(task.state, "finish"):
        return _over_already(Draft(now), task)
    _demand_match(command, site, item, task)
    location = find_location(site, command.location)
    if location.kind != "storage":
        raise not_allowed(location, "location.not_for_storage")
    source = _waiting(site, task)
    if source is None or source.free < command.quantity:
        return _gone(Draft(now), task, source)
    demand_fit(site, location, item, task.lot_id, task.status, command.quantity)
    if task.to_location is not None and location.id != task.to_location:
        proposed = site.location(task.to_location)
        ask(
            command.confirm,
            Outcome.OTHER_LOCATION,
            "putaway.other_location",
            location=location.code,
            proposed=proposed.code if proposed else None,
        )
    draft = Draft(now)
    target = carry(draft, site, "put_away", source, location, command.quantity, task=task)
    finish(draft, site, task, command.quantity)
    left = task.quantity - task.done_quantity - command.quantity
    lies_in = source.unit if target.unit_id else None
    back = undo_move(item, source, location, command.quantity, lies_in)
    return draft.say(
        Outcome.LINE_DONE,
        "putaway.done",
        Step.NEXT_TASK,
        data={"left": left},
        undo=back,
        item=item.code,
        quantity=command.quantity,
        location=location.code,
    )


def plan_putaway(
    draft: Draft,
    site: SiteReader,
    item: Item,
    key: StockKey,
    quantity: int,
    *,
    document_id: int | None = None,
    line_id: int | None = None,
) -> int:
    """A putaway task for stock that lies where it must not stay. Returns the task's id."""
    target = propose(site, item, key, quantity)
    return draft.insert(
        TASK,
        {
            "owner_id": key.owner_id,
            "kind": "putaway",
            "document_id": document_id,
            "line_id": line_id,
            "item_id": key.item_id,
            "lot_id": key.lot_id,
            "unit_id": key.unit_id,
            "from_location": key.location_id,
            "to_location": target.id if target else None,
            "zone": target.zone if target else None,
            "sequence": target.sequence if target else 0,
            "quantity": quantity,
            "reason": None if key.status == AVAILABLE else key.status,
            "created_at_ms": draft.now.now_ms,
            "skill": demanded(site, item.id, target.id if target else None),
        },
    )


def carry(
    draft: Draft,
    site: SiteReader,
    kind: str,
    source: Stock,
    location: Location,
    quantity: int,
    *,
    task: PutawayTask | None = None,
    into: Unit | None = None,
    entered: Entered | None = None,
) -> StockKey:
    """Move free stock. A unit moves along when all that is in it moves; else the part leaves it,
    for the unit `into` which it is put or for none."""
    unit_id = source.key.unit_id
    if unit_id and not _is_whole(site, source, quantity):
        unit_id = 0
    if into is not None and into.id != unit_id:
        bring_unit(site, draft, into, location.id)
        unit_id = into.id
    target = source.key._replace(location_id=location.id, unit_id=unit_id)
    draft.move(
        kind,
        source.key,
        target,
        quantity,
        source.received_at_ms,
        document_id=task.document_id if task else None,
        line_id=task.line_id if task else None,
        task_id=task.id if task else None,
        entered=entered,
    )
    if unit_id and unit_id == source.key.unit_id:
        # It stands there now, and no longer in whatever it lay in.
        draft.put(UNIT, unit_id, {"location_id": location.id, "parent_id": None})
    return target


def undo_move(
    item: Item, source: Stock, location: Location, quantity: int, lies_in: str | None
) -> Undo:
    """The command that brings stock back where it was, out of the unit it lies in now, into the
    unit it was in."""
    return Undo(
        "undo.move",
        {
            "type": "move",
            "item": item.code,
            "lot": source.lot,
            "unit": lies_in,
            "into_unit": source.unit,
            "from_location": location.code,
            "to_location": source.location_code,
            "quantity": quantity,
        },
    )


def _is_whole(site: SiteReader, source: Stock, quantity: int) -> bool:
    if site.units_in(source.key.unit_id):
        return False
    contents = site.stock_in_unit(source.key.unit_id)
    return len(contents) == 1 and contents[0].quantity == quantity


def _waits(command: PutAway, site: SiteReader, item: Item) -> bool:
    """Whether the task that is meant, or any, is about this item."""
    if command.task_id is None:
        return bool(site.putaway_tasks(item.id))
    task = site.putaway_task(find_task_id(command.task_id))
    return task is not None and task.item_id == item.id


def _task(command: PutAway, site: SiteReader, item: Item) -> PutawayTask:
    if command.task_id is not None:
        task = site.putaway_task(find_task_id(command.task_id))
        if task is None:
            raise Refusal(Outcome.GONE, "task.unknown", Step.NEXT_TASK, task=command.task_id)
        if task.kind != "putaway":
            raise Refusal(Outcome.WRONG_KIND, "task.not_putaway", Step.NEXT_TASK)
        return task
    lot = site.lot(item.id, clean(command.lot)) if command.lot else None
    is_known = command.lot is None or lot is not None
    waiting = site.putaway_tasks(item.id, lot.id if lot is not None else None) if is_known else []
    if not waiting:
        raise Refusal(Outcome.NO_WORK, "putaway.nothing_waits", Step.SCAN_ITEM, item=item.code)
    for task in waiting:
        if task.quantity - task.done_quantity >= command.quantity:
            return task
    return waiting[0]


def _demand_match(command: PutAway, site: SiteReader, item: Item, task: PutawayTask) -> None:
    if item.id != task.item_id:
        asked = site.item(task.item_id)
        raise Refusal(
            Outcome.WRONG_ITEM,
            "task.other_item",
            Step.SCAN_ITEM,
            scanned=item.code,
            asked=asked.code if asked else None,
        )
    if command.unit is not None:
        unit = site.unit(unit_code(command.unit))
        if unit is None or unit.id != task.unit_id:
            raise Refusal(
                Outcome.WRONG_UNIT, "task.other_unit", Step.SCAN_UNIT, scanned=command.unit
            )
    if command.lot is not None:
        lot = site.lot(item.id, clean(command.lot))
        if lot is None or lot.id != task.lot_id:
            raise Refusal(Outcome.WRONG_LOT, "task.other_lot", Step.SCAN_LOT, scanned=command.lot)
    elif task.lot_id and command.unit is None:
        raise lot_missing(item)
    left = task.quantity - task.done_quantity
    if command.quantity > left:
        raise Refusal(
            Outcome.QUANTITY_CHANGED,
            "putaway.more_than_waits",
            Step.ENTER_QUANTITY,
            scanned=command.quantity,
            left=left,
        )


def _waiting(site: SiteReader, task: PutawayTask) -> Stock | None:
    for stock in site.stock_at(task.from_location, task.item_id):
        key = stock.key
        if (key.lot_id, key.unit_id, key.status) == (task.lot_id, task.unit_id, task.status):
            return stock
    return None


def _gone(draft: Draft, task: PutawayTask, source: Stock | None) -> Decision:
    """Somebody moved the stock another way: the task shrinks to what is left, or ends."""
    free = source.free if source is not None else 0
    left = task.quantity - task.done_quantity
    if free == 0:
        draft.put(
            TASK,
            task.id,
            {"state": TASK_STATES.after(task.state, "cancel"), "done_at_ms": draft.now.now_ms},
        )
    return draft.say(
        Outcome.GONE,
        "putaway.gone",
        Step.NEXT_TASK,
        level=Level.BLOCK,
        data={"waiting": free, "asked": left},
    )


def _over_already(draft: Draft, task: PutawayTask) -> Decision:
    if task.state == "cancelled":
        return draft.say(
            Outcome.CANCELLED_ELSEWHERE, "task.cancelled", Step.NEXT_TASK, level=Level.BLOCK
        )
    return draft.say(Outcome.ALREADY_DONE, "task.done", Step.NEXT_TASK, level=Level.INFO)


def finish(draft: Draft, site: SiteReader, task: PutawayTask, quantity: int) -> None:
    """So much of a task is done; a delivery of which nothing waits any more is closed."""
    now = draft.now
    done = task.done_quantity + quantity
    assert done <= task.quantity
    if done == task.quantity:
        state = TASK_STATES.after(task.state, "finish")
        draft.put(
            TASK,
            task.id,
            {
                "state": state,
                "done_quantity": done,
                "done_at_ms": now.now_ms,
                "actor": now.person_id,
            },
        )
    else:
        draft.put(TASK, task.id, {"done_quantity": done, "actor": now.person_id})
    line = site.asn_line(task.line_id) if task.line_id is not None else None
    if line is None or task.document_id is None:
        return
    draft.put(ASN_LINE, line.id, {"put_away": line.put_away + quantity})
    asn = site.asn_by_id(task.document_id)
    assert asn is not None
    if not ASN_STATES.allows(asn.state, "close"):
        return
    if done < task.quantity or site.has_open_task(asn.id, "putaway", task.id):
        return
    waiting = sum(each.received - each.put_away for each in site.asn_lines(asn.id))
    if waiting == quantity:
        state = ASN_STATES.after(asn.state, "close")
        draft.put(ASN, asn.id, {"state": state, "closed_at_ms": now.now_ms})
