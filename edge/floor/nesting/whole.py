"""A whole unit is put away with one scan: all that is in it, and all tasks that wait for it."""

from edge.floor.carrying import end_transports
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import ask, demand_fit, find_location, find_unit, not_allowed
from edge.floor.nesting.nest import take_out
from edge.floor.nesting.tree import inside, stock_inside
from edge.floor.reader import Location, PutawayTask, SiteReader, Unit
from models.warehouse.catalogue import ASN, ASN_LINE, TASK, UNIT
from models.warehouse.commands import PutAwayUnit
from models.warehouse.replies import Data, Level, Outcome, Step, Undo
from models.warehouse.rules.putaway import Load, tight
from models.warehouse.states import ASN_STATES, TASK_STATES
from models.warehouse.stock import Stock, StockKey


def put_away_unit(command: PutAwayUnit, site: SiteReader, now: Context) -> Decision:
    """Into one storage location, with all units in it."""
    unit = find_unit(site, command.unit)
    units = inside(site, unit)
    tasks = waiting_in(site, units)
    if not tasks:
        raise Refusal(
            Outcome.NO_WORK, "putaway.nothing_waits", Step.SCAN_UNIT,
            level=Level.INFO, item=unit.code,
        )  # fmt: skip
    location = find_location(site, command.location)
    if location.kind != "storage":
        raise not_allowed(location, "location.not_for_storage")
    stocks = stock_inside(site, units)
    demand_all_free(stocks, unit)
    demand_all_fit(site, location, stocks)
    proposed = site.location(tasks[0].to_location) if tasks[0].to_location is not None else None
    if proposed is not None and proposed.id != location.id:
        ask(
            command.confirm, Outcome.OTHER_LOCATION, "putaway.other_location",
            location=location.code, proposed=proposed.code,
        )  # fmt: skip
    draft = Draft(now)
    by_key = {_key(task): task for task in tasks}
    carry_all(draft, site, "put_away", unit, units, location, by_key)
    end_transports(draft, site, unit, location.id)
    _finish(draft, site, tasks)
    back: Data = {
        "type": "move",
        "unit": unit.code,
        "from_location": location.code,
        "to_location": stocks[0].location_code,
    }
    return draft.say(
        Outcome.UNIT_DONE, "putaway.unit_done", Step.NEXT_TASK,
        data={"tasks": len(tasks)}, undo=Undo("undo.move", back),
        unit=unit.code, location=location.code,
    )  # fmt: skip


def waiting_in(site: SiteReader, units: list[Unit]) -> list[PutawayTask]:
    """Open putaway tasks of what is in these units, most urgent first within each."""
    return [
        task
        for unit in units
        for task in site.putaway_of_unit(unit.id)
        if task.from_location == unit.location_id
    ]


def demand_all_free(stocks: list[Stock], unit: Unit) -> None:
    """What is reserved does not move with its unit."""
    for stock in stocks:
        if stock.reserved:
            raise Refusal(
                Outcome.QUANTITY_CHANGED, "unit.partly_reserved", Step.SCAN_UNIT,
                unit=unit.code, allocated=stock.reserved,
            )  # fmt: skip


def demand_all_fit(site: SiteReader, location: Location, stocks: list[Stock]) -> None:
    """Whether all of it together may lie there."""
    if location.kind == "storage" and location.mix != "mixed":
        if len({stock.key.item_id for stock in stocks}) > 1:
            raise not_allowed(location, "location.one_item_only")
        if location.mix == "same_lot" and len({stock.key.lot_id for stock in stocks}) > 1:
            raise not_allowed(location, "location.one_lot_only")
    coming = Load(0, 0, 0)
    for stock in stocks:
        item = site.item(stock.key.item_id)
        assert item is not None
        demand_fit(site, location, item, stock.key.lot_id, stock.key.status, stock.quantity)
        coming = Load(
            coming.units + stock.quantity,
            _more(coming.weight_g, item.weight_g, stock.quantity),
            _more(coming.volume_mm3, item.volume_mm3, stock.quantity),
        )
    bound = tight(location.room(), site.load_in(location.id), coming)
    if location.kind == "storage" and bound is not None:
        raise Refusal(
            Outcome.LOCATION_FULL, f"location.full_{bound}", Step.SCAN_LOCATION,
            location=location.code,
        )  # fmt: skip


def _more(sum_so_far: int | None, each: int | None, quantity: int) -> int | None:
    return sum_so_far + each * quantity if sum_so_far is not None and each is not None else None


def carry_all(
    draft: Draft,
    site: SiteReader,
    kind: str,
    unit: Unit,
    units: list[Unit],
    location: Location,
    tasks: dict[StockKey, PutawayTask],
) -> list[StockKey]:
    """A unit with all units in it to a location, out of the one it lay in. Returns where its stock
    lies now."""
    keys: list[StockKey] = []
    for stock in stock_inside(site, units):
        task = tasks.get(stock.key)
        key = stock.key._replace(location_id=location.id)
        draft.move(
            kind, stock.key, key, stock.quantity, stock.received_at_ms,
            document_id=task.document_id if task else None,
            line_id=task.line_id if task else None,
            task_id=task.id if task else None,
        )  # fmt: skip
        keys.append(key)
    for each in units:
        draft.put(UNIT, each.id, {"location_id": location.id})
    take_out(draft, unit)
    return keys


def _key(task: PutawayTask) -> StockKey:
    return StockKey(
        task.item_id, task.from_location, task.unit_id, task.lot_id, task.owner_id, task.status
    )


def _finish(draft: Draft, site: SiteReader, tasks: list[PutawayTask]) -> None:
    """All tasks are done, however much of each was put away before; deliveries of which nothing
    waits any more are closed."""
    now = draft.now
    on_lines: dict[int, int] = {}
    ended = {task.id for task in tasks}
    for task in tasks:
        draft.put(
            TASK,
            task.id,
            {
                "state": TASK_STATES.after(task.state, "finish"),
                "done_quantity": task.quantity,
                "done_at_ms": now.now_ms,
                "actor": now.person_id,
            },
        )
        if task.line_id is not None:
            left = task.quantity - task.done_quantity
            on_lines[task.line_id] = on_lines.get(task.line_id, 0) + left
    for line_id, quantity in on_lines.items():
        line = site.asn_line(line_id)
        if line is not None:
            draft.put(ASN_LINE, line_id, {"put_away": line.put_away + quantity})
    for asn_id in {task.document_id for task in tasks if task.document_id is not None}:
        asn = site.asn_by_id(asn_id)
        others = [task for task in site.open_tasks(asn_id) if task.id not in ended]
        if asn is None or others or not ASN_STATES.allows(asn.state, "close"):
            continue
        lines = site.asn_lines(asn_id)
        if sum(each.received - each.put_away - on_lines.get(each.id, 0) for each in lines) == 0:
            state = ASN_STATES.after(asn.state, "close")
            draft.put(ASN, asn_id, {"state": state, "closed_at_ms": now.now_ms})
