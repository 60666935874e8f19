"""The figures that must agree, counted there in the staged rows and here in the database."""

import sqlite3
from typing import Any

import apsw
import msgspec

from edge.intake.greaterwms.plan import Key
from edge.intake.greaterwms.report import Figure
from models.warehouse.barcodes import clean

_LIVE = "coalesce(is_delete, 0)=0"


class Pair(msgspec.Struct, frozen=True):
    """A figure's SQL there and here. sound: of the rows that are taken, where that is another sum
    than `there`."""

    name: str
    there: str
    here: str
    sound: str = ""


def _live(name: str, table: str, became: str) -> Pair:
    return Pair(
        name,
        f"SELECT count(*) FROM {table} WHERE {_LIVE}",
        "SELECT count(*) FROM moved_row WHERE tenant=:tenant AND outcome='imported'"
        f" AND origin='{table}' AND became='{became}'",
    )


def _document(kind: str, status: int, state: str) -> Pair:
    """A draft without partner and lines is none."""
    party = "supplier" if kind == "asn" else "customer"
    return Pair(
        f"{kind.upper()} at {status} ({state})",
        f"SELECT count(*) FROM {kind}list l WHERE {_LIVE} AND {kind}_status={status}"
        f" AND (coalesce({party}, '')<>'' OR EXISTS(SELECT 1 FROM {kind}detail d"
        f" WHERE d.{kind}_code=l.{kind}_code))",
        f"SELECT count(*) FROM {kind} d JOIN moved_row m ON m.became_id=d.id AND m.became='{kind}'"
        f" WHERE m.tenant=:tenant AND m.origin='{kind}list' AND m.state='{status}'",
    )


def _lines(name: str, kind: str, status: int, column: str, here: str) -> Pair:
    return Pair(
        name,
        f"SELECT coalesce(sum({column}), 0) FROM {kind}detail WHERE {_LIVE}"
        f" AND {kind}_status={status}",
        f"SELECT coalesce(sum(n.{here}), 0) FROM {kind}_line n JOIN moved_row m"
        f" ON m.became_id=n.{kind}_id AND m.became='{kind}' WHERE m.tenant=:tenant"
        f" AND m.origin='{kind}list' AND m.state='{status}'",
    )


def _in_locations(name: str, wanted: str, status: str) -> Pair:
    return Pair(
        name,
        "SELECT coalesce(sum(goods_qty), 0) FROM stockbin WHERE bin_property='" + wanted + "'",
        "SELECT coalesce(sum(m.quantity), 0) FROM movement m JOIN location l ON l.id=m.to_location"
        f" WHERE m.kind='opening' AND l.kind='storage' AND m.to_status='{status}'",
    )


PAIRS = (
    _live("items", "goods", "item"),
    _live("locations", "binset", "location"),
    _live("suppliers", "supplier", "partner"),
    _live("customers", "customer", "partner"),
    _live("people", "staff", "person"),
    _live("drivers", "driver", "driver"),
    _live("assets", "capital", "asset"),
    Pair(
        "tariffs",
        f"SELECT count(*) FROM transportationfee WHERE {_LIVE}",
        "SELECT count(*) FROM moved_row WHERE tenant=:tenant AND outcome='imported'"
        " AND origin='transportationfee'",
    ),
    Pair(
        "printed labels",
        "SELECT count(*) FROM scanner",
        "SELECT count(*) FROM moved_row m JOIN barcode b ON b.id=m.body->>'bar_code'"
        " AND b.dots<>x'' WHERE m.tenant=:tenant AND m.origin='scanner'"
        " AND m.outcome='imported'",
    ),
    _in_locations("available in locations", "Normal", "available"),
    _in_locations("damaged in locations", "Damage", "damaged"),
    _in_locations("to inspect in locations", "Inspection", "inspection"),
    _in_locations("on hold in locations", "Holding", "hold"),
    Pair(
        "picked, awaiting dispatch",
        "SELECT coalesce(sum(picked_qty), 0) FROM stockbin",
        "SELECT coalesce(sum(m.quantity), 0) FROM movement m JOIN location l ON l.id=m.to_location"
        " WHERE m.kind='opening' AND l.kind='packing' AND m.to_unit=0",
    ),
    Pair(
        "at receiving",
        f"SELECT coalesce(sum(goods_actual_qty-sorted_qty), 0) FROM asndetail WHERE {_LIVE}"
        " AND asn_status=4",
        "SELECT coalesce(sum(quantity), 0) FROM movement WHERE kind='receive'"
        " AND reason='moved in'",
    ),
    Pair(
        "in the building",
        "SELECT (SELECT coalesce(sum(goods_qty+picked_qty), 0) FROM stockbin)"
        f" + (SELECT coalesce(sum(goods_actual_qty-sorted_qty), 0) FROM asndetail WHERE {_LIVE}"
        " AND asn_status=4)",
        "SELECT coalesce(sum(CASE kind WHEN 'ship' THEN -quantity ELSE quantity END), 0)"
        " FROM movement WHERE reason='moved in'",
    ),
    Pair(
        "allocated",
        "SELECT coalesce(sum(pick_qty), 0) FROM pickinglist WHERE picking_status=0",
        "SELECT coalesce(sum(n.allocated), 0) FROM dn_line n JOIN moved_row m ON m.became_id=n.id"
        " AND m.became='dn_line' WHERE m.tenant=:tenant",
    ),
    Pair(
        "ordered",
        f"SELECT coalesce(sum(goods_qty), 0) FROM dndetail WHERE {_LIVE} AND dn_status=2",
        "SELECT coalesce(sum(n.ordered), 0) FROM dn_line n JOIN moved_row m ON m.became_id=n.dn_id"
        " AND m.became='dn' WHERE m.tenant=:tenant AND m.state='2'",
    ),
    Pair(
        "of which back-orders",
        f"SELECT coalesce(sum(goods_qty), 0) FROM dndetail WHERE {_LIVE} AND dn_status=2"
        " AND back_order_label",
        "SELECT coalesce(sum(n.ordered), 0) FROM dn_line n JOIN dn d ON d.id=n.dn_id"
        " JOIN moved_row m ON m.became_id=n.dn_id AND m.became='dn'"
        " WHERE m.tenant=:tenant AND m.state='2' AND d.state='short'",
    ),
    Pair(
        "available to promise",
        "SELECT coalesce(sum(can_order_stock), 0) FROM stocklist",
        "SELECT (SELECT coalesce(sum(q.quantity-q.reserved), 0) FROM quant q JOIN location l"
        " ON l.id=q.location_id WHERE l.kind='storage' AND l.property='normal'"
        " AND q.status='available') - (SELECT coalesce(sum(promised), 0) FROM dn_line)",
        "SELECT coalesce(sum(free-min(wanted, max(0, free))), 0) FROM (SELECT sum(free) AS free,"
        " sum(wanted) AS wanted FROM (SELECT goods_code, goods_qty AS free, 0 AS wanted"
        " FROM stockbin WHERE bin_property='Normal' UNION ALL SELECT goods_code, -pick_qty, 0"
        " FROM pickinglist WHERE picking_status=0 UNION ALL SELECT goods_code, 0, goods_qty"
        f" FROM dndetail WHERE {_LIVE} AND dn_status=2 AND NOT back_order_label)"
        " GROUP BY goods_code)",
    ),
    _lines("announced", "asn", 1, "goods_qty", "expected"),
    _lines("arrived", "asn", 2, "goods_qty", "expected"),
    _lines("unloaded", "asn", 3, "goods_qty", "expected"),
    _lines("in transit", "dn", 5, "intransit_qty", "shipped"),
    *(
        _document("asn", status, state)
        for status, state in enumerate(("announced", "arrived", "receiving", "received"), 1)
    ),
    *(
        _document("dn", status, state)
        for status, state in enumerate(("draft", "confirmed", "allocated", "picked", "shipped"), 1)
    ),
    Pair(
        "count differences to approve",
        "SELECT count(*) FROM (SELECT 1 FROM (SELECT bin_name, goods_code, difference FROM"
        " cyclecountday UNION ALL SELECT bin_name, goods_code, difference FROM manualcyclecount)"
        " WHERE difference<>0 GROUP BY bin_name, goods_code)",
        "SELECT count(*) FROM \"count\" WHERE reason='moved in'",
    ),
)
"""Counted here right after the move; later, work has changed the stock."""

PER_ITEM = {
    "items whose stock on hand differs": (
        "SELECT goods_code, sum(goods_qty) FROM stockbin GROUP BY goods_code",
        "SELECT i.code, sum(m.quantity) FROM movement m JOIN location l ON l.id=m.to_location"
        " JOIN item i ON i.id=m.item_id WHERE m.kind='opening' AND l.kind='storage'"
        " GROUP BY i.id",
    ),
    "items whose allocated stock differs": (
        "SELECT goods_code, sum(pick_qty) FROM pickinglist WHERE picking_status=0"
        " GROUP BY goods_code",
        "SELECT i.code, sum(n.allocated) FROM dn_line n JOIN item i ON i.id=n.item_id"
        " JOIN moved_row m ON m.became_id=n.id AND m.became='dn_line' WHERE m.tenant=:tenant"
        " GROUP BY i.id",
    ),
    "items whose picked stock differs": (
        "SELECT goods_code, sum(picked_qty) FROM stockbin GROUP BY goods_code",
        "SELECT i.code, sum(m.quantity) FROM movement m JOIN location l ON l.id=m.to_location"
        " JOIN item i ON i.id=m.item_id WHERE m.kind='opening' AND l.kind='packing'"
        " AND m.to_unit=0 GROUP BY i.id",
    ),
}
"""Code and sum there and here; the figure is how many codes differ."""


def figures_of(
    stage: sqlite3.Connection, here: apsw.Connection, tenant: str, refused: frozenset[Key]
) -> list[Figure]:
    """Side by side. What was refused is counted there with and without its rows."""
    whole = [_one(stage, pair.there) for pair in PAIRS]
    stage.execute("BEGIN")
    for table, row in refused:
        stage.execute(f'DELETE FROM "{table}" WHERE id=?', (row,))
    sound = [_one(stage, pair.sound or pair.there) for pair in PAIRS]
    bound = {"tenant": tenant}
    found = [
        _figure(pair.name, source, left, _here(here, pair.here, bound))
        for pair, source, left in zip(PAIRS, whole, sound, strict=True)
    ]
    for name, (there, ours) in PER_ITEM.items():
        before = {clean(str(code)): total for code, total in _sums(stage, there) if total}
        after = {str(code): total for code, total in here.execute(ours, bound) if total}
        differ = sum(before.get(code) != after.get(code) for code in before.keys() | after.keys())
        found.append(Figure(name, 0, differ))
    stage.execute("ROLLBACK")
    return found


def _figure(name: str, whole: int | None, sound: int | None, target: int) -> Figure:
    left = sound or 0
    source = left if whole is None else whole
    return Figure(name, source, target, source - left)


def _here(here: apsw.Connection, sql: str, bound: dict[str, str]) -> int:
    rows: list[tuple[Any, ...]] = here.execute(sql, bound).fetchall()
    return int(rows[0][0])


def _one(stage: sqlite3.Connection, sql: str) -> int | None:
    """None where some row holds a number beyond all bounds: such a row is refused by name."""
    try:
        rows: list[tuple[Any]] = stage.execute(sql).fetchall()
        return int(rows[0][0])
    except (sqlite3.OperationalError, OverflowError, ValueError):
        return None


def _sums(stage: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    try:
        return stage.execute(sql).fetchall()
    except sqlite3.OperationalError:
        return []
