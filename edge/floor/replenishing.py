"""Pick faces are refilled from bulk before they run empty, as their bounds and the rules say."""

from collections.abc import Iterable

from edge.floor.allocation import in_removal_turn
from edge.floor.counting.requesting import plan_count
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import (
    demand_fit,
    demand_positive,
    find_location,
    find_task_id,
    not_allowed,
)
from edge.floor.placing import subject_of
from edge.floor.putaway import carry, undo_move
from edge.floor.reader import Item, Location, PutawayTask, SiteReader
from edge.floor.skills import demanded
from models.warehouse.catalogue import TASK
from models.warehouse.commands import Replenish, RequestReplenishment
from models.warehouse.replies import Level, Outcome, Step
from models.warehouse.rules.replenishment import Face, RefillBy, refill
from models.warehouse.rules.rule import holding
from models.warehouse.states import TASK_STATES
from models.warehouse.stock import AVAILABLE, Share, Stock, StockKey, share_out

PRIORITY_SHORT = 5  # orders wait for it: before refills that only keep the face full


def request_replenishment(
    command: RequestReplenishment, site: SiteReader, now: Context
) -> Decision:
    """One task per share of bulk stock, in the sequence in which the item is taken."""
    face = find_location(site, command.location)
    item = site.item(face.item_id) if face.item_id is not None else None
    if item is None or face.kind != "storage":
        raise Refusal(
            Outcome.WRONG_LOCATION, "replenish.no_face", Step.SCAN_LOCATION, location=face.code
        )
    by = _rule(site, item)
    state = face_of(site, face, item)
    if command.quantity is not None:
        demand_positive(command.quantity)
    quantity = command.quantity or refill(state, by)
    shares = _bulk(site, now, item, quantity, by) if quantity else []
    if not shares:
        key = "replenish.no_bulk" if quantity else "replenish.enough"
        raise Refusal(Outcome.NO_WORK, key, Step.NEXT_TASK, level=Level.INFO, location=face.code)
    draft = Draft(now)
    priority = PRIORITY_SHORT if state.wanted > state.on_hand + state.coming else 0
    for share in shares:
        _plan(draft, site, face, share, priority)
    return draft.say(
        Outcome.LINE_DONE,
        "replenish.asked",
        Step.NEXT_TASK,
        location=face.code,
        quantity=sum(share.quantity for share in shares),
    )


def face_of(site: SiteReader, face: Location, item: Item) -> Face:
    """A pick face as the rule sees it; orders want what is promised to them."""
    stocks = site.stock_at(face.id, item.id)
    on_hand = sum(stock.free for stock in stocks if stock.key.status == AVAILABLE)
    maximum = face.max_quantity or 0
    wanted = site.promised(item.id)
    return Face(on_hand, site.coming_to(face.id), face.min_quantity, maximum, wanted)


def _rule(site: SiteReader, item: Item) -> RefillBy:
    rules = site.rules("replenishment")
    said = holding(rules, subject_of(item, AVAILABLE), RefillBy) if rules else []
    return said[0] if said else RefillBy()


def _bulk(site: SiteReader, now: Context, item: Item, quantity: int, by: RefillBy) -> list[Share]:
    """Where it is taken: eligible stock outside all pick faces, less what refills will take."""
    stocks = (
        stock
        for stock in in_removal_turn(site, item.id, now.today)
        if _is_bulk(site, stock) and (stock.key.unit_id or not by.whole_units)
    )
    if by.whole_units:
        return _whole_units(stocks, quantity, site.refills_of(item.id))
    return share_out(stocks, quantity, site.refills_of(item.id))


def _is_bulk(site: SiteReader, stock: Stock) -> bool:
    location = site.location(stock.key.location_id)
    return location is not None and location.item_id is None


def _whole_units(
    stocks: Iterable[Stock], quantity: int, spoken_for: dict[StockKey, int]
) -> list[Share]:
    shares: list[Share] = []
    for stock in stocks:
        if quantity <= 0:
            break
        if not stock.reserved and stock.key not in spoken_for:
            shares.append(Share(stock, stock.quantity))
            quantity -= stock.quantity
    return shares


def _key(task: PutawayTask) -> StockKey:
    return StockKey(
        task.item_id, task.from_location, task.unit_id, task.lot_id, task.owner_id, AVAILABLE
    )


def _plan(draft: Draft, site: SiteReader, face: Location, share: Share, priority: int) -> None:
    key = share.stock.key
    draft.insert(
        TASK,
        {
            "owner_id": key.owner_id,
            "kind": "replenish",
            "priority": priority,
            "zone": share.stock.zone,
            "item_id": key.item_id,
            "lot_id": key.lot_id,
            "unit_id": key.unit_id,
            "from_location": key.location_id,
            "to_location": face.id,
            "quantity": share.quantity,
            "sequence": share.stock.sequence,
            "created_at_ms": draft.now.now_ms,
            "skill": demanded(site, key.item_id, key.location_id, face.id),
        },
    )


def replenish(command: Replenish, site: SiteReader, now: Context) -> Decision:
    """Bulk goods lie in the pick face now; what was not there is counted and planned anew."""
    task = site.putaway_task(find_task_id(command.task_id))
    if task is None or task.kind != "replenish":
        raise Refusal(Outcome.GONE, "task.unknown", Step.NEXT_TASK, task=command.task_id)
    if not TASK_STATES.allows(task.state, "finish"):
        return Draft(now).say(Outcome.ALREADY_DONE, "task.done", Step.NEXT_TASK, level=Level.INFO)
    if not command.quantity:
        return _empty(Draft(now), task)
    demand_positive(command.quantity)
    face = _face(command, site, task)
    source = next(
        (each for each in site.stock_at(task.from_location) if each.key == _key(task)), None
    )
    left = task.quantity - task.done_quantity
    most = min(left, source.free) if source is not None else 0
    if source is None or command.quantity > most:
        raise Refusal(
            Outcome.QUANTITY_CHANGED, "replenish.less_there", Step.ENTER_QUANTITY, available=most
        )
    item = site.item(task.item_id)
    assert item is not None
    demand_fit(site, face, item, task.lot_id, AVAILABLE, command.quantity)
    draft = Draft(now)
    target = carry(draft, site, "replenish", source, face, command.quantity, task=task)
    _advance(draft, task, command.quantity)
    lies_in = source.unit if target.unit_id else None
    return draft.say(
        Outcome.LINE_DONE,
        "replenish.done",
        Step.NEXT_TASK,
        data={"left": left - command.quantity},
        undo=undo_move(item, source, face, command.quantity, lies_in),
        item=item.code,
        quantity=command.quantity,
        location=face.code,
    )


def _face(command: Replenish, site: SiteReader, task: PutawayTask) -> Location:
    assert task.to_location is not None
    face = site.location(task.to_location)
    assert face is not None
    if face.kind != "storage":
        raise not_allowed(face, "location.not_for_storage")
    if command.location is not None and find_location(site, command.location).id != face.id:
        raise Refusal(
            Outcome.WRONG_LOCATION,
            "replenish.other_face",
            Step.SCAN_LOCATION,
            location=face.code,
        )
    return face


def _advance(draft: Draft, task: PutawayTask, quantity: int) -> None:
    done, now = task.done_quantity + quantity, draft.now
    if done < task.quantity:
        draft.put(TASK, task.id, {"done_quantity": done, "actor": now.person_id})
        return
    state = TASK_STATES.after(task.state, "finish")
    values = {"done_quantity": done, "done_at_ms": now.now_ms, "actor": now.person_id}
    draft.put(TASK, task.id, {"state": state, **values})


def _empty(draft: Draft, task: PutawayTask) -> Decision:
    now = draft.now
    state = TASK_STATES.after(task.state, "run_short")
    draft.put(TASK, task.id, {"state": state, "done_at_ms": now.now_ms, "actor": now.person_id})
    plan_count(draft, task.from_location, task.item_id, "refill_not_found")
    return draft.say(Outcome.SHORT_POSTED, "replenish.not_there", Step.NEXT_TASK, level=Level.INFO)
