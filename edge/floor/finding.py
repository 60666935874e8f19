"""From a scanned code to the one thing it stands for, or to an answer."""

from collections.abc import Callable
from datetime import date

from edge.floor.draft import Draft, Refusal
from edge.floor.nesting.tree import goods_inside, inside, outermost, stock_inside
from edge.floor.reader import Asn, Dn, Item, Location, Lot, SiteReader, Unit
from models.warehouse import ids
from models.warehouse.barcodes import as_sscc, clean, holds
from models.warehouse.catalogue import LOT, PARTNER, UNIT
from models.warehouse.replies import Json, Level, Outcome, Step
from models.warehouse.rules.putaway import NO_BOUND, Load, tight
from models.warehouse.stock import AVAILABLE, PROPERTY_OF_STATUS
from sync.core.catalogue import Value

GTIN_LENGTHS = (12, 13, 14)
Meant = Callable[[Item], bool]


def find_item(site: SiteReader, code: str, meant: Meant | None = None) -> Item:
    """The item behind a scan; `meant` tells those apart that owners have under one code."""
    found = narrowed(site.items(code), meant)
    if len(found) == 1:
        return found[0]
    if found:
        raise which_item(code, found)
    cleaned = clean(code)
    if len(cleaned) in GTIN_LENGTHS and cleaned.isdigit() and not holds(cleaned):
        raise Refusal(Outcome.BAD_CHECK_DIGIT, "scan.bad_check_digit", Step.SCAN_ITEM, code=code)
    if site.locations(code):
        raise Refusal(Outcome.WRONG_KIND, "scan.item_expected", Step.SCAN_ITEM, code=code)
    raise Refusal(Outcome.UNKNOWN_CODE, "scan.unknown_item", Step.SCAN_ITEM, code=code)


def which_item(code: str, items: list[Item]) -> Refusal:
    """The answer to a code of several items: their names, where these tell them apart."""
    candidates: list[Json] = [item.code for item in items]
    key = "scan.which_item" if len({*candidates}) > 1 else "scan.ambiguous"
    names = " / ".join(item.code for item in items)
    return Refusal(
        Outcome.AMBIGUOUS, key, Step.SCAN_ITEM, code=code, candidates=candidates, names=names
    )


def narrowed(items: list[Item], meant: Meant | None) -> list[Item]:
    """Of items that one code stands for those that can be meant, if there are any."""
    if meant is None or len(items) < 2:
        return items
    return [item for item in items if meant(item)] or items


def of_owner(owner_id: int) -> Meant:
    """Goods of the owner whose document is in hand."""
    return lambda item: item.owner_id == owner_id


def lying_at(site: SiteReader, location_id: int) -> Meant:
    """Goods that lie in the location where somebody works."""
    return lambda item: bool(site.stock_at(location_id, item.id))


def find_owner(site: SiteReader, code: str) -> int:
    """The owner a document names."""
    found = site.owners(clean(code))
    if len(found) == 1:
        return found[0]
    outcome = Outcome.AMBIGUOUS if found else Outcome.UNKNOWN_CODE
    raise Refusal(outcome, "owner.ambiguous" if found else "owner.unknown", owner=code)


def find_location(site: SiteReader, code: str) -> Location:
    """The location behind a scan; virtual ones cannot be scanned."""
    found = [location for location in site.locations(code) if location.kind != "virtual"]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal(Outcome.AMBIGUOUS, "scan.ambiguous", Step.SCAN_LOCATION, code=code)
    if site.items(code):
        raise Refusal(Outcome.WRONG_KIND, "scan.location_expected", Step.SCAN_LOCATION, code=code)
    raise Refusal(Outcome.UNKNOWN_CODE, "scan.unknown_location", Step.SCAN_LOCATION, code=code)


def find_asn(site: SiteReader, number: str) -> Asn:
    """The ASN behind a scan."""
    asn = asn_behind(site, number)
    if asn is None:
        past = site.past_document(clean(number))
        if past is not None and past.origin == "asnlist":
            state = "cancelled" if past.is_deleted else "closed"
            raise Refusal(
                Outcome.ALREADY_DONE, f"asn.is_{state}", Step.SCAN_DOCUMENT, asn=past.number
            )
        raise Refusal(Outcome.UNKNOWN_CODE, "asn.unknown", Step.SCAN_DOCUMENT, asn=number)
    return asn


def find_dn(site: SiteReader, number: str) -> Dn:
    """The order behind a scan."""
    dn = dn_behind(site, number)
    if dn is None:
        past = site.past_document(clean(number))
        if past is not None and past.origin == "dnlist":
            state = "cancelled" if past.is_deleted else "delivered"
            raise Refusal(
                Outcome.ALREADY_DONE, f"order.is_{state}", Step.SCAN_DOCUMENT, order=past.number
            )
        raise Refusal(Outcome.UNKNOWN_CODE, "order.unknown", Step.SCAN_DOCUMENT, order=number)
    return dn


def asn_behind(site: SiteReader, code: str) -> Asn | None:
    """An ASN by its number, or by a label that was printed for it before."""
    text = clean(code)
    found = site.asn(text)
    if found is None and (named := site.named(text, "asn")) is not None:
        found = site.asn_by_id(named)
    return found


def dn_behind(site: SiteReader, code: str) -> Dn | None:
    """An order by its number, or by a label that was printed for it before."""
    text = clean(code)
    found = site.dn(text)
    if found is None and (named := site.named(text, "dn")) is not None:
        found = site.dn_by_id(named)
    return found


def find_task_id(text: str) -> int:
    """The task a client names."""
    try:
        return ids.read(text)
    except ValueError:
        raise Refusal(Outcome.UNKNOWN_CODE, "task.unknown", Step.NEXT_TASK, task=text) from None


def find_partner(site: SiteReader, draft: Draft, code: str, kind: str) -> int:
    """The partner of a document; one not known yet is made, so that a document is never lost."""
    known = site.partner(code)
    if known is not None:
        return known
    return draft.insert(PARTNER, {"code": code, "name": code, "kind": kind})


def unit_code(code: str) -> str:
    """A unit's code in one form; an SSCC with a wrong check digit is refused."""
    cleaned = clean(code)
    sscc = as_sscc(cleaned)
    if sscc is None:
        return cleaned
    if not holds(sscc):
        raise Refusal(Outcome.BAD_CHECK_DIGIT, "scan.bad_check_digit", Step.SCAN_UNIT, code=code)
    return sscc


def find_unit(site: SiteReader, code: str) -> Unit:
    """An existing handling unit."""
    unit = site.unit(unit_code(code))
    if unit is None:
        raise Refusal(Outcome.UNKNOWN_CODE, "unit.unknown", Step.SCAN_UNIT, unit=code)
    return unit


def unit_or_new(
    site: SiteReader, draft: Draft, code: str, kind: str, location_id: int, dn_id: int | None
) -> Unit:
    """The unit scanned, made if it is new. A unit of one order takes nothing of another, and one
    that is to become an order's must be empty."""
    now = draft.now
    text = unit_code(code)
    unit = site.unit(text)
    if unit is None:
        settings = now.site.settings
        ours = f"{settings.sscc_extension}{settings.sscc_prefix}"
        if as_sscc(text) is not None and text.startswith(ours):
            raise Refusal(Outcome.UNKNOWN_CODE, "unit.not_made_here", Step.SCAN_UNIT, unit=text)
        return new_unit(draft, text, kind, location_id, dn_id)
    if unit.state in ("loaded", "shipped"):
        raise Refusal(Outcome.WRONG_UNIT, "unit.shipped", Step.SCAN_UNIT, unit=text)
    if unit.dn_id is not None and unit.dn_id != dn_id:
        raise Refusal(Outcome.UNIT_OF_OTHER_ORDER, "unit.of_other_order", Step.SCAN_UNIT, unit=text)
    if dn_id is not None and unit.dn_id is None:
        nested = unit.parent_id is not None or site.units_in(unit.id)
        if nested or site.stock_in_unit(unit.id):
            raise Refusal(Outcome.WRONG_UNIT, "unit.not_empty", Step.SCAN_UNIT, unit=text)
    if dn_id is None:
        demand_no_orders(site, unit)
    return unit


def demand_no_orders(site: SiteReader, unit: Unit) -> None:
    """A pallet with packages of customers takes no stock."""
    if goods_inside(site, inside(site, outermost(site, unit))).orders:
        raise Refusal(
            Outcome.UNIT_OF_OTHER_ORDER, "unit.of_other_order", Step.SCAN_UNIT, unit=unit.code
        )


def bring_unit(site: SiteReader, draft: Draft, unit: Unit, location_id: int) -> None:
    """A unit is used in a location: an empty one may be anywhere, a full one must stand there."""
    if unit.location_id == location_id:
        return
    units = inside(site, outermost(site, unit))
    if stock_inside(site, units):
        raise Refusal(Outcome.WRONG_UNIT, "unit.elsewhere", Step.SCAN_UNIT, unit=unit.code)
    for each in units:
        draft.put(UNIT, each.id, {"location_id": location_id})


def new_unit(
    draft: Draft,
    code: str,
    kind: str,
    location_id: int | None,
    dn_id: int | None,
    *,
    state: str = "open",
    weight_g: int | None = None,
) -> Unit:
    """Make a handling unit."""
    values: dict[str, Value] = {
        "state": state,
        "code": code,
        "kind": kind,
        "location_id": location_id,
        "dn_id": dn_id,
        "weight_g": weight_g,
    }
    return Unit(draft.insert(UNIT, values), code, kind, state, location_id, dn_id)


def find_lot(site: SiteReader, item: Item, code: str | None) -> Lot | None:
    """The lot named, which must exist; None where the item is not tracked."""
    if item.tracking == "none":
        return None
    if code is None:
        raise lot_missing(item)
    lot = site.lot(item.id, clean(code))
    if lot is None:
        raise Refusal(Outcome.WRONG_LOT, "lot.unknown", Step.SCAN_LOT, item=item.code, lot=code)
    return lot


def lot_missing(item: Item) -> Refusal:
    """The answer when an item's lot or serial number has not been scanned."""
    if item.tracking == "serial":
        return Refusal(Outcome.SERIAL_REQUIRED, "serial.required", Step.SCAN_LOT, item=item.code)
    return Refusal(Outcome.LOT_REQUIRED, "lot.required", Step.SCAN_LOT, item=item.code)


def lot_or_new(
    site: SiteReader, draft: Draft, item: Item, code: str | None, expiry: date | None
) -> Lot | None:
    """The lot named, made if it is new. Lot and expiry are mandatory where the item asks for it."""
    if item.tracking == "none":
        return None
    if code is None:
        raise lot_missing(item)
    text = clean(code)
    lot = site.lot(item.id, text)
    if lot is None:
        if expiry is None and item.shelf_life_days is not None:
            raise Refusal(
                Outcome.EXPIRY_REQUIRED,
                "lot.expiry_required",
                Step.ENTER_EXPIRY,
                item=item.code,
                lot=text,
            )
        until = expiry.isoformat() if expiry else None
        lot_id = draft.insert(
            LOT, {"owner_id": item.owner_id, "item_id": item.id, "code": text, "expiry": until}
        )
        return Lot(lot_id, item.id, text, until)
    if expiry is not None and lot.expiry != expiry.isoformat():
        raise Refusal(
            Outcome.WRONG_LOT,
            "lot.other_expiry",
            Step.ENTER_EXPIRY,
            lot=text,
            known=lot.expiry,
            scanned=expiry.isoformat(),
        )
    return lot


def demand_positive(quantity: int) -> None:
    """Refuse zero and less."""
    if quantity <= 0:
        raise Refusal(
            Outcome.ZERO_QUANTITY, "quantity.not_positive", Step.ENTER_QUANTITY, quantity=quantity
        )


def demand_fit(
    site: SiteReader, location: Location, item: Item, lot_id: int, status: str, quantity: int
) -> None:
    """Whether this stock may lie in that location: property, mixing, kept for another, room."""
    if location.status != "active":
        raise not_allowed(location, "location.blocked")
    if location.kind != "storage":
        return
    if location.property != PROPERTY_OF_STATUS[status]:
        raise not_allowed(location, "location.wrong_property", status=status)
    if location.item_id not in (None, item.id):
        raise not_allowed(location, "location.kept_for_other")
    if location.mix != "mixed":
        for other in site.stock_at(location.id):
            if other.key.item_id != item.id:
                raise not_allowed(location, "location.one_item_only")
            if location.mix == "same_lot" and other.key.lot_id != lot_id:
                raise not_allowed(location, "location.one_lot_only")
    room = location.room()
    if room == NO_BOUND:
        return
    coming = Load(
        quantity,
        item.weight_g * quantity if item.weight_g is not None else None,
        item.volume_mm3 * quantity if item.volume_mm3 is not None else None,
    )
    bound = tight(room, site.load_in(location.id), coming)
    if bound is not None:
        raise Refusal(
            Outcome.LOCATION_FULL,
            f"location.full_{bound}",
            Step.SCAN_LOCATION,
            location=location.code,
        )


def not_allowed(location: Location, key: str, status: str = AVAILABLE) -> Refusal:
    """The answer to a location this stock may not go to."""
    return Refusal(
        Outcome.LOCATION_NOT_ALLOWED,
        key,
        Step.SCAN_LOCATION,
        location=location.code,
        property=location.property,
        status=status,
    )


def ask(confirmed: bool, outcome: Outcome, key: str, **args: Json) -> None:
    """A second scan of the same code confirms; the first one only warns."""
    if not confirmed:
        raise Refusal(outcome, key, Step.CONFIRM, level=Level.WARN, said=args)
