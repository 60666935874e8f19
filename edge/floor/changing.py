"""Another lot or unit than the one allocated is picked: the reservation moves, nothing else."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_task_id, unit_code
from edge.floor.picking import demand_mine
from edge.floor.reader import PickTask, SiteReader
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import RESERVATION, TASK
from models.warehouse.commands import ChangePick
from models.warehouse.replies import Outcome, Step
from models.warehouse.stock import Stock, barred


def change_pick(command: ChangePick, site: SiteReader, now: Context) -> Decision:
    """Only goods of the same owner at the same location, free and fit to leave, and all of it."""
    task = site.pick_task(find_task_id(command.task_id))
    if task is None:
        raise Refusal(Outcome.GONE, "task.unknown", Step.NEXT_TASK, task=command.task_id)
    demand_mine(task, now)
    left = task.quantity - task.done_quantity
    found = instead(site, task, command.lot, command.unit)
    bar = barred(found, now.today)
    if bar is not None:
        raise Refusal(
            Outcome(bar.value),
            f"pick.{bar.value}",
            Step.SCAN_LOT,
            item=task.item,
            lot=found.lot,
            expiry=found.expiry,
        )
    if found.free < left:
        raise Refusal(
            Outcome.QUANTITY_CHANGED,
            "stock.not_enough",
            Step.ENTER_QUANTITY,
            item=task.item,
            location=found.location_code,
            available=found.free,
        )
    draft = Draft(now)
    draft.hold(task.stock.key, -left)
    draft.hold(found.key, left)
    place = {"lot_id": found.key.lot_id, "unit_id": found.key.unit_id}
    draft.put(RESERVATION, task.reservation_id, {**place})
    draft.put(TASK, task.id, {**place})
    return draft.say(
        Outcome.ACCEPTED,
        "pick.changed",
        Step.ENTER_QUANTITY,
        item=task.item,
        lot=found.lot,
        unit=found.unit,
        location=found.location_code,
    )


def instead(site: SiteReader, task: PickTask, lot: str | None, unit: str | None) -> Stock:
    """The stock named, which must lie where the pick is. Raises Refusal."""
    key = task.stock.key
    wanted_lot = clean(lot) if lot is not None else task.stock.lot
    wanted_unit = unit_code(unit) if unit is not None else None
    others = [
        stock
        for stock in site.stock_at(key.location_id, key.item_id)
        if (stock.key.owner_id, stock.key.status) == (key.owner_id, key.status)
        and stock.key != key
        and stock.lot == wanted_lot
        and (stock.unit == wanted_unit or unit is None)
    ]
    if not others:
        if unit is None:
            raise Refusal(
                Outcome.WRONG_LOT,
                "scan.wrong_lot",
                Step.SCAN_LOT,
                scanned=lot,
                asked=task.stock.lot,
            )
        raise Refusal(
            Outcome.WRONG_UNIT,
            "pick.not_in_unit",
            Step.SCAN_UNIT,
            unit=unit,
            item=task.item,
            location=task.stock.location_code,
        )
    return max(others, key=lambda stock: stock.free)
