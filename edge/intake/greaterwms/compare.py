"""Where the other system's data disagrees with itself: a table of checks over the staged rows.

The identities hold for every item of a sound database (they were counted on a running 2.1.50).
"""

import sqlite3

import msgspec

from edge.intake.greaterwms.findings import MISMATCH, NOTE, Findings

_LIVE = "coalesce(is_delete, 0)=0"


class Check(msgspec.Struct, frozen=True):
    """`sql` returns (row, detail) for whatever does not hold; row 0: of no single row."""

    level: str
    rule: str
    table: str
    sql: str


def compare(stage: sqlite3.Connection, findings: Findings) -> None:
    """Run all checks."""
    for check in CHECKS:
        try:
            rows = stage.execute(check.sql).fetchall()
        except sqlite3.OperationalError as error:
            # A sum beyond all bounds: the rows it is made of are refused by name.
            findings.add(MISMATCH, "not_compared", check.table, 0, f"{check.rule}: {error}")
            continue
        for row, detail in rows:
            key = row if isinstance(row, int) else 0
            findings.add(check.level, check.rule, check.table, key, detail)


def _sums(wanted: str, source: str, condition: str, by: str = "goods_code") -> str:
    """Per item: a column of the stock list, and what the rows it sums up come to."""
    return (
        "SELECT max(row), goods || ': stock list ' || sum(listed) || ', rows ' || sum(found) FROM ("
        f" SELECT id AS row, goods_code AS goods, {wanted} AS listed, 0 AS found FROM stocklist"
        f" UNION ALL SELECT 0, goods, 0, found FROM ("
        f"  SELECT {by} AS goods, sum({source[0:]}) AS found FROM {condition} GROUP BY {by}))"
        " GROUP BY goods HAVING sum(listed)<>sum(found)"
    )


def _stock(column: str, source: str, condition: str) -> Check:
    return Check(MISMATCH, f"stock_{column}", "stocklist", _sums(column, source, condition))


def _lines(column: str, kind: str, status: int, quantity: str = "goods_qty") -> Check:
    condition = f"{kind}detail WHERE {_LIVE} AND {kind}_status={status}"
    return _stock(column, quantity, condition)


def _again(table: str, code: str) -> Check:
    return Check(
        MISMATCH,
        "code_twice",
        table,
        f"SELECT max(id), {code} || ': ' || count(*) || ' rows' FROM {table} WHERE {_LIVE}"
        f" GROUP BY {code} HAVING count(*)>1",
    )


def _nowhere(
    table: str, column: str, target: str, key: str, level: str = MISMATCH, also: str = "1"
) -> Check:
    live = " AND coalesce(t.is_delete, 0)=0" if target != "stockbin" else ""
    return Check(
        level,
        f"unknown_{key.removesuffix('_code').removesuffix('_name')}",
        table,
        f"SELECT id, {column} FROM {table} s WHERE coalesce({column}, '')<>'' AND {also}"
        f" AND NOT EXISTS(SELECT 1 FROM {target} t WHERE t.{key}=s.{column}{live})",
    )


def _below_zero(table: str, *columns: str) -> Check:
    shown = " || ' ' || ".join(f"'{name} ' || {name}" for name in columns)
    below = " OR ".join(f"(typeof({name})<>'text' AND {name}<0)" for name in columns)
    return Check(MISMATCH, "negative", table, f"SELECT id, {shown} FROM {table} WHERE {below}")


def _statuses(kind: str) -> Check:
    return Check(
        MISMATCH,
        "status_differs",
        f"{kind}detail",
        f"SELECT d.id, d.{kind}_code || ': line ' || d.{kind}_status || ', document '"
        f" || l.{kind}_status FROM {kind}detail d JOIN {kind}list l ON l.{kind}_code=d.{kind}_code"
        f" WHERE d.{kind}_status<>l.{kind}_status AND coalesce(d.is_delete, 0)=0"
        f" AND coalesce(l.is_delete, 0)=0",
    )


def _alias(table: str, code: str, mode: str) -> Check:
    return Check(
        MISMATCH,
        "alias_differs",
        table,
        f"SELECT t.id, t.{code} FROM {table} t JOIN scanner s ON s.code=t.{code}"
        f" AND s.mode='{mode}' GROUP BY t.id HAVING max(s.bar_code=t.bar_code)=0",
    )


def _fees(table: str, code: str) -> Check:
    return Check(
        MISMATCH,
        "fee_unreadable",
        table,
        f"SELECT id, {code} FROM {table} WHERE {_LIVE} AND coalesce(transportation_fee, '')<>''"
        " AND NOT json_valid(transportation_fee)",
    )


_PARTS = "asn_stock+pre_load_stock+pre_sort_stock+sorted_stock+picked_stock"
_BLOCKED = "inspect_stock+hold_stock+damage_stock"
_WAITING = "coalesce(is_delete, 0)=0"
_DONE = "picking_status=1"

CHECKS: tuple[Check, ...] = (
    _stock("onhand_stock", "goods_qty", "stockbin WHERE 1"),
    _stock("onhand_stock", "goods_qty", "qtyrecorder WHERE 1"),
    _stock("pick_stock", "pick_qty", "stockbin WHERE 1"),
    _stock("pick_stock", "pick_qty", "pickinglist WHERE picking_status=0"),
    _stock("picked_stock", "picked_qty", "stockbin WHERE 1"),
    _lines("picked_stock", "dn", 4, "picked_qty"),
    _stock("inspect_stock", "goods_qty", "stockbin WHERE bin_property='Inspection'"),
    _stock("hold_stock", "goods_qty", "stockbin WHERE bin_property='Holding'"),
    _stock("damage_stock", "goods_qty", "stockbin WHERE bin_property='Damage'"),
    _lines("asn_stock", "asn", 1),
    _lines("pre_load_stock", "asn", 2),
    _lines("pre_sort_stock", "asn", 3),
    _lines("sorted_stock", "asn", 4, "goods_actual_qty-sorted_qty"),
    _lines("dn_stock", "dn", 1),
    _lines("ordered_stock", "dn", 2),
    Check(
        MISMATCH,
        "stock_total",
        "stocklist",
        f"SELECT id, goods_code || ': ' || goods_qty || ', parts ' || (onhand_stock+{_PARTS})"
        f" FROM stocklist WHERE goods_qty<>onhand_stock+{_PARTS}",
    ),
    Check(
        MISMATCH,
        "stock_promised",
        "stocklist",
        "SELECT id, goods_code || ': ' || (onhand_stock+back_order_stock) || ', parts '"
        f" || (can_order_stock+ordered_stock+{_BLOCKED}+pick_stock) FROM stocklist"
        f" WHERE onhand_stock+back_order_stock"
        f"<>can_order_stock+ordered_stock+{_BLOCKED}+pick_stock",
    ),
    Check(
        MISMATCH,
        "empty_label",
        "binset",
        "SELECT b.id, b.bin_name || CASE WHEN b.empty_label THEN ' is said to be empty' ELSE"
        f" ' is said to be used' END FROM binset b WHERE {_LIVE} AND b.empty_label<>"
        "NOT EXISTS(SELECT 1 FROM stockbin s WHERE s.bin_name=b.bin_name)",
    ),
    Check(
        MISMATCH,
        "property_differs",
        "stockbin",
        "SELECT s.id, s.bin_name || ': stock ' || s.bin_property || ', bin ' || b.bin_property"
        " FROM stockbin s JOIN binset b ON b.bin_name=s.bin_name AND coalesce(b.is_delete, 0)=0"
        " WHERE s.bin_property<>b.bin_property",
    ),
    Check(
        MISMATCH,
        "row_twice",
        "stockbin",
        "SELECT max(id), bin_name || ' ' || goods_code || ' ' || t_code FROM stockbin"
        " WHERE coalesce(t_code, '')<>'' GROUP BY t_code HAVING count(*)>1",
    ),
    _below_zero("stockbin", "goods_qty", "pick_qty", "picked_qty"),
    _below_zero(
        "stocklist",
        "goods_qty",
        "onhand_stock",
        "can_order_stock",
        "ordered_stock",
        "inspect_stock",
        "hold_stock",
        "damage_stock",
        "asn_stock",
        "dn_stock",
        "pre_load_stock",
        "pre_sort_stock",
        "sorted_stock",
        "pick_stock",
        "picked_stock",
        "back_order_stock",
    ),
    _below_zero("asndetail", "goods_qty", "goods_actual_qty", "sorted_qty"),
    _below_zero("dndetail", "goods_qty", "pick_qty", "picked_qty", "intransit_qty"),
    _below_zero("pickinglist", "pick_qty", "picked_qty"),
    _below_zero("goods", "goods_weight", "goods_w", "goods_d", "goods_h", "safety_stock"),
    _again("goods", "goods_code"),
    _again("binset", "bin_name"),
    _again("asnlist", "asn_code"),
    _again("dnlist", "dn_code"),
    _again("stocklist", "goods_code"),
    _again("supplier", "supplier_name"),
    _again("customer", "customer_name"),
    Check(
        MISMATCH,
        "alias_twice",
        "scanner",
        "SELECT max(id), bar_code || ': ' || group_concat(code, ', ') FROM scanner"
        " GROUP BY bar_code HAVING count(*)>1",
    ),
    _nowhere("stockbin", "bin_name", "binset", "bin_name"),
    _nowhere("stockbin", "goods_code", "goods", "goods_code"),
    _nowhere("stocklist", "goods_code", "goods", "goods_code"),
    _nowhere("asndetail", "asn_code", "asnlist", "asn_code", also=_WAITING),
    _nowhere("asndetail", "goods_code", "goods", "goods_code", also=_WAITING),
    _nowhere("dndetail", "dn_code", "dnlist", "dn_code", also=_WAITING),
    _nowhere("dndetail", "goods_code", "goods", "goods_code", also=_WAITING),
    _nowhere("asnlist", "supplier", "supplier", "supplier_name", also=_WAITING),
    _nowhere("dnlist", "customer", "customer", "customer_name", also=_WAITING),
    _nowhere("pickinglist", "dn_code", "dnlist", "dn_code"),
    _nowhere("pickinglist", "goods_code", "goods", "goods_code"),
    _nowhere("pickinglist", "t_code", "stockbin", "t_code", also="picking_status=0"),
    _nowhere("pickinglist", "t_code", "stockbin", "t_code", NOTE, _DONE),
    _nowhere("dispatchlist", "dn_code", "dnlist", "dn_code"),
    _nowhere("dispatchlist", "driver_name", "driver", "driver_name"),
    _nowhere("goods", "goods_supplier", "supplier", "supplier_name", also=_WAITING),
    _nowhere("binset", "bin_size", "binsize", "bin_size", also=_WAITING),
    *(
        _nowhere("goods", f"goods_{name}", f"goods{name}", f"goods_{name}", NOTE, _WAITING)
        for name in ("unit", "class", "brand", "color", "shape", "specs", "origin")
    ),
    _nowhere("scanner", "code", "goods", "goods_code", also="mode='GOODS'"),
    _nowhere("scanner", "code", "binset", "bin_name", also="mode='BINSET'"),
    Check(
        MISMATCH,
        "unknown_mode",
        "scanner",
        "SELECT id, mode || ' ' || code FROM scanner"
        " WHERE mode NOT IN ('GOODS', 'BINSET', 'ASN', 'DN')",
    ),
    _alias("goods", "goods_code", "GOODS"),
    _alias("binset", "bin_name", "BINSET"),
    _alias("asnlist", "asn_code", "ASN"),
    _alias("dnlist", "dn_code", "DN"),
    _statuses("asn"),
    _statuses("dn"),
    _fees("asnlist", "asn_code"),
    _fees("dnlist", "dn_code"),
    Check(
        NOTE,
        "empty_draft",
        "asnlist",
        f"SELECT id, asn_code FROM asnlist WHERE {_LIVE} AND coalesce(supplier, '')=''",
    ),
    Check(
        NOTE,
        "empty_draft",
        "dnlist",
        f"SELECT id, dn_code FROM dnlist WHERE {_LIVE} AND coalesce(customer, '')=''",
    ),
    Check(
        NOTE,
        "volume_differs",
        "goods",
        "SELECT id, goods_code || ': ' || unit_volume || ' m³, worked out '"
        " || round(goods_w*goods_d*goods_h/1e9, 4) FROM goods"
        f" WHERE {_LIVE} AND abs(round(goods_w*goods_d*goods_h/1e9, 4)-unit_volume)>0.0001",
    ),
    Check(
        NOTE,
        "recorded_per_bin",
        "qtyrecorder",
        "SELECT 0, count(*) || ' pairs of bin and item differ: moves were not recorded' FROM ("
        " SELECT 1 FROM (SELECT bin_name, goods_code, goods_qty AS quantity FROM stockbin"
        "  UNION ALL SELECT bin_name, goods_code, -goods_qty FROM qtyrecorder)"
        " GROUP BY bin_name, goods_code HAVING sum(quantity)<>0) HAVING count(*)>0",
    ),
    Check(
        NOTE,
        "picked_short",
        "pickinglist",
        "SELECT id, dn_code || ' ' || goods_code || ': ' || picked_qty || ' of ' || pick_qty"
        " FROM pickinglist WHERE picking_status=1 AND picked_qty<pick_qty",
    ),
    Check(
        NOTE,
        "any_city",
        "transportationfee",
        "SELECT id, transportation_supplier FROM transportationfee"
        f" WHERE {_LIVE} AND (coalesce(send_city, '')='' OR coalesce(receiver_city, '')='')",
    ),
)
