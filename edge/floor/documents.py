"""Documents from outside: ASNs and orders. A bad line is refused alone, with a reason."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import (
    find_asn,
    find_dn,
    find_location,
    find_owner,
    find_partner,
    narrowed,
    of_owner,
    unit_code,
)
from edge.floor.nesting.announced import announce_units
from edge.floor.promising import Promiser
from edge.floor.reader import SiteReader
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import ASN, ASN_LINE, DN, DN_LINE
from models.warehouse.commands import (
    AnnounceAsn,
    ArriveAsn,
    AsnLine,
    ConfirmOrder,
    OrderLine,
    TakeOrder,
)
from models.warehouse.release import Wanted, joined
from models.warehouse.replies import Data, Json, Level, Outcome, Step
from models.warehouse.states import ASN_STATES, DN_STATES


class Taken(NamedTuple):
    """A line that passed: its number, item id and the line as sent; `owner_id`: whose goods."""

    line: int
    item_id: int
    sent: AsnLine | OrderLine
    owner_id: int


class Order(NamedTuple):
    """The head of an order; a transfer's customer is the site it goes to."""

    number: str
    customer: str
    carrier: str | None
    priority: int
    due_at: datetime | None
    kind: str = "order"


def announce_asn(command: AnnounceAsn, site: SiteReader, now: Context) -> Decision:
    """A supplier's delivery is on its way."""
    number = clean(command.asn)
    known = site.asn(number)
    taken, refused = sift(site, now, command.lines, command.owner)
    if known is not None:
        old = sorted((line.item_id, line.expected) for line in site.asn_lines(known.id))
        same = old == sorted((line.item_id, line.sent.quantity) for line in taken)
        return known_already(now, "asn", number, same=same)
    draft = Draft(now)
    if not taken:
        return nothing_left(draft, "asn", number, refused)
    asn_id = draft.insert(
        ASN,
        {
            "state": "announced",
            "owner_id": taken[0].owner_id,
            "number": number,
            "supplier_id": find_partner(site, draft, clean(command.supplier), "supplier"),
            "expected_on": command.expected_on.isoformat() if command.expected_on else None,
            "created_at_ms": now.now_ms,
        },
    )
    units = announce_units(draft, site, command.units, command.lines)
    for line in taken:
        assert isinstance(line.sent, AsnLine)
        draft.insert(
            ASN_LINE,
            {
                "asn_id": asn_id,
                "owner_id": line.owner_id,
                "unit_id": units[unit_code(line.sent.unit)] if line.sent.unit else None,
                "line": line.line,
                "item_id": line.item_id,
                "expected": line.sent.quantity,
                "lot": clean(line.sent.lot) if line.sent.lot else None,
                "expiry": line.sent.expiry.isoformat() if line.sent.expiry else None,
            },
        )
    return taken_as(draft, "asn", number, len(taken), refused)


def arrive_asn(command: ArriveAsn, site: SiteReader, now: Context) -> Decision:
    """The lorry stands at the dock."""
    asn = find_asn(site, command.asn)
    dock = find_location(site, command.dock)
    if dock.kind != "dock":
        raise Refusal(
            Outcome.WRONG_KIND, "asn.dock_expected", Step.SCAN_LOCATION, location=dock.code
        )
    draft = Draft(now)
    if not ASN_STATES.allows(asn.state, "arrive"):
        return draft.say(
            Outcome.ALREADY_DONE,
            f"asn.is_{asn.state}",
            Step.SCAN_ITEM,
            level=Level.INFO,
            asn=asn.number,
        )
    draft.put(ASN, asn.id, {"state": ASN_STATES.after(asn.state, "arrive"), "dock_id": dock.id})
    return draft.say(
        Outcome.LINE_DONE, "asn.arrived", Step.SCAN_ITEM, asn=asn.number, dock=dock.code
    )


def take_order(command: TakeOrder, site: SiteReader, now: Context) -> Decision:
    """A customer's order. The same order again changes nothing."""
    number = clean(command.order)
    known = site.dn(number)
    taken, refused = sift(site, now, command.lines, command.owner)
    if known is not None:
        old = sorted((line.line, line.item_id, line.ordered) for line in site.dn_lines(known.id))
        same = old == sorted((line.line, line.item_id, line.sent.quantity) for line in taken)
        return known_already(now, "order", number, same=same)
    draft = Draft(now)
    if not taken:
        return nothing_left(draft, "order", number, refused)
    carrier = clean(command.carrier) if command.carrier else None
    order = Order(number, clean(command.customer), carrier, command.priority, command.due_at)
    _, lines = add_order(draft, site, order, taken)
    return taken_as(draft, "order", number, len(taken), refused, {"lines": lines})


def confirm_order(command: ConfirmOrder, site: SiteReader, now: Context) -> Decision:
    """A draft that came from another system is wanted: from now on it holds what is promised."""
    dn = find_dn(site, command.order)
    if not DN_STATES.allows(dn.state, "confirm"):
        raise Refusal(
            Outcome.ALREADY_DONE,
            f"order.is_{dn.state}",
            Step.SCAN_DOCUMENT,
            level=Level.INFO,
            order=dn.number,
        )
    draft = Draft(now)
    draft.put(DN, dn.id, {"state": DN_STATES.after(dn.state, "confirm")})
    due = datetime.fromtimestamp(dn.due_at_ms / 1000, UTC) if dn.due_at_ms is not None else None
    promiser = Promiser(site, now, due)
    for line in site.dn_lines(dn.id):
        promised = promiser.promise(line.item_id, line.ordered)
        if promised:
            draft.put(DN_LINE, line.id, {"promised": promised})
    return draft.say(Outcome.DOCUMENT_DONE, "order.confirmed", Step.SCAN_DOCUMENT, order=dn.number)


def add_order(
    draft: Draft, site: SiteReader, order: Order, taken: list[Taken]
) -> tuple[int, list[Json]]:
    """An order with its lines, as far as stock can be promised; its id, and what is promised."""
    items = [site.item(line.item_id) for line in taken]
    classes = frozenset(item.class_abc for item in items if item is not None)
    wanted = Wanted(order.customer, order.carrier, order.priority, len(taken), classes)
    channel = joined(site.channels(), wanted)
    partner = "customer" if order.kind == "order" else "site"
    dn_id = draft.insert(
        DN,
        {
            "state": "confirmed",
            "owner_id": taken[0].owner_id,
            "kind": order.kind,
            "number": order.number,
            "customer_id": find_partner(site, draft, order.customer, partner),
            "priority": order.priority,
            "due_at_ms": int(order.due_at.timestamp() * 1000) if order.due_at else None,
            "carrier": order.carrier,
            "channel_id": channel.id if channel is not None else None,
            "created_at_ms": draft.now.now_ms,
        },
    )
    promiser = Promiser(site, draft.now, order.due_at)
    lines: list[Json] = []
    for line in taken:
        ordered = line.sent.quantity
        promised = promiser.promise(line.item_id, ordered)
        draft.insert(
            DN_LINE,
            {
                "dn_id": dn_id,
                "owner_id": line.owner_id,
                "line": line.line,
                "item_id": line.item_id,
                "ordered": ordered,
                "promised": promised,
            },
        )
        lines.append({"line": line.line, "promised": promised, "short": ordered - promised})
    return dn_id, lines


def sift(
    site: SiteReader,
    now: Context,
    lines: Sequence[AsnLine | OrderLine],
    owner: str | None = None,
) -> tuple[list[Taken], list[Json]]:
    """Lines that pass, and those that do not, each with its reason. A document is of one owner:
    the one it names, or whose goods its first line names. Raises Refusal: owner unknown."""
    taken: list[Taken] = []
    refused: list[Json] = []
    numbers: set[int] = set()
    owner_id = find_owner(site, owner) if owner is not None else None
    for place, line in enumerate(lines, start=1):
        number = getattr(line, "line", None) or place
        found = narrowed(site.items(line.item), of_owner(owner_id or now.site.owner_id))
        reason = ""
        if not found:
            reason = "unknown_item"
        elif len(found) > 1:
            reason = "ambiguous_item"
        elif found[0].status != "active":
            reason = "item_blocked"
        elif owner_id is not None and found[0].owner_id != owner_id:
            reason = "other_owner"
        elif line.quantity <= 0:
            reason = "quantity_not_positive"
        elif number in numbers:
            reason = "line_number_twice"
        if reason:
            refused.append(
                {"line": number, "item": line.item, "quantity": line.quantity, "reason": reason}
            )
            continue
        numbers.add(number)
        owner_id = found[0].owner_id
        taken.append(Taken(number, found[0].id, line, owner_id))
    return taken, refused


def known_already(now: Context, kind: str, number: str, *, same: bool) -> Decision:
    """The answer to a document that came before; with other lines it is refused."""
    if same:
        return Draft(now).say(
            Outcome.ALREADY_DONE, f"{kind}.already_taken", level=Level.INFO, number=number
        )
    raise Refusal(Outcome.ALREADY_DONE, f"{kind}.number_used", number=number)


def nothing_left(draft: Draft, kind: str, number: str, refused: list[Json]) -> Decision:
    """The answer where every line was refused."""
    return draft.say(
        Outcome.UNKNOWN_CODE if refused else Outcome.ZERO_QUANTITY,
        f"{kind}.no_valid_line",
        level=Level.BLOCK,
        data={"lines_taken": 0, "refused": refused},
        number=number,
    )


def taken_as(
    draft: Draft,
    kind: str,
    number: str,
    lines: int,
    refused: list[Json],
    more: Data | None = None,
) -> Decision:
    """The answer to a document that was taken, whole or in part."""
    data: Data = {"lines_taken": lines, "refused": refused, **(more or {})}
    if refused:
        return draft.say(
            Outcome.DOCUMENT_DONE,
            f"{kind}.taken_in_part",
            level=Level.INFO,
            data=data,
            number=number,
            lines=lines,
            refused=len(refused),
        )
    return draft.say(Outcome.DOCUMENT_DONE, f"{kind}.taken", data=data, number=number, lines=lines)
