"""A small GreaterWMS database, made as its tables are in 2.1.50: every identity of it holds."""

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

OPENID = "5f0e5ec2e7a94bd1a6d7c1d2ab34cd56"
OTHER = "77777777777777777777777777777777"
PASSWORD = "pbkdf2_sha256$390000$saltsalt$veryhiddenhash"
CHECK_CODE = 90817263
AT = "2026-03-02 09:30:00.123456"
Cell = int | float | str | None

_END = "creater text, openid text, is_delete bool, create_time datetime, update_time datetime"
_NO_FLAG = "creater text, openid text, create_time datetime, update_time datetime"
_TABLES = {
    "user_profile": f"user_id integer, name text, appid text, t_code text, {_END}",
    "auth_user": "username text, password text, is_active bool",
    "staff": "staff_name text, staff_type text, check_code integer, openid text, is_delete bool,"
    " create_time datetime, update_time datetime",
    "company": f"company_name text, company_city text, {_END}",
    "warehouse": f"warehouse_name text, warehouse_city text, warehouse_address text, {_END}",
    "supplier": "supplier_name text, supplier_city text, supplier_address text,"
    f" supplier_contact text, supplier_manager text, supplier_level bigint, {_END}",
    "customer": "customer_name text, customer_city text, customer_address text,"
    f" customer_contact text, customer_manager text, customer_level bigint, {_END}",
    "driver": f"driver_name text, license_plate text, contact text, {_END}",
    "capital": f"capital_name text, capital_qty bigint, capital_cost real, {_END}",
    "goods": "goods_code text, goods_desc text, goods_supplier text, goods_weight real,"
    " goods_w real, goods_d real, goods_h real, unit_volume real, goods_unit text,"
    " goods_class text, goods_brand text, goods_color text, goods_shape text, goods_specs text,"
    " goods_origin text, safety_stock bigint, goods_cost real, goods_price real, bar_code text,"
    f" {_END}",
    **{
        f"goods{name}": f"goods_{name} text, {_END}"
        for name in ("unit", "class", "brand", "color", "shape", "specs", "origin")
    },
    "binsize": f"bin_size text, bin_size_w real, bin_size_d real, bin_size_h real, {_END}",
    "binset": "bin_name text, bin_size text, bin_property text, empty_label bool, bar_code text,"
    f" {_END}",
    "stocklist": "goods_code text, goods_desc text, goods_qty bigint, onhand_stock bigint,"
    " can_order_stock bigint, ordered_stock bigint, inspect_stock bigint, hold_stock bigint,"
    " damage_stock bigint, asn_stock bigint, dn_stock bigint, pre_load_stock bigint,"
    " pre_sort_stock bigint, sorted_stock bigint, pick_stock bigint, picked_stock bigint,"
    f" back_order_stock bigint, supplier text, {_NO_FLAG}",
    "stockbin": "bin_name text, goods_code text, goods_desc text, goods_qty bigint,"
    " pick_qty bigint, picked_qty bigint, bin_size text, bin_property text, t_code text,"
    f" {_NO_FLAG}",
    "asnlist": "asn_code text, asn_status bigint, total_weight real, supplier text,"
    f" bar_code text, transportation_fee text, {_END}",
    "asndetail": "asn_code text, asn_status bigint, supplier text, goods_code text,"
    " goods_qty bigint, goods_actual_qty bigint, sorted_qty bigint, goods_shortage_qty bigint,"
    f" goods_more_qty bigint, goods_damage_qty bigint, {_END}",
    "dnlist": "dn_code text, dn_status bigint, total_weight real, customer text, bar_code text,"
    f" back_order_label bool, transportation_fee text, {_END}",
    "dndetail": "dn_code text, dn_status bigint, customer text, goods_code text,"
    " goods_qty bigint, pick_qty bigint, picked_qty bigint, intransit_qty bigint,"
    f" back_order_label bool, {_END}",
    "pickinglist": "dn_code text, bin_name text, goods_code text, picking_status smallint,"
    f" pick_qty bigint, picked_qty bigint, t_code text, {_NO_FLAG}",
    "dispatchlist": f"driver_name text, dn_code text, contact bigint, {_NO_FLAG}",
    "qtyrecorder": f"mode_code text, bin_name text, goods_code text, goods_qty bigint, {_NO_FLAG}",
    "cyclecountday": "cyclecount_status integer, bin_name text, goods_code text,"
    f" goods_qty bigint, physical_inventory bigint, difference bigint, t_code text, {_NO_FLAG}",
    "manualcyclecount": "cyclecount_status integer, bin_name text, goods_code text,"
    f" goods_qty bigint, physical_inventory bigint, difference bigint, t_code text, {_NO_FLAG}",
    "transportationfee": "send_city text, receiver_city text, weight_fee real, volume_fee real,"
    f" min_payment real, transportation_supplier text, {_END}",
    "scanner": "mode text, code text, bar_code text, openid text, create_time datetime,"
    " update_time datetime",
}

Rows = Sequence[Mapping[str, Cell]]


def alias(mode: str, code: str) -> str:
    """What stood on the printed label."""
    return hashlib.md5(f"{mode}{code}".encode(), usedforsecurity=False).hexdigest()


def t_code(row: str) -> str:
    """The key of a row of stock."""
    return alias("T", row)


def make(path: Path) -> Path:
    """A shop with three items, seven ASNs and nine DNs: at least one at every step."""
    base = sqlite3.connect(path)
    base.execute("PRAGMA synchronous=OFF")
    for table, columns in _TABLES.items():
        base.execute(f"CREATE TABLE {table}(id integer PRIMARY KEY AUTOINCREMENT, {columns})")
    for table, rows in (*_master().items(), *_documents().items(), *_stock().items()):
        for row in rows:
            add(base, table, row)
    for mode, table, column in (
        ("GOODS", "goods", "goods_code"),
        ("BINSET", "binset", "bin_name"),
        ("ASN", "asnlist", "asn_code"),
        ("DN", "dnlist", "dn_code"),
    ):
        for (code,) in base.execute(f"SELECT {column} FROM {table}").fetchall():
            bar_code = alias(mode, code)
            add(base, "scanner", {"mode": mode, "code": code, "bar_code": bar_code})
            base.execute(f"UPDATE {table} SET bar_code=? WHERE {column}=?", (bar_code, code))
    base.commit()
    base.close()
    return path


def add(base: sqlite3.Connection, table: str, row: Mapping[str, Cell], openid: str = OPENID) -> int:
    """One row of an account; what every row has is filled in."""
    has = {str(each[1]) for each in base.execute(f"PRAGMA table_info({table})")}
    common: dict[str, Cell] = {
        "creater": "shop", "openid": openid, "is_delete": 0, "create_time": AT, "update_time": AT,
    }  # fmt: skip
    full = {name: value for name, value in common.items() if name in has} | dict(row)
    marks = ", ".join("?" for _ in full)
    made = base.execute(
        f"INSERT INTO {table}({', '.join(full)}) VALUES({marks})", tuple(full.values())
    )
    return int(made.lastrowid or 0)


def _master() -> dict[str, Rows]:
    goods = ("TEA", "Tea 茶", "Leaf Ltd", 250.4), ("MUG", "Mug", "Clay Co", 410.0), (
        "MILK", "牛奶 Milk", "Leaf Ltd", 1030.0
    )  # fmt: skip
    return {
        "user_profile": [{"user_id": 1, "name": "shop", "appid": "app-secret-1"}],
        "auth_user": [{"username": "shop", "password": PASSWORD, "is_active": 1}],
        "staff": [
            {"staff_name": name, "staff_type": kind, "check_code": CHECK_CODE}
            for name, kind in (
                ("shop", "Admin"), ("Ann", "Manager"), ("Bo", "Outbound"), ("Leaf Ltd", "Supplier"),
                ("Zed", "Gardener"),
            )
        ],
        "company": [{"company_name": "Shop", "company_city": "shanghai"}],
        "warehouse": [{"warehouse_name": "Center", "warehouse_city": "shenzhen"}],
        "supplier": [
            {"supplier_name": name, "supplier_city": "hefei", "supplier_level": 1}
            for name in ("Leaf Ltd", "Clay Co")
        ],
        "customer": [
            {"customer_name": name, "customer_city": "wuhan", "customer_level": 2}
            for name in ("Café Süd", "Clay Co")
        ],
        "driver": [{"driver_name": "Dee", "license_plate": "B 12", "contact": "+86 138"}],
        "capital": [{"capital_name": "Forklift", "capital_qty": 2, "capital_cost": 9999.5}],
        "goods": [
            {
                "goods_code": code, "goods_desc": text, "goods_supplier": supplier,
                "goods_weight": weight, "goods_w": 100.0, "goods_d": 200.0, "goods_h": 50.0,
                "unit_volume": 0.001, "goods_unit": "Box", "goods_class": "Food",
                "goods_brand": "B", "goods_color": "Red", "goods_shape": "Square",
                "goods_specs": "1 x 10", "goods_origin": "hefei", "safety_stock": 5,
                "goods_cost": 1.25, "goods_price": 3.1,
            }
            for code, text, supplier, weight in goods
        ],
        **{
            f"goods{name}": [{f"goods_{name}": value}]
            for name, value in (
                ("unit", "Box"), ("class", "Food"), ("brand", "B"), ("color", "Red"),
                ("shape", "Square"), ("specs", "1 x 10"), ("origin", "hefei"),
            )
        },
        "binsize": [
            {"bin_size": "Big", "bin_size_w": 1100.0, "bin_size_d": 1200.0, "bin_size_h": 1800.0}
        ],
        "binset": [
            {"bin_name": name, "bin_size": "Big", "bin_property": kind, "empty_label": empty}
            for name, kind, empty in (
                ("R1", "Normal", 0), ("R2", "Normal", 0), ("R3", "Normal", 1), ("R4", "Normal", 1),
                ("RD", "Damage", 0), ("RH", "Holding", 0), ("RI", "Inspection", 0),
            )
        ],
        **_freight(),
    }  # fmt: skip


def _freight() -> dict[str, Rows]:
    return {
        "transportationfee": [
            {
                "send_city": "shenzhen", "receiver_city": "wuhan", "weight_fee": 1.5,
                "volume_fee": 100.0, "min_payment": 20.25, "transportation_supplier": "Fast",
            }
        ],
    }  # fmt: skip


def _documents() -> dict[str, Rows]:
    asns = (  # code, status, supplier, is_delete, item, announced, counted, put away
        ("ASN1", 1, "Leaf Ltd", 0, "TEA", 10, 0, 0), ("ASN2", 2, "Clay Co", 0, "MUG", 20, 0, 0),
        ("ASN3", 3, "Leaf Ltd", 0, "MILK", 7, 0, 0), ("ASN4", 4, "Leaf Ltd", 0, "TEA", 12, 11, 4),
        ("ASN5", 5, "Leaf Ltd", 0, "TEA", 100, 100, 100), ("ASN6", 1, "Clay Co", 1, "MUG", 9, 0, 0),
        ("ASN7", 1, "", 0, "", 0, 0, 0),
    )  # fmt: skip
    dns = (  # code, status, customer, back-order, is_delete, item, ordered, allocated, picked, sent
        ("DN1", 1, "Café Süd", 0, 0, "TEA", 2, 0, 0, 0),
        ("DN2", 2, "Café Süd", 0, 0, "MUG", 4, 0, 0, 0),
        ("DN3", 2, "Clay Co", 1, 0, "MILK", 9, 0, 0, 0),
        ("DN4", 3, "Café Süd", 0, 0, "TEA", 8, 8, 0, 0),
        ("DN5", 4, "Clay Co", 0, 0, "TEA", 7, 0, 6, 0),
        ("DN6", 5, "Café Süd", 0, 0, "MUG", 3, 0, 3, 3),
        ("DN7", 6, "Café Süd", 0, 0, "TEA", 5, 0, 5, 5),
        ("DN8", 1, "Café Süd", 0, 1, "TEA", 1, 0, 0, 0),
        ("DN9", 1, "", 0, 0, "", 0, 0, 0, 0),
    )
    more = [("ASN5", "MUG", 50), ("ASN5", "MILK", 30)]
    return {
        "asnlist": [
            {"asn_code": code, "asn_status": status, "supplier": supplier, "is_delete": gone,
             "transportation_fee": '{"detail": []}', "total_weight": 1.0}
            for code, status, supplier, gone, *_ in asns
        ],
        "asndetail": [
            {"asn_code": code, "asn_status": status, "supplier": supplier, "is_delete": gone,
             "goods_code": item, "goods_qty": announced, "goods_actual_qty": counted,
             "sorted_qty": put, "goods_shortage_qty": 0, "goods_more_qty": 0, "goods_damage_qty": 0}
            for code, status, supplier, gone, item, announced, counted, put in (
                *asns[:-1], *((code, 5, "Clay Co", 0, item, n, n, n) for code, item, n in more)
            )
        ],
        "dnlist": [
            {"dn_code": code, "dn_status": status, "customer": customer, "is_delete": gone,
             "back_order_label": back, "transportation_fee": '{"detail": []}', "total_weight": 1.0}
            for code, status, customer, back, gone, *_ in dns
        ],
        "dndetail": [
            {"dn_code": code, "dn_status": status, "customer": customer, "is_delete": gone,
             "back_order_label": back, "goods_code": item, "goods_qty": ordered,
             "pick_qty": kept, "picked_qty": picked, "intransit_qty": sent}
            for code, status, customer, back, gone, item, ordered, kept, picked, sent in dns[:-1]
        ],
        "pickinglist": [
            {"dn_code": code, "bin_name": place, "goods_code": item, "picking_status": status,
             "pick_qty": asked, "picked_qty": picked, "t_code": t_code(row)}
            for code, place, item, status, asked, picked, row in (
                ("DN4", "R1", "TEA", 0, 8, 0, "R1 TEA"), ("DN5", "R1", "TEA", 1, 7, 6, "R1 TEA"),
                ("DN6", "R1", "MUG", 1, 3, 3, "R1 MUG"), ("DN7", "R1", "TEA", 1, 5, 5, "gone"),
            )
        ],
        "dispatchlist": [
            {"driver_name": "Dee", "dn_code": code, "contact": 86138} for code in ("DN6", "DN7")
        ],
    }  # fmt: skip


def _stock() -> dict[str, Rows]:
    names = (
        "goods_qty", "onhand_stock", "can_order_stock", "ordered_stock", "inspect_stock",
        "hold_stock", "damage_stock", "asn_stock", "dn_stock", "pre_load_stock", "pre_sort_stock",
        "sorted_stock", "pick_stock", "picked_stock", "back_order_stock",
    )  # fmt: skip
    listed = {
        "TEA": (116, 93, 85, 0, 0, 0, 0, 10, 2, 0, 0, 7, 8, 6, 0),
        "MUG": (67, 47, 38, 4, 0, 0, 5, 0, 0, 20, 0, 0, 0, 0, 0),
        "MILK": (37, 30, 0, 9, 20, 10, 0, 0, 0, 0, 7, 0, 0, 0, 9),
    }
    lying = (  # place, item, quantity, allocated, picked, property, row
        ("R1", "TEA", 49, 8, 6, "Normal", "R1 TEA"), ("R2", "TEA", 40, 0, 0, "Normal", "R2 TEA"),
        ("R2", "TEA", 4, 0, 0, "Normal", "R2 TEA 2"), ("R1", "MUG", 42, 0, 0, "Normal", "R1 MUG"),
        ("RD", "MUG", 5, 0, 0, "Damage", "RD MUG"), ("RH", "MILK", 10, 0, 0, "Holding", "RH MILK"),
        ("RI", "MILK", 20, 0, 0, "Inspection", "RI MILK"),
    )  # fmt: skip
    moved = (
        ("ASN5", "R1", "TEA", 60), ("ASN5", "R2", "TEA", 40), ("ASN4", "R2", "TEA", 4),
        ("ASN5", "R1", "MUG", 45), ("ASN5", "RD", "MUG", 5), ("ASN5", "RH", "MILK", 10),
        ("ASN5", "RI", "MILK", 20), ("DN7", "R1", "TEA", -5), ("DN5", "R1", "TEA", -6),
        ("DN6", "R1", "MUG", -3),
    )  # fmt: skip
    counted = (
        ("cyclecountday", "R1", "TEA", 49, 48, "R1 TEA"),
        ("cyclecountday", "R2", "TEA", 40, 40, "R2 TEA"),
        ("manualcyclecount", "R1", "MUG", 42, 43, "R1 MUG"),
    )
    return {
        "stocklist": [
            {"goods_code": code, **dict(zip(names, values, strict=True))}
            for code, values in listed.items()
        ],
        "stockbin": [
            {"bin_name": place, "goods_code": item, "goods_qty": quantity, "pick_qty": kept,
             "picked_qty": picked, "bin_size": "Big", "bin_property": kind, "t_code": t_code(row)}
            for place, item, quantity, kept, picked, kind, row in lying
        ],
        "qtyrecorder": [
            {"mode_code": code, "bin_name": place, "goods_code": item, "goods_qty": quantity}
            for code, place, item, quantity in moved
        ],
        **{
            table: [
                {"cyclecount_status": 1, "bin_name": place, "goods_code": item, "goods_qty": book,
                 "physical_inventory": found, "difference": found - book, "t_code": t_code(row)}
                for kind, place, item, book, found, row in counted if kind == table
            ]
            for table in ("cyclecountday", "manualcyclecount")
        },
    }  # fmt: skip
