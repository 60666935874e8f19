"""The lot of a kit: as the part that expires first, so that no kit outlives what is in it."""

from collections.abc import Sequence
from datetime import date, timedelta

from edge.floor.draft import Draft, Refusal
from edge.floor.reader import Item, Lot, SiteReader
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import LOT
from models.warehouse.kitting import earliest
from models.warehouse.replies import Outcome, Step

NAMED_AFTER_MAX = 60
"""Characters of a part's lot that a kit's lot keeps where the date must tell two apart."""


def lots_of(
    draft: Draft,
    site: SiteReader,
    item: Item,
    quantity: int,
    parts: Sequence[Lot],
    *,
    number: str,
    lot: str | None,
    serials: Sequence[str],
) -> list[tuple[int, int]]:
    """(lot id, quantity) of so many new kits of the order `number`, made of these lots; 0: none."""
    if item.tracking == "none":
        return [(0, quantity)]
    expiry = _expiry(item, parts, draft.now.today)
    if item.tracking == "serial":
        return [(each, 1) for each in _serials(draft, site, item, quantity, serials, expiry)]
    known_by = clean(lot) if lot is not None else _named_after(parts, number)
    known = site.lot(item.id, known_by)
    if known is not None and known.expiry != expiry:
        if lot is not None:
            raise Refusal(
                Outcome.WRONG_LOT, "lot.other_expiry", Step.SCAN_LOT,
                lot=known_by, known=known.expiry, scanned=expiry,
            )  # fmt: skip
        known_by = f"{known_by[:NAMED_AFTER_MAX]}/{expiry or ''}"
        known = site.lot(item.id, known_by)
    return [(known.id if known is not None else _new(draft, item, known_by, expiry), quantity)]


def _expiry(item: Item, parts: Sequence[Lot], today: str) -> str | None:
    """The first of the parts' dates; where no part has one, the kit's own shelf life."""
    first = earliest(part.expiry for part in parts)
    if first is not None or item.shelf_life_days is None:
        return first
    return (date.fromisoformat(today) + timedelta(days=item.shelf_life_days)).isoformat()


def _named_after(parts: Sequence[Lot], number: str) -> str:
    first = earliest(part.expiry for part in parts)
    return next((part.code for part in parts if part.expiry == first), number)


def _serials(
    draft: Draft,
    site: SiteReader,
    item: Item,
    quantity: int,
    serials: Sequence[str],
    expiry: str | None,
) -> list[int]:
    codes = list(dict.fromkeys(map(clean, serials)))
    if len(codes) != quantity or len(serials) != quantity:
        raise Refusal(
            Outcome.SERIAL_REQUIRED, "kit.serial_for_each", Step.SCAN_LOT,
            item=item.code, quantity=quantity,
        )  # fmt: skip
    found = []
    for code in codes:
        known = site.lot(item.id, code)
        demand_gone(site, known)
        found.append(known.id if known is not None else _new(draft, item, code, expiry))
    return found


def demand_gone(site: SiteReader, lot: Lot | None) -> None:
    """A serial number is on hand once."""
    if lot is not None and site.lot_on_hand(lot.id):
        raise Refusal(Outcome.SERIAL_DUPLICATE, "serial.on_hand", Step.SCAN_LOT, serial=lot.code)


def _new(draft: Draft, item: Item, code: str, expiry: str | None) -> int:
    return draft.insert(
        LOT, {"owner_id": item.owner_id, "item_id": item.id, "code": code, "expiry": expiry}
    )
