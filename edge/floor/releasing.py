"""Release: orders get hard reservations and pick tasks; what stock does not cover is passed on."""

from collections.abc import Callable, Iterable, Sequence

from edge.floor.allocation import NO_WALKS, Allocator, Missing, Walks, pass_on
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import dn_behind
from edge.floor.kits.proposing import propose_kits
from edge.floor.reader import Dn, SiteReader
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import DN, DN_LINE
from models.warehouse.commands import ReleaseOrders
from models.warehouse.commands.base import ORDERS_MAX
from models.warehouse.commands.walking import Walk
from models.warehouse.lines import open_quantity
from models.warehouse.replies import Data, Json, Level, Outcome, Step
from models.warehouse.states import DN_STATES

RELEASABLE = frozenset(("confirmed", "released", "short"))


def release_orders(command: ReleaseOrders, site: SiteReader, now: Context) -> Decision:
    """Allocate in the order given, whatever channel an order runs through."""
    return release_each(command.orders, site, now, walks=walks_of(command.walks))


def release_each(
    orders: Sequence[str],
    site: SiteReader,
    now: Context,
    kept_back: Callable[[Draft, Dn], str | None] = lambda *_: None,
    orders_max: int = ORDERS_MAX,
    walks: Walks = NO_WALKS,
) -> Decision:
    """Each order is judged alone; the reply names each result. `kept_back` says why an order may
    not be released; at most `orders_max` get stock, from the places of `walks` where rules leave it
    open."""
    packing = site.first_location("packing")
    if packing is None:
        raise Refusal(Outcome.SCAN_LOCATION_FIRST, "release.no_packing_location")
    draft = Draft(now)
    allocator = Allocator(draft, site, packing.id, walks)
    results: list[Json] = []
    short = unknown = 0
    for number in dict.fromkeys(map(clean, orders)):
        dn = dn_behind(site, number)
        if dn is None:
            results.append({"order": number, "state": None, "reason": "unknown"})
            unknown += 1
            continue
        if dn.state not in RELEASABLE:
            results.append({"order": number, "state": dn.state, "reason": "not_waiting"})
            continue
        reason = kept_back(draft, dn) if orders_max else "channel_full"
        if reason is not None:
            results.append({"order": number, "state": dn.state, "reason": reason})
            continue
        result = release_one(draft, site, allocator, dn)
        orders_max -= 1 if result["allocated"] else 0
        short += 1 if result["short"] else 0
        results.append(result)
    data: Data = {"orders": results}
    if unknown == len(results):
        return draft.say(
            Outcome.UNKNOWN_CODE,
            "release.unknown_orders",
            Step.SCAN_DOCUMENT,
            level=Level.BLOCK,
            data=data,
            orders=unknown,
        )
    if not draft.changes:
        return draft.say(Outcome.ALREADY_DONE, "release.nothing_waits", level=Level.INFO, data=data)
    return draft.say(
        Outcome.PARTIAL if short else Outcome.BATCH_DONE,
        "release.done_in_part" if short else "release.done",
        level=Level.INFO if short or unknown else Level.OK,
        data=data,
        orders=len(results),
        short=short,
    )


def walks_of(planned: Iterable[Walk]) -> Walks:
    """By order."""
    return {clean(walk.order): frozenset(map(clean, walk.locations)) for walk in planned}


def release_one(draft: Draft, site: SiteReader, allocator: Allocator, dn: Dn) -> Data:
    """Stock for one order; what there is none of is passed on as a back-order."""
    got: dict[int, int] = {}
    waiting = [line for line in site.dn_lines(dn.id) if open_quantity(line) > 0]
    for line in waiting:
        quantity = allocator.allocate(dn, line.id, line.item_id, open_quantity(line))
        if quantity:
            got[line.id] = quantity
    allocator.ended(dn, waiting)
    for line in waiting:
        if line.promised:
            draft.put(DN_LINE, line.id, {"promised": 0})
        rest = open_quantity(line) - got.get(line.id, 0)
        if rest:
            propose_kits(draft, site, dn, line, rest)
    allocated = sum(got.values())
    short = sum(map(open_quantity, waiting)) - allocated
    state = dn.state
    if state == "confirmed":
        state = DN_STATES.after(state, "release")
    backorder: str | None = None
    if not allocated:
        # Nothing to send yet: the order itself waits, no copy of it is made.
        state = DN_STATES.after(state, "run_short") if state == "released" else state
    else:
        state = DN_STATES.after(state, "allocate")
        missing: list[Missing] = []
        for line in waiting:
            part = got.get(line.id, 0)
            rest = open_quantity(line) - part
            draft.put(
                DN_LINE, line.id, {"allocated": line.allocated + part, "short": line.short + rest}
            )
            if rest:
                missing.append(Missing(line.line, line.item_id, rest))
        if missing:
            backorder = pass_on(draft, site, dn, missing)
    if state != dn.state:
        draft.put(DN, dn.id, {"state": state})
    return {
        "order": dn.number,
        "state": state,
        "allocated": allocated,
        "short": short,
        "backorder": backorder,
    }
