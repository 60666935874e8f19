"""Picking: a scan confirms a task. What is missing is set aside, counted, replaced, passed on."""

from edge.floor.catching import demand_weight
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import (
    bring_unit,
    demand_positive,
    find_item,
    find_location,
    find_task_id,
    of_owner,
    unit_or_new,
)
from edge.floor.packs import demand_entered
from edge.floor.progress import advance, ended
from edge.floor.reader import PickTask, SiteReader
from edge.floor.shortage import post_short
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import DN_LINE, RESERVATION, TASK, UNIT
from models.warehouse.commands import ConfirmPick
from models.warehouse.replies import Level, Outcome, Step
from models.warehouse.states import TASK_STATES
from models.warehouse.stock import barred
from sync.core.catalogue import Value


def confirm_pick(command: ConfirmPick, site: SiteReader, now: Context) -> Decision:
    """Take stock from its location into the packing area (or a tote standing there)."""
    task = site.pick_task(find_task_id(command.task_id))
    if task is None:
        raise Refusal(Outcome.GONE, "task.unknown", Step.NEXT_TASK, task=command.task_id)
    demand_mine(task, now)
    _demand_match(command, site, task)
    left = task.quantity - task.done_quantity
    assert 0 < left <= task.stock.reserved
    _demand_quantity(command, task, left, now)
    weight_g = _weight(command, site, task, now)
    demand_entered(site, task.stock.key.item_id, command.quantity, command.entered)
    draft = Draft(now)
    if command.quantity:
        _take(draft, site, command, task, left, weight_g)
    if command.quantity < left and command.reason != "partial":
        return post_short(draft, site, command, task, left)
    line: dict[str, Value] = {
        "allocated": task.line_allocated - command.quantity,
        "picked": task.line_picked + command.quantity,
    }
    draft.put(DN_LINE, task.line_id, line)
    done = task.done_quantity + command.quantity
    if command.quantity < left:
        draft.put(TASK, task.id, {"done_quantity": done, "actor": now.person_id})
    else:
        draft.put(TASK, task.id, ended(task, "finish", done, now))
    state = advance(draft, site, task, still_open=command.quantity < left)
    return draft.say(
        Outcome.DOCUMENT_DONE if state == "picked" else Outcome.LINE_DONE,
        "pick.order_done" if state == "picked" else "pick.done",
        Step.NEXT_TASK,
        data={"order": task.dn_number, "order_state": state, "left": left - command.quantity},
        item=task.item,
        quantity=command.quantity,
    )


def demand_mine(task: PickTask, now: Context) -> None:
    """Refuse a task that is over, or that somebody else has now."""
    if not TASK_STATES.allows(task.state, "finish"):
        if task.state == "cancelled":
            raise Refusal(Outcome.CANCELLED_ELSEWHERE, "task.cancelled", Step.NEXT_TASK)
        raise Refusal(Outcome.ALREADY_DONE, "task.done", Step.NEXT_TASK, level=Level.INFO)
    if (
        task.lease_person is not None
        and task.lease_person != now.person_id
        and (task.lease_until_ms or 0) > now.now_ms
    ):
        raise Refusal(Outcome.LEASE_LOST, "task.taken_by_other", Step.NEXT_TASK)


def _demand_match(command: ConfirmPick, site: SiteReader, task: PickTask) -> None:
    """The codes scanned are usually the very codes asked for; only others are looked up."""
    stock = task.stock
    if command.location != stock.location_code:
        location = find_location(site, command.location)
        if location.id != stock.key.location_id:
            raise Refusal(
                Outcome.WRONG_LOCATION,
                "scan.wrong_location",
                Step.SCAN_LOCATION,
                scanned=location.code,
                asked=stock.location_code,
            )
    if command.item != task.item:
        item = find_item(site, command.item, of_owner(stock.key.owner_id))
        if item.id != stock.key.item_id:
            raise Refusal(
                Outcome.WRONG_ITEM,
                "scan.wrong_item",
                Step.SCAN_ITEM,
                scanned=item.code,
                asked=task.item,
            )
    if stock.lot is None:
        return
    if command.lot is None:
        raise Refusal(
            Outcome.SERIAL_REQUIRED if task.tracking == "serial" else Outcome.LOT_REQUIRED,
            "serial.required" if task.tracking == "serial" else "lot.required",
            Step.SCAN_LOT,
            item=task.item,
        )
    if clean(command.lot) != stock.lot:
        raise Refusal(
            Outcome.WRONG_LOT, "scan.wrong_lot", Step.SCAN_LOT, scanned=command.lot, asked=stock.lot
        )


def _demand_quantity(command: ConfirmPick, task: PickTask, left: int, now: Context) -> None:
    if command.quantity > left:
        raise Refusal(
            Outcome.OVER_PICK,
            "pick.more_than_asked",
            Step.ENTER_QUANTITY,
            scanned=command.quantity,
            asked=left,
        )
    if command.quantity < 0 or (command.quantity == 0 and command.reason == "partial"):
        demand_positive(command.quantity)
    if command.quantity < left and command.reason is None:
        raise Refusal(
            Outcome.PARTIAL,
            "pick.why_less",
            Step.GIVE_REASON,
            level=Level.WARN,
            scanned=command.quantity,
            asked=left,
        )
    bar = barred(task.stock, now.today) if command.quantity else None
    if bar is not None:
        raise Refusal(
            Outcome(bar.value),
            f"pick.{bar.value}",
            Step.GIVE_REASON,
            item=task.item,
            lot=task.stock.lot,
            expiry=task.stock.expiry,
        )


def _weight(command: ConfirmPick, site: SiteReader, task: PickTask, now: Context) -> int | None:
    item = site.item(task.stock.key.item_id)
    if not command.quantity or item is None:
        return None
    return demand_weight(item, command.quantity, command.weight_g, now, confirmed=command.confirm)


def _take(
    draft: Draft,
    site: SiteReader,
    command: ConfirmPick,
    task: PickTask,
    left: int,
    weight_g: int | None,
) -> None:
    """Movement and reservation go together: picked stock stays reserved where it stands."""
    key, quantity = task.stock.key, command.quantity
    unit_id = _tote(draft, site, command, task) if command.unit is not None else 0
    target = key._replace(location_id=task.to_location, unit_id=unit_id)
    draft.move(
        "pick",
        key,
        target,
        quantity,
        task.stock.received_at_ms,
        document_id=task.dn_id,
        line_id=task.line_id,
        task_id=task.id,
        reason=command.reason,
        entered=command.entered,
        weight_g=weight_g,
    )
    draft.hold(key, -quantity)
    draft.hold(target, quantity)
    picked: dict[str, Value] = {
        "location_id": task.to_location,
        "unit_id": unit_id,
        "kind": "picked",
    }
    if quantity < left and command.reason == "partial":
        draft.put(RESERVATION, task.reservation_id, {"quantity": left - quantity})
        draft.insert(
            RESERVATION,
            {
                "owner_id": key.owner_id,
                "dn_id": task.dn_id,
                "line_id": task.line_id,
                "item_id": key.item_id,
                "lot_id": key.lot_id,
                "status": key.status,
                "quantity": quantity,
                **picked,
            },
        )
        return
    if quantity < left:
        picked["quantity"] = quantity
    draft.put(RESERVATION, task.reservation_id, picked)


def _tote(draft: Draft, site: SiteReader, command: ConfirmPick, task: PickTask) -> int:
    assert command.unit is not None
    unit = unit_or_new(site, draft, command.unit, "tote", task.to_location, task.dn_id)
    if unit.kind == "package":
        raise Refusal(Outcome.WRONG_UNIT, "unit.packed_already", Step.SCAN_UNIT, unit=unit.code)
    bring_unit(site, draft, unit, task.to_location)
    if unit.dn_id is None:
        draft.put(UNIT, unit.id, {"dn_id": task.dn_id})
    if command.zone is not None and unit.holder_id != draft.now.person_id:
        draft.put(UNIT, unit.id, {"zone": command.zone, "holder_id": draft.now.person_id})
    return unit.id
