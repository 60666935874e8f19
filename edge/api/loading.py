"""Where an import ends: what the site knows already, and the way in through the writer."""

from functools import partial

import apsw

from edge.api.accounts import Caller
from edge.api.commands import record
from edge.api.services import Services
from edge.intake.plan import NewItem
from edge.store.recorder import Recorder
from models.warehouse.barcodes import as_gtin, clean
from models.warehouse.catalogue import BARCODE, ITEM
from models.warehouse.commands import Command
from models.warehouse.replies import Reply
from models.warehouse.scopes import company_scope
from node.readers import Readers
from sync.core.catalogue import Value
from sync.core.change import Add, Change, Insert, Put
from sync.store.protocol import Author

ITEMS_AT_ONCE = 2_000


class SiteKnown:
    """Look-ups in the live database, remembered for the length of one import."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._items: dict[str, bool] = {}
        self._locations: dict[str, bool] = {}

    def has_item(self, code: str) -> bool:
        """Whether a code or barcode stands for an item."""
        known = self._items.get(code)
        if known is None:
            known = self._items[code] = self._readers.now(_has_item, code)
        return known

    def has_location(self, code: str) -> bool:
        """Whether a location of this site has the code."""
        known = self._locations.get(code)
        if known is None:
            sql = "SELECT 1 FROM location WHERE code = ? AND kind <> 'virtual'"
            known = self._locations[code] = self._readers.now(_any, sql, code)
        return known

    def has_order(self, number: str) -> bool:
        """Whether an order of this number was taken."""
        return self._readers.now(_any, "SELECT 1 FROM dn WHERE number = ?", number)


class SiteLoader:
    """Commands and items through the one writer."""

    def __init__(self, at: Services, caller: Caller) -> None:
        self._at = at
        self._caller = caller

    async def submit(self, command: Command) -> Reply:
        """One command of the file."""
        return (await record(self._at, command, self._caller)).reply()

    async def save_items(self, items: list[NewItem]) -> int:
        """Make new items, edit known ones; a part of the file is one transaction."""
        made = 0
        for at in range(0, len(items), ITEMS_AT_ONCE):
            made += await self._at.change(partial(_save, items[at : at + ITEMS_AT_ONCE]))
        return made


def _save(items: list[NewItem], recorder: Recorder) -> int:
    """How many were new. The same file again changes nothing."""
    site, connection = recorder.site, recorder.store.connection
    rows: list[tuple[Value, ...]] = []
    changes: list[Change] = []
    for item in items:
        found = connection.execute("SELECT id FROM item WHERE code = ?", (item.code,)).fetchone()
        values = _values(item)
        if found is not None:
            assert isinstance(found[0], int)
            row_id = found[0]
            changes += _edits(connection, row_id, values)
        else:
            row_id = recorder.ids.new()
            full = {"company_id": site.company_id, "owner_id": site.owner_id, **values}
            rows.append((row_id, *(full.get(field.name, field.default) for field in ITEM.fields)))
        if item.barcode is not None:
            changes += _barcode(recorder, item.barcode, row_id)
    if rows:
        changes.insert(0, Insert(ITEM, rows))
    if changes:
        recorder.store.write(company_scope(site.company_id), changes, Author())
    return len(rows)


def _values(item: NewItem) -> dict[str, Value]:
    given: dict[str, Value] = {
        "code": item.code,
        "description": item.description,
        "base_uom": item.base_uom,
        "tracking": item.tracking,
        "min_quantity": item.min_quantity,
        "weight_g": item.weight_g,
    }
    return {name: value for name, value in given.items() if value is not None}


def _edits(connection: apsw.Connection, row_id: int, values: dict[str, Value]) -> list[Change]:
    names = ("code", "description", "base_uom", "tracking", "min_quantity", "weight_g")
    row = connection.execute(
        "SELECT code, description, base_uom, tracking, min_quantity, weight_g FROM item WHERE id=?",
        (row_id,),
    ).fetchone()
    assert row is not None
    now = dict(zip(names, row, strict=True))
    edited = {name: value for name, value in values.items() if now[name] != value}
    return [Put(ITEM, row_id, edited)] if edited else []


def _barcode(recorder: Recorder, code: str, row_id: int) -> list[Change]:
    plain, element = clean(code), f"item:{row_id}"
    known = recorder.store.elements(BARCODE, plain)
    return [] if element in known else [Add(BARCODE, plain, element)]


def _has_item(connection: apsw.Connection, code: str) -> bool:
    gtin = as_gtin(code) or code
    return (
        _any(connection, "SELECT 1 FROM item WHERE code = ?", code)
        or _any(connection, "SELECT 1 FROM barcode WHERE id = ? AND length(dots) > 0", code)
        or _any(connection, "SELECT 1 FROM item_pack WHERE gtin = ? AND status = 'active'", gtin)
    )


def _any(connection: apsw.Connection, sql: str, *bound: str) -> bool:
    return connection.execute(sql, bound).fetchone() is not None
