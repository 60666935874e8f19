"""What was held back at receipt is looked at: it is good after all, or damaged."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import demand_positive, find_item, find_location, find_unit, lying_at
from edge.floor.putaway import plan_putaway
from edge.floor.reader import Item, PutawayTask, SiteReader
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import TASK
from models.warehouse.commands import HoldBack, Inspect
from models.warehouse.replies import Outcome, Step
from models.warehouse.states import TASK_STATES
from models.warehouse.stock import AVAILABLE, DAMAGED, INSPECTION, Stock, StockKey
from sync.core.catalogue import Value

_STATUS_OF = {"good": AVAILABLE, "damaged": DAMAGED}


def inspect(command: Inspect, site: SiteReader, now: Context) -> Decision:
    """Release stock from inspection where it lies; a putaway task brings it where it belongs."""
    item, stock = _chosen(command, site, INSPECTION)
    draft = Draft(now)
    _change(draft, site, item, stock, _STATUS_OF[command.verdict], command.quantity)
    if command.verdict == "damaged":
        draft.raise_exception(
            "received_damaged", item.code, {"item": item.code, "quantity": command.quantity}
        )
    return draft.say(
        Outcome.LINE_DONE,
        f"inspect.{command.verdict}",
        Step.SCAN_ITEM,
        data={"left": stock.free - command.quantity},
        item=item.code,
        quantity=command.quantity,
    )


def hold_back(command: HoldBack, site: SiteReader, now: Context) -> Decision:
    """Stock waits for inspection, again or after all."""
    item, stock = _chosen(command, site, command.status)
    draft = Draft(now)
    _change(draft, site, item, stock, INSPECTION, command.quantity)
    return draft.say(
        Outcome.LINE_DONE,
        "inspect.held_back",
        Step.SCAN_ITEM,
        item=item.code,
        quantity=command.quantity,
    )


def _change(
    draft: Draft, site: SiteReader, item: Item, stock: Stock, status: str, quantity: int
) -> None:
    """Another status where it lies, and a task that brings it where such stock belongs."""
    released = stock.key._replace(status=status)
    kind = "hold_back" if status == INSPECTION else "inspect"
    draft.move(kind, stock.key, released, quantity, stock.received_at_ms)
    _send_on(draft, site, item, stock, released, quantity)


def _chosen(command: Inspect | HoldBack, site: SiteReader, status: str) -> tuple[Item, Stock]:
    """The one piece of stock that is meant; asks for lot or unit where it could be several."""
    location = find_location(site, command.location)
    item = find_item(site, command.item, lying_at(site, location.id))
    demand_positive(command.quantity)
    unit_id = find_unit(site, command.unit).id if command.unit is not None else None
    lot = clean(command.lot) if command.lot is not None else None
    stocks = [
        stock
        for stock in site.stock_at(location.id, item.id, unit_id)
        if stock.key.status == status and lot in (None, stock.lot)
    ]
    if not stocks:
        raise Refusal(
            Outcome.GONE, "inspect.nothing_here", Step.SCAN_ITEM, item=item.code,
            location=location.code,
        )  # fmt: skip
    if len({stock.key.lot_id for stock in stocks}) > 1:
        raise Refusal(Outcome.LOT_REQUIRED, "lot.required", Step.SCAN_LOT, item=item.code)
    loose = [stock for stock in stocks if not stock.key.unit_id]
    if command.unit is None and loose:
        stocks = loose
    if len(stocks) > 1:
        raise Refusal(Outcome.SCAN_UNIT, "move.which_unit", Step.SCAN_UNIT, item=item.code)
    if stocks[0].free < command.quantity:
        raise Refusal(
            Outcome.QUANTITY_CHANGED,
            "inspect.not_so_many",
            Step.ENTER_QUANTITY,
            item=item.code,
            waiting=stocks[0].free,
            scanned=command.quantity,
        )
    return item, stocks[0]


def _send_on(
    draft: Draft, site: SiteReader, item: Item, stock: Stock, released: StockKey, quantity: int
) -> None:
    """Tasks that would have brought it to where things are inspected are not needed any more."""
    for task in site.putaway_tasks(item.id):
        key = stock.key
        same = (task.from_location, task.lot_id, task.unit_id, task.status) == (
            key.location_id, key.lot_id, key.unit_id, key.status,
        )  # fmt: skip
        part = min(quantity, task.quantity - task.done_quantity) if same else 0
        if not part:
            continue
        shrink(draft, task, part)
        plan_putaway(
            draft, site, item, released, part, document_id=task.document_id, line_id=task.line_id
        )
        quantity -= part
        if not quantity:
            return
    plan_putaway(draft, site, item, released, quantity)


def shrink(draft: Draft, task: PutawayTask, by: int) -> None:
    """Less is to be carried; a task of which nothing is left to do ends."""
    left = task.quantity - by
    values: dict[str, Value] = {"quantity": left}
    if left == task.done_quantity:
        event = "finish" if left else "cancel"
        values["state"] = TASK_STATES.after(task.state, event)
        values["done_at_ms"] = draft.now.now_ms
        if event == "cancel":
            values["quantity"] = task.quantity
    draft.put(TASK, task.id, values)
