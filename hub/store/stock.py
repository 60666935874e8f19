"""Stock by item and site, read from the projection page by page."""

from collections.abc import Sequence

import apsw
import msgspec

from hub.store import sql
from hub.store.cursor import Key, read_cursor, show_cursor
from hub.store.freshness import Coverage, Known, as_of_all, coverage_of
from hub.store.moments import shown
from hub.store.projection import IS_STOCK, IS_TRANSIT
from models.warehouse.naming import called, owner_of


class SiteStock(msgspec.Struct, frozen=True):
    """One item at one site; all figures null while the site was never heard."""

    site: str
    on_hand: int | None
    allocated: int | None
    available: int | None
    in_transit: int | None
    as_of: str | None
    stale: bool


class Total(msgspec.Struct, frozen=True):
    """Sum over the sites that are known; null when none is."""

    on_hand: int | None
    allocated: int | None
    available: int | None
    in_transit: int | None


class ItemStock(msgspec.Struct, frozen=True):
    """One line of the stock page. Quantities are in the item's base unit; an item is of one
    owner."""

    item: str
    owner: str | None
    description: str | None
    base_uom: str
    decimals: int
    total: Total
    sites: list[SiteStock]


class StockPage(msgspec.Struct, frozen=True):
    """A page of the list."""

    items: list[ItemStock]
    next_cursor: str | None
    coverage: Coverage
    as_of: str | None


Figures = tuple[int, int, int, int]
"""on_hand, allocated, available, in_transit."""
NOTHING: Figures = (0, 0, 0, 0)


def stock_page(
    connection: apsw.Connection,
    sites: list[Known],
    *,
    item: str | None,
    owner: str | None,
    cursor: str | None,
    limit: int,
    today: str,
) -> StockPage:
    """Items in code order. Without a search only those that lie or are promised somewhere."""
    after = read_cursor(cursor, (str, int))
    found = _items(connection, item, owner, after, limit + 1)
    page, more = found[:limit], found[limit:]
    figures = _figures(connection, [row[0] for row in page], [s.warehouse_id for s in sites], today)
    items = [
        _line(row, sites, {site: figures.get((row[0], site), NOTHING) for site in _ids(sites)})
        for row in page
    ]
    last = show_cursor((page[-1][6], page[-1][0])) if more else None
    return StockPage(items, last, coverage_of(sites), shown(as_of_all(sites)))


ItemRow = tuple[int, str, str | None, str, int, str | None, str]
"""Id, what it is called, description, unit, decimals, owner, code."""


def _items(
    connection: apsw.Connection,
    search: str | None,
    owner: str | None,
    after: Key | None,
    limit: int,
) -> Sequence[ItemRow]:
    code, last_id = after or ("", 0)
    values = {"code": code, "id": last_id, "limit": limit, "like": _pattern(search), "of": owner}
    kept = _LIKE if search else _STOCKED
    rows = sql.page(
        connection,
        7,
        f"SELECT id, {called('item')}, description, base_uom, decimals, {owner_of('item')}, code"
        " FROM item INDEXED BY item_code"
        " WHERE (code, id) > (:code, :id) AND (:of IS NULL OR owner_id IN"
        f" (SELECT id FROM owner WHERE code = :of)) AND {kept} ORDER BY code, id LIMIT :limit",
        values,
    )
    return [
        (
            row[0],
            str(row[1]),
            row[2],
            str(row[3]),
            row[4] if isinstance(row[4], int) else 0,
            row[5],
            row[6],
        )
        for row in rows
    ]


_LIKE = "(code LIKE :like ESCAPE '!' OR description LIKE :like ESCAPE '!')"
_STOCKED = (
    "(EXISTS (SELECT 1 FROM site_quant WHERE item_id = item.id)"
    " OR EXISTS (SELECT 1 FROM site_quant_fresh WHERE item_id = item.id)"
    " OR EXISTS (SELECT 1 FROM reservation"
    " WHERE item_id = +item.id AND kind IN ('hard', 'picked')))"
)


def _pattern(search: str | None) -> str:
    """A LIKE pattern that takes the text literally, anywhere."""
    text = (search or "").replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{text}%"


def _figures(
    connection: apsw.Connection, items: list[int], sites: list[int], today: str
) -> dict[tuple[int, int], Figures]:
    """One pass over the quants of these items, one over their live reservations."""
    if not items or not sites:
        return {}
    values = {
        "items": msgspec.json.encode(items).decode(),
        "sites": msgspec.json.encode(sites).decode(),
        "today": today,
    }
    found: dict[tuple[int, int], Figures] = {}
    for item, site, on_hand, eligible, in_transit in sql.page(connection, 5, _QUANTS, values):
        found[item, site] = (on_hand, 0, eligible, in_transit)
    for item, site, hard, picked in sql.page(connection, 4, _RESERVED, values):
        on_hand, _, eligible, in_transit = found.get((item, site), NOTHING)
        found[item, site] = (on_hand, hard + picked, eligible - hard, in_transit)
    return found


_OF_THESE = """
WHERE item_id IN (SELECT value FROM json_each(:items))
    AND warehouse_id IN (SELECT value FROM json_each(:sites))
"""
_QUANTS = f"""
WITH quant AS (SELECT * FROM site_quant {_OF_THESE}
    UNION ALL SELECT * FROM site_quant_fresh {_OF_THESE})
SELECT quant.item_id, quant.warehouse_id,
    coalesce(sum(quantity) FILTER (WHERE location.id IS NULL OR {IS_STOCK}), 0),
    coalesce(sum(quantity) FILTER (WHERE location.kind = 'storage'
        AND location.property = 'normal' AND location.status = 'active'
        AND quant.status = 'available'
        AND (lot.expiry IS NULL OR lot.expiry >= :today)), 0),
    coalesce(sum(quantity) FILTER (WHERE {IS_TRANSIT}), 0)
FROM quant
LEFT JOIN location ON location.id = quant.location_id
LEFT JOIN lot ON lot.id = quant.lot_id
GROUP BY 1, 2
"""
"""Eligible = models.warehouse.stock.barred finds nothing against it."""

_RESERVED = """
SELECT item_id, warehouse_id,
    coalesce(sum(quantity) FILTER (WHERE kind = 'hard'), 0),
    coalesce(sum(quantity) FILTER (WHERE kind = 'picked'), 0)
FROM reservation
WHERE kind IN ('hard', 'picked') AND item_id IN (SELECT value FROM json_each(:items))
    AND warehouse_id IN (SELECT value FROM json_each(:sites))
GROUP BY 1, 2
"""


def _ids(sites: list[Known]) -> list[int]:
    return [site.warehouse_id for site in sites]


def _line(row: ItemRow, sites: list[Known], figures: dict[int, Figures]) -> ItemStock:
    known = [figures[site.warehouse_id] for site in sites if site.known]
    sums = [sum(column) for column in zip(*known, strict=True)] if known else [None] * 4
    return ItemStock(
        item=row[1],
        owner=row[5],
        description=row[2],
        base_uom=row[3],
        decimals=row[4],
        total=Total(*sums),
        sites=[_site(site, figures[site.warehouse_id]) for site in sites],
    )


def _site(site: Known, figures: Figures) -> SiteStock:
    on_hand, allocated, available, in_transit = figures if site.known else (None,) * 4
    as_of = shown(site.freshness.as_of_ms)
    return SiteStock(site.code, on_hand, allocated, available, in_transit, as_of, site.stale)
