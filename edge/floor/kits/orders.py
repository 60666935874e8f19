"""Kit orders: made, released as far as stock suffices, split, ended, cancelled."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import demand_positive, find_item, find_location
from edge.floor.kits.holding import free_for_kits, give_back, inputs, reserve
from edge.floor.kits.parts import demand_parts
from edge.floor.reader import Item, Location, SiteReader
from edge.floor.reads.kits import KitOrder
from edge.floor.skills import demanded
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import KIT_ORDER, TASK
from models.warehouse.commands import CancelKitOrder, MakeKitOrder, ReleaseKitOrder
from models.warehouse.kitting import Parts, complete_sets, needed, write_parts
from models.warehouse.replies import Level, Outcome, Step
from models.warehouse.states import KIT_ORDER_STATES, TASK_STATES
from models.warehouse.stock import Share
from models.warehouse.work import demand_of
from sync.core.catalogue import Value


def make_kit_order(command: MakeKitOrder, site: SiteReader, now: Context) -> Decision:
    """A draft: nothing is reserved before it is released."""
    number = clean(command.order)
    if _is_taken(site, number):
        raise Refusal(Outcome.ALREADY_DONE, "kit.number_taken", Step.SCAN_DOCUMENT, order=number)
    item = find_item(site, command.item)
    demand_positive(command.quantity)
    parts = demand_parts(site, item)
    draft = Draft(now)
    place = _place(site, command.location)
    insert_order(draft, number, item, command.quantity, place.id, parts, kind=command.kind)
    return draft.say(
        Outcome.LINE_DONE,
        "kit.order_made",
        Step.NEXT_TASK,
        data={"order": number},
        order=number,
        item=item.code,
        quantity=command.quantity,
    )


def _is_taken(site: SiteReader, number: str) -> bool:
    """One number names one document, or a scan of it would be ambiguous."""
    known = (site.kit_order(number), site.dn(number), site.asn(number))
    return any(each is not None for each in known)


def _place(site: SiteReader, code: str | None) -> Location:
    place = find_location(site, code) if code is not None else site.first_location("packing")
    if place is None:
        raise Refusal(Outcome.SCAN_LOCATION_FIRST, "release.no_packing_location")
    if place.kind != "packing":
        raise Refusal(
            Outcome.LOCATION_NOT_ALLOWED, "kit.no_workplace", Step.SCAN_LOCATION,
            location=place.code,
        )  # fmt: skip
    return place


def insert_order(
    draft: Draft,
    number: str,
    item: Item,
    quantity: int,
    location_id: int,
    parts: Parts,
    *,
    kind: str = "kit",
    dn_id: int | None = None,
    split_of: int | None = None,
) -> int:
    """A kit order with the parts as they are now. Returns its id."""
    return draft.insert(
        KIT_ORDER,
        {
            "owner_id": item.owner_id,
            "number": number,
            "kind": kind,
            "item_id": item.id,
            "ordered": quantity,
            "location_id": location_id,
            "parts": write_parts(parts),
            "dn_id": dn_id,
            "split_of": split_of,
            "created_at_ms": draft.now.now_ms,
        },
    )


def release_kit_order(command: ReleaseKitOrder, site: SiteReader, now: Context) -> Decision:
    """Reserve for as many whole kits as stock suffices for; the others become another order."""
    order = find_kit_order(site, command.order)
    if not KIT_ORDER_STATES.allows(order.state, "release"):
        raise not_now(order)
    draft = Draft(now)
    parts = inputs(order)
    wanted = needed(parts, order.left)
    found = {
        item_id: free_for_kits(draft, site, item_id, quantity)
        for item_id, quantity in wanted.items()
    }
    at_hand = {item_id: _sum(shares) for item_id, shares in found.items()}
    kits = min(order.left, complete_sets(parts, at_hand))
    if not kits:
        scarce = next(part for part in parts if at_hand[part.item_id] < part.quantity)
        item = site.item(scarce.item_id)
        assert item is not None
        raise Refusal(
            Outcome.NO_WORK, "kit.no_stock", Step.NEXT_TASK, level=Level.INFO,
            order=order.number, item=item.code,
        )  # fmt: skip
    shares = [
        share
        for item_id, quantity in needed(parts, kits).items()
        for share in _reserve(draft, order, found[item_id], quantity)
    ]
    rest = order.left - kits
    split = split_off(draft, site, order, rest) if rest else None
    state = KIT_ORDER_STATES.after(order.state, "release")
    draft.put(KIT_ORDER, order.id, {"state": state, "short": order.short + rest})
    _open_task(draft, site, order, kits, shares)
    return draft.say(
        Outcome.PARTIAL if rest else Outcome.LINE_DONE,
        "kit.released_in_part" if rest else "kit.released",
        Step.NEXT_TASK,
        level=Level.INFO if rest else Level.OK,
        data={"order": order.number, "kits": kits, "split": split},
        order=order.number,
        quantity=kits,
        short=rest,
    )


def _sum(shares: list[Share]) -> int:
    return sum(share.quantity for share in shares)


def _reserve(draft: Draft, order: KitOrder, shares: list[Share], quantity: int) -> list[Share]:
    reserved: list[Share] = []
    for share in shares:
        part = share._replace(quantity=min(quantity, share.quantity))
        if part.quantity:
            reserve(draft, order.id, part)
            reserved.append(part)
        quantity -= part.quantity
    assert quantity == 0
    return reserved


def _open_task(
    draft: Draft, site: SiteReader, order: KitOrder, kits: int, shares: list[Share]
) -> None:
    """One task for the whole order: whoever has it in hand holds its lease, and must be able to do
    all of it: collect the goods where they lie, and work where it is done."""
    demands = {
        demanded(site, share.stock.key.item_id, share.stock.key.location_id) for share in shares
    } | {demanded(site, order.item_id, order.location_id)}
    place = site.location(order.location_id)
    zone = place.zone if place is not None else None
    draft.insert(
        TASK,
        {
            "owner_id": order.owner_id,
            "kind": "kit",
            "document_id": order.id,
            "item_id": order.item_id,
            "from_location": order.location_id,
            "to_location": order.location_id,
            "zone": zone,
            "quantity": kits,
            "created_at_ms": draft.now.now_ms,
            "skill": demand_of(skill for each in demands if each for skill in each.split("+")),
        },
    )


def split_off(draft: Draft, site: SiteReader, order: KitOrder, kits: int) -> str:
    """What cannot be done now becomes a draft of its own with the same parts. Returns its number;
    the caller counts it as short."""
    count = 1
    while site.kit_order(f"{order.number}-B{count}") is not None:
        count += 1
    number = f"{order.number}-B{count}"
    item = site.item(order.item_id)
    assert item is not None
    insert_order(
        draft, number, item, kits, order.location_id, order.parts,
        kind=order.kind, split_of=order.id,
    )  # fmt: skip
    return number


def cancel_kit_order(command: CancelKitOrder, site: SiteReader, now: Context) -> Decision:
    """What was made stays made; what was reserved is free, what was collected is put away."""
    order = find_kit_order(site, command.order)
    if not KIT_ORDER_STATES.allows(order.state, "cancel"):
        raise not_now(order)
    draft = Draft(now)
    for held in site.reservations(order.id):
        give_back(draft, site, held, held.quantity)
    end(draft, site, order, "cancel", order.done, reason=command.reason)
    return draft.say(
        Outcome.DOCUMENT_DONE, "kit.cancelled", Step.NEXT_TASK,
        data={"done": order.done}, order=order.number, done=order.done,
    )  # fmt: skip


def end(
    draft: Draft,
    site: SiteReader,
    order: KitOrder,
    event: str,
    done: int,
    *,
    short: int = 0,
    reason: str | None = None,
) -> None:
    """The order is over after `done` kits: finish or cancel."""
    now = draft.now
    values: dict[str, Value] = {
        "state": KIT_ORDER_STATES.after(order.state, event),
        "done": done,
        "short": order.short + short,
        "reason": reason,
        "closed_at_ms": now.now_ms,
    }
    draft.put(KIT_ORDER, order.id, values)
    task = site.kit_task(order.id)
    if task is not None:
        ended = TASK_STATES.after(task.state, event)
        fields: dict[str, Value] = {"state": ended, "done_at_ms": now.now_ms}
        if event == "finish":
            fields |= {"quantity": done, "done_quantity": done}
        draft.put(TASK, task.id, {**fields, "actor": now.person_id})


def find_kit_order(site: SiteReader, number: str) -> KitOrder:
    """The kit order behind a scan."""
    order = site.kit_order(clean(number))
    if order is None:
        raise Refusal(Outcome.UNKNOWN_CODE, "kit.unknown_order", Step.SCAN_DOCUMENT, order=number)
    return order


def demand_mine(site: SiteReader, order: KitOrder, now: Context) -> None:
    """Refuse where it is not worked on, or somebody else has it in hand."""
    if not KIT_ORDER_STATES.allows(order.state, "work"):
        raise not_now(order)
    task = site.kit_task(order.id)
    if (
        task is not None
        and task.person_id not in (None, now.person_id)
        and (task.until_ms or 0) > now.now_ms
    ):
        raise Refusal(Outcome.LEASE_LOST, "kit.taken_by_other", Step.NEXT_TASK, order=order.number)


def not_now(order: KitOrder) -> Refusal:
    """The answer to what the order's state does not allow."""
    if order.state == "cancelled":
        return Refusal(
            Outcome.CANCELLED_ELSEWHERE, "kit.is_cancelled", Step.NEXT_TASK, order=order.number
        )
    if order.state == "draft":
        return Refusal(Outcome.STALE_STEP, "kit.not_released", Step.NEXT_TASK, order=order.number)
    return Refusal(
        Outcome.ALREADY_DONE, "kit.is_released" if order.state != "done" else "kit.is_done",
        Step.NEXT_TASK, level=Level.INFO, order=order.number,
    )  # fmt: skip
