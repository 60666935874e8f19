"""Where an import ends: what the site knows already, and the way in through the writer."""

from functools import partial

import apsw

from edge.api.accounts import Caller
from edge.api.commands import record
from edge.api.saving import save_rows
from edge.api.services import Services
from edge.intake.plan import MasterRow
from edge.intake.run import Saved
from edge.store.reads.custom import FIELDS
from models.warehouse.barcodes import as_gtin
from models.warehouse.commands import Command
from models.warehouse.custom import About, CustomField, field_of
from models.warehouse.replies import Reply
from node.readers import Readers


class SiteKnown:
    """Look-ups in the live database, remembered for the length of one import."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._items: dict[str, bool] = {}
        self._locations: dict[str, str | None] = {}
        self._carriers: dict[str, bool] = {}

    def has_item(self, code: str) -> bool:
        """Whether a code or barcode stands for an item."""
        known = self._items.get(code)
        if known is None:
            known = self._items[code] = self._readers.now(_has_item, code)
        return known

    def property_of(self, location: str) -> str | None:
        """What a location is kept for; None if this site has none of this code."""
        if location not in self._locations:
            self._locations[location] = self._readers.now(_property_of, location)
        return self._locations[location]

    def has_order(self, number: str) -> bool:
        """Whether an order of this number was taken."""
        return self._readers.now(_any, "SELECT 1 FROM dn WHERE number = ?", number)

    def has_carrier(self, code: str) -> bool:
        """Whether a carrier of this code is in use."""
        known = self._carriers.get(code)
        if known is None:
            sql = "SELECT 1 FROM carrier WHERE code = ? AND status = 'active'"
            known = self._carriers[code] = self._readers.now(_any, sql, code)
        return known

    def custom_fields(self, about: About) -> list[CustomField]:
        """Fields in use that the company added."""
        return self._readers.now(_custom_fields, about)


class SiteLoader:
    """Commands and rows through the one writer."""

    def __init__(self, at: Services, caller: Caller) -> None:
        self._at = at
        self._caller = caller

    async def submit(self, command: Command) -> Reply:
        """One command of the file."""
        return (await record(self._at, command, self._caller)).reply()

    async def save_rows(self, rows: list[MasterRow]) -> Saved:
        """Make new rows, edit known ones."""
        return await self._at.change(partial(save_rows, rows))


def _custom_fields(connection: apsw.Connection, about: About) -> list[CustomField]:
    fields = [field_of(row) for row in connection.execute(FIELDS)]
    return [field for field in fields if field.about == about]


def _property_of(connection: apsw.Connection, code: str) -> str | None:
    sql = "SELECT property FROM location WHERE code = ? AND kind <> 'virtual'"
    found = connection.execute(sql, (code,)).fetchone()
    return str(found[0]) if found is not None else None


def _has_item(connection: apsw.Connection, code: str) -> bool:
    gtin = as_gtin(code) or code
    return (
        _any(connection, "SELECT 1 FROM item WHERE code = ?", code)
        or _any(connection, "SELECT 1 FROM barcode WHERE id = ? AND length(dots) > 0", code)
        or _any(connection, "SELECT 1 FROM item_pack WHERE gtin = ? AND status = 'active'", gtin)
    )


def _any(connection: apsw.Connection, sql: str, *bound: str) -> bool:
    return connection.execute(sql, bound).fetchone() is not None
