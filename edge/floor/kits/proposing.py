"""A customer wants kits that are not there: an order to make them is proposed, as a draft."""

from edge.floor.draft import Draft
from edge.floor.kits.orders import insert_order
from edge.floor.kits.parts import parts_of
from edge.floor.reader import Dn, DnLine, SiteReader


def propose_kits(draft: Draft, site: SiteReader, dn: Dn, line: DnLine, short: int) -> None:
    """As many as this order lacks, unless open kit orders cover it and what other orders lack."""
    parts = parts_of(site, line.item_id)
    if not parts:
        return
    wanted = short + site.kits_short(line.item_id, dn.id) - site.kits_coming(line.item_id)
    place = site.first_location("packing")
    number = _number(site, dn, line)
    if wanted <= 0 or place is None or number is None:
        return
    item = site.item(line.item_id)
    assert item is not None
    insert_order(draft, number, item, min(short, wanted), place.id, parts, dn_id=dn.id)


def _number(site: SiteReader, dn: Dn, line: DnLine) -> str | None:
    """Named after the order and its line, so that one release never makes two."""
    number = f"KIT-{dn.number}-{line.line}"
    return number if site.kit_order(number) is None else None
