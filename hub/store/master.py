"""Items and partners: master data every site shares, edited per field under an entity tag; custom
values are edited with them."""

from hashlib import blake2b
from typing import Annotated, Literal

import apsw
import msgspec
from msgspec import UNSET, Meta, UnsetType

from hub.store import sql
from hub.store.cursor import read_cursor, show_cursor
from hub.store.custom import giving, values_of
from models.warehouse.catalogue import BARCODE, ITEM
from models.warehouse.commands import Code, Text, Whole
from models.warehouse.commands.custom import CustomValues
from models.warehouse.custom import About
from models.warehouse.money import MONEY_MICRO_MAX, Currency
from models.warehouse.owners import partings
from sync.core.catalogue import Table, Value
from sync.core.change import Add, Change, Put, Remove

BARCODES_MAX = 50
Micro = Annotated[int, Meta(ge=0, le=MONEY_MICRO_MAX)]
Barcodes = Annotated[list[Code], Meta(max_length=BARCODES_MAX)]


class ItemFields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be edited of an item; absent = unchanged. `barcodes` is the whole list; cost and
    price of a base unit are in millionths of the currency."""

    description: Text | None | UnsetType = UNSET
    base_uom: Code | UnsetType = UNSET
    tracking: Literal["none", "lot", "serial"] | UnsetType = UNSET
    shelf_life_days: Whole | None | UnsetType = UNSET
    class_abc: Literal["A", "B", "C"] | None | UnsetType = UNSET
    weight_g: Whole | None | UnsetType = UNSET
    length_mm: Whole | None | UnsetType = UNSET
    width_mm: Whole | None | UnsetType = UNSET
    height_mm: Whole | None | UnsetType = UNSET
    min_quantity: Whole | UnsetType = UNSET
    max_quantity: Whole | None | UnsetType = UNSET
    order_quantity_min: Whole | None | UnsetType = UNSET
    status: Literal["active", "blocked"] | UnsetType = UNSET
    catch_weight: bool | UnsetType = UNSET
    cost_micro: Micro | None | UnsetType = UNSET
    price_micro: Micro | None | UnsetType = UNSET
    currency: Currency | None | UnsetType = UNSET
    barcodes: Barcodes | UnsetType = UNSET
    custom: CustomValues | UnsetType = UNSET


class NewItem(ItemFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new item; of the company's first owner unless another is named, and for ever."""

    code: Code
    owner: Code | None = None
    decimals: Annotated[int, Meta(ge=0, le=6)] = 0


class PartnerFields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be edited of a partner; absent = unchanged."""

    name: Text | UnsetType = UNSET
    kind: Literal["supplier", "customer", "carrier", "both"] | UnsetType = UNSET
    gln: Code | None | UnsetType = UNSET
    city: Text | None | UnsetType = UNSET
    country: Text | None | UnsetType = UNSET
    contact: Text | None | UnsetType = UNSET
    address: Text | None | UnsetType = UNSET
    manager: Text | None | UnsetType = UNSET
    custom: CustomValues | UnsetType = UNSET


class NewPartner(PartnerFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new partner."""

    code: Code


Shown = int | float | str | None | list[str] | dict[str, str | int | None]
"""Neither table has a field of bytes."""


class Record(msgspec.Struct, frozen=True):
    """A row of master data with the tag of its present state."""

    id: int
    etag: str
    values: dict[str, Shown]


class RecordPage(msgspec.Struct, frozen=True):
    """A page of the list."""

    items: list[dict[str, Shown]]
    next_cursor: str | None


_HIDDEN = frozenset({"company_id", "owner_id"})


def find(connection: apsw.Connection, table: Table, code: str) -> list[Record]:
    """Rows of this code: more than one if two sites made it while apart, or if several owners use
    it; CODE@OWNER is that owner's."""
    picked = f"SELECT {_columns(table)} FROM {table.name} WHERE code = ?"
    found = sql.rows(connection, f"{picked} ORDER BY id", (code,))
    if table is ITEM:
        for part, owner in partings(code):
            whose = "owner_id IN (SELECT id FROM owner WHERE code = ?)"
            found += sql.rows(connection, f"{picked} AND {whose} ORDER BY id", (part, owner))
    return [_record(connection, table, row) for row in found]


def owners_of_code(connection: apsw.Connection, code: str) -> set[int]:
    """Ids of those who have an item of this code."""
    return {
        owner
        for (owner,) in sql.rows(connection, "SELECT owner_id FROM item WHERE code=?", (code,))
    }


def find_by_id(connection: apsw.Connection, table: Table, row_id: int) -> Record:
    """A row that is there."""
    found = sql.row(
        connection, f"SELECT {_columns(table)} FROM {table.name} WHERE id = ?", (row_id,)
    )
    assert found is not None
    return _record(connection, table, found)


def page(
    connection: apsw.Connection, table: Table, search: str | None, cursor: str | None, limit: int
) -> RecordPage:
    """In code order."""
    code, last_id = read_cursor(cursor, (str, int)) or ("", 0)
    text = (search or "").replace("!", "!!").replace("%", "!%").replace("_", "!_")
    called = "description" if table is ITEM else "name"
    kept = f"(code LIKE :like ESCAPE '!' OR {called} LIKE :like ESCAPE '!')" if search else "TRUE"
    found = sql.rows(
        connection,
        f"SELECT {_columns(table)} FROM {table.name} INDEXED BY {table.name}_code"
        f" WHERE (code, id) > (:code, :id) AND {kept} ORDER BY code, id LIMIT :limit",
        {"code": code, "id": last_id, "like": f"%{text}%", "limit": limit + 1},
    )
    records = [_record(connection, table, row) for row in found[:limit]]
    last = records[-1] if len(found) > limit else None
    end = show_cursor((str(last.values["code"]), last.id)) if last else None
    return RecordPage([record.values for record in records], end)


def has_stock(connection: apsw.Connection, item: int) -> bool:
    """Whether anything of an item lies at any site."""
    found = sql.row(
        connection,
        "SELECT 1 FROM site_stock JOIN location ON location.id = +site_stock.location_id"
        " WHERE site_stock.item_id = ? AND location.kind <> 'virtual'"
        " GROUP BY location_id HAVING sum(site_stock.quantity) <> 0 LIMIT 1",
        (item,),
    )
    return found is not None


def changes_for(
    connection: apsw.Connection,
    table: Table,
    row_id: int,
    fields: ItemFields | PartnerFields,
    base: dict[str, Value],
    company: int,
) -> list[Change]:
    """The write behind an edit (or a creation, with everything it needs in `base`). Raises
    UnknownField and BadValue."""
    given = {
        name: int(value) if isinstance(value, bool) else value
        for name, value in msgspec.structs.asdict(fields).items()
        if value is not UNSET and name in table.names
    }
    changes: list[Change] = [Put(table, row_id, {**base, **given})] if base or given else []
    barcodes = getattr(fields, "barcodes", UNSET)
    if isinstance(barcodes, list):
        element = f"item:{row_id}"
        held = _barcodes(connection, row_id)
        changes += [Add(BARCODE, code, element) for code in sorted(set(barcodes) - set(held))]
        changes += [Remove(BARCODE, code, element) for code in sorted(set(held) - set(barcodes))]
    if isinstance(fields.custom, dict):
        changes += giving(connection, company, _about(table), row_id, fields.custom)
    return changes


def _about(table: Table) -> About:
    return "item" if table is ITEM else "partner"


def _columns(table: Table) -> str:
    return ", ".join(("id", "_v", *(f'"{name}"' for name in table.names)))


def _record(connection: apsw.Connection, table: Table, row: sql.Row) -> Record:
    values: dict[str, Shown] = {
        name: value for name, value in zip(table.names, row[2:], strict=True) if name not in _HIDDEN
    }
    state = bytes(row[1])
    if table is ITEM:
        barcodes = _barcodes(connection, row[0])
        values["barcodes"] = list(barcodes)
        values["owner"] = _owner(connection, row)
        state += "\n".join(barcodes).encode()
    custom = {each.field: each.value for each in values_of(connection, _about(table), row[0])}
    values["custom"] = custom
    state += msgspec.json.encode(custom)
    return Record(row[0], f'"{blake2b(state, digest_size=12).hexdigest()}"', values)


def _owner(connection: apsw.Connection, row: sql.Row) -> str | None:
    owner_id = row[2 + ITEM.names.index("owner_id")]
    found = sql.row(connection, "SELECT code FROM owner WHERE id = ?", (owner_id,))
    return found[0] if found is not None else None


def _barcodes(connection: apsw.Connection, item: int) -> list[str]:
    found = sql.rows(
        connection,
        "SELECT DISTINCT id FROM barcode WHERE element = ? AND length(dots) > 0 ORDER BY id",
        (f"item:{item}",),
    )
    return [code for (code,) in found]
