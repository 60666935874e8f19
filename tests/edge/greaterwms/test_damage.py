"""Damaged copies: each fault is named by table, row and reason, and the sound part comes over."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from edge.intake.errors import IntakeError
from edge.intake.greaterwms.shapes import NEEDED, TABLES
from tests.edge.greaterwms.conftest import Move, change, figures, found
from tests.edge.greaterwms.other import OTHER, add
from tests.edge.site import TestSite

JUNK = ("'abc'", "-5", "NULL", "''", "x'ff00'", "1e400", "9223372036854775807", "3.5", "'  TEA '",
        "char(0)", "'" + "x" * 300 + "'", "'2026-99-99'", "'@found'")  # fmt: skip
STORMS = 20

CASES = [
    ("an item twice",
     "INSERT INTO goods SELECT NULL, goods_code, 'again', goods_supplier, 1, 1, 1, 1, 0,"
     " goods_unit, goods_class, goods_brand, goods_color, goods_shape, goods_specs,"
     " goods_origin, 0, 1, 1, bar_code, creater, openid, 0, create_time, update_time FROM goods"
     " WHERE id=1",
     {("mismatch", "code_twice", "goods", 4), ("refused", "code_twice", "goods", 4)}),
    ("a location twice",
     "INSERT INTO binset SELECT NULL, bin_name, bin_size, bin_property, empty_label, bar_code,"
     " creater, openid, 0, create_time, update_time FROM binset WHERE id=1",
     {("mismatch", "code_twice", "binset", 8), ("refused", "code_twice", "binset", 8)}),
    ("stock twice",
     "INSERT INTO stockbin SELECT NULL, bin_name, goods_code, goods_desc, goods_qty, 0, 0,"
     " bin_size, bin_property, t_code, creater, openid, create_time, update_time FROM stockbin"
     " WHERE id=2",
     {("mismatch", "row_twice", "stockbin", 8), ("refused", "row_twice", "stockbin", 8),
      ("mismatch", "stock_onhand_stock", "stocklist", 1)}),
    ("a document twice",
     "INSERT INTO dnlist SELECT NULL, dn_code, 2, 1, customer, bar_code, 0, '', creater, openid, 0,"
     " create_time, update_time FROM dnlist WHERE id=4",
     {("mismatch", "code_twice", "dnlist", 10), ("refused", "code_twice", "dnlist", 10),
      ("mismatch", "status_differs", "dndetail", 4)}),
    ("stock off by one",
     "UPDATE stockbin SET goods_qty=goods_qty+1 WHERE id=2",
     {("mismatch", "stock_onhand_stock", "stocklist", 1)}),
    ("stock below zero",
     "UPDATE stockbin SET goods_qty=-3 WHERE id=4",
     {("mismatch", "negative", "stockbin", 4), ("refused", "negative", "stockbin", 4),
      ("mismatch", "stock_onhand_stock", "stocklist", 2)}),
    ("an announced quantity below zero",
     "UPDATE asndetail SET goods_qty=-1 WHERE id=1",
     {("mismatch", "negative", "asndetail", 1), ("refused", "negative", "asndetail", 1),
      ("refused", "no_line", "asnlist", 1), ("mismatch", "stock_asn_stock", "stocklist", 1)}),
    ("stock of an item that is not there",
     "DELETE FROM goods WHERE goods_code='MUG'",
     {("mismatch", "unknown_goods", table, row) for table, row in
      (("stockbin", 4), ("stockbin", 5), ("stocklist", 2), ("asndetail", 2), ("asndetail", 7),
       ("dndetail", 2), ("dndetail", 6), ("pickinglist", 3), ("scanner", 2))}
     | {("refused", "unknown_goods", table, row) for table, row in
        (("stockbin", 4), ("stockbin", 5), ("asndetail", 2), ("dndetail", 2), ("dndetail", 6),
         ("manualcyclecount", 1))}
     | {("refused", "no_line", "asnlist", 2), ("refused", "no_line", "dnlist", 2),
        ("refused", "no_line", "dnlist", 6), ("refused", "points_nowhere", "scanner", 2)}),
    ("stock in a location that is not there",
     "DELETE FROM binset WHERE bin_name='R2'",
     {("mismatch", "unknown_bin", "stockbin", 2), ("mismatch", "unknown_bin", "stockbin", 3),
      ("mismatch", "unknown_bin", "scanner", 5), ("refused", "unknown_bin", "stockbin", 2),
      ("refused", "unknown_bin", "stockbin", 3), ("refused", "points_nowhere", "scanner", 5)}),
    ("stock in a deleted location",
     "UPDATE binset SET is_delete=1 WHERE bin_name='RD'",
     {("mismatch", "unknown_bin", "stockbin", 5), ("mismatch", "unknown_bin", "scanner", 8),
      ("refused", "unknown_bin", "stockbin", 5), ("refused", "points_nowhere", "scanner", 8)}),
    ("allocated from nowhere",
     "UPDATE pickinglist SET t_code='nothing' WHERE id=1",
     {("mismatch", "unknown_t", "pickinglist", 1),
      ("refused", "unknown_stock", "pickinglist", 1)}),
    ("allocated more than lies there",
     "UPDATE pickinglist SET pick_qty=800 WHERE id=1",
     {("mismatch", "stock_pick_stock", "stocklist", 1),
      ("refused", "more_than_lies_there", "pickinglist", 1)}),
    ("a partner nobody entered",
     "DELETE FROM supplier WHERE supplier_name='Clay Co'",
     {("mismatch", "unknown_supplier", "asnlist", 2),
      ("mismatch", "unknown_supplier", "goods", 2)}),
    ("lines without document",
     "DELETE FROM asnlist WHERE asn_code='ASN2'",
     {("mismatch", "unknown_asn", "asndetail", 2), ("refused", "unknown_document", "asndetail", 2),
      ("refused", "points_nowhere", "scanner", 12)}),
    ("a document without lines",
     "DELETE FROM dndetail WHERE dn_code='DN4'",
     {("refused", "no_line", "dnlist", 4)}),
    ("text for a quantity",
     "UPDATE stockbin SET goods_qty='many' WHERE id=2",
     {("refused", "bad_value", "stockbin", 2), ("mismatch", "stock_onhand_stock", "stocklist", 1)}),
    ("text for a state",
     "UPDATE dnlist SET dn_status='soon' WHERE id=2",
     {("refused", "bad_value", "dnlist", 2), ("mismatch", "status_differs", "dndetail", 2),
      ("refused", "document_refused", "dndetail", 2)}),
    ("freight that cannot be read",
     "UPDATE dnlist SET transportation_fee='{oops' WHERE id=2",
     {("mismatch", "fee_unreadable", "dnlist", 2)}),
    ("a label of an unknown kind",
     "UPDATE scanner SET mode='TRUCK' WHERE id=1",
     {("mismatch", "unknown_mode", "scanner", 1), ("refused", "unknown_mode", "scanner", 1)}),
    ("a location of an unknown property",
     "UPDATE binset SET bin_property='Attic' WHERE bin_name='R3'",
     {("refused", "unknown_property", "binset", 3), ("refused", "points_nowhere", "scanner", 6)}),
    ("a location said to be empty",
     "UPDATE binset SET empty_label=1 WHERE bin_name='R1'",
     {("mismatch", "empty_label", "binset", 1)}),
    ("a row of the stock list missing",
     "DELETE FROM stocklist WHERE goods_code='MILK'",
     {("mismatch", f"stock_{name}", "stocklist", 0) for name in
      ("onhand_stock", "inspect_stock", "hold_stock", "pre_sort_stock", "ordered_stock")}),
    ("picked goods that are not there",
     "UPDATE stockbin SET picked_qty=0 WHERE id=1",
     {("mismatch", "stock_picked_stock", "stocklist", 1)}),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "expected"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_each_fault_is_named(
    home: TestSite,
    move: Move,
    other: Path,
    statement: str,
    expected: set[tuple[str, str, str, int]],
) -> None:
    change(other, statement)
    report = move(other)
    assert report.state == "moved_in"
    assert found(report) >= expected
    assert {level for level, *_ in found(report) - expected} <= {"mismatch", "refused"}
    extra = {(rule, table) for _, rule, table, _ in found(report) - expected}
    assert extra <= {(rule, table) for _, rule, table, _ in expected}, found(report) - expected
    assert figures(report)["on hold in locations"][1] >= 10, "the sound part is there"
    for each in report.tables:
        assert each.read == each.imported + each.history + each.refused


def test_a_value_that_matters_little_is_left_out(home: TestSite, move: Move, other: Path) -> None:
    change(other, "UPDATE goods SET goods_weight='heavy', goods_cost=-1 WHERE id=1")
    report = move(other)
    assert ("value_left_out", "goods", 1) in {
        (each.rule, each.table, each.row) for each in report.findings
    }
    rows = home.store.connection.execute("SELECT weight_g, cost_micro, price_micro FROM item"
                                         " WHERE code='TEA'").fetchall()  # fmt: skip
    assert rows == [(None, None, 3_100_000)]


def test_what_is_not_there_is_wanted_again(home: TestSite, move: Move, other: Path) -> None:
    """Of two allocated parts one points nowhere: that part becomes a back-order."""
    change(
        other,
        "UPDATE pickinglist SET pick_qty=5 WHERE id=1",
        "INSERT INTO pickinglist SELECT NULL, dn_code, bin_name, goods_code, 0, 3, 0, 'nothing',"
        " creater, openid, create_time, update_time FROM pickinglist WHERE id=1",
    )
    move(other)
    assert home.line("DN4") == {"ordered": 8, "allocated": 5, "short": 3}
    assert home.line("DN4-B1") == {"ordered": 3}


def test_picked_goods_of_no_order_are_put_back(home: TestSite, move: Move, other: Path) -> None:
    change(other, "DELETE FROM dnlist WHERE dn_code='DN5'", "DELETE FROM dndetail WHERE id=5")
    report = move(other)
    assert ("picked_for_nobody", "stockbin") in {
        (each.rule, each.table) for each in report.findings
    }
    waiting = home.store.connection.execute(
        "SELECT sum(t.quantity) FROM task t JOIN location l ON l.id=t.from_location"
        " WHERE t.kind='putaway' AND l.kind='packing'"
    ).fetchall()
    assert waiting == [(6,)]


NUMBERS = {
    "goods": "safety_stock",
    "stockbin": "goods_qty",
    "asndetail": "goods_qty",
    "dndetail": "goods_qty",
    "pickinglist": "pick_qty",
    "cyclecountday": "difference",
    "transportationfee": "weight_fee",
}
POINTERS = {
    "stockbin": "bin_name",
    "asndetail": "goods_code",
    "dndetail": "dn_code",
    "pickinglist": "t_code",
    "asnlist": "supplier",
    "goods": "goods_supplier",
    "scanner": "code",
}


def _again(file: Path) -> list[str]:
    """Statements that put every fifth row of all tables there twice."""
    base = sqlite3.connect(file)
    columns = {
        table: ", ".join(
            f'"{row[1]}"' for row in base.execute(f"PRAGMA table_info({table})") if row[1] != "id"
        )
        for table in TABLES
    }
    base.close()
    return [
        f"INSERT INTO {table}({names}) SELECT {names} FROM {table} WHERE id%5=0"
        for table, names in columns.items()
    ]


@pytest.mark.parametrize("kind", ["deleted", "doubled", "negative", "nowhere", "text"])
def test_a_damaged_copy_of_the_sample_ends_in_a_report(
    home: TestSite, move: Move, sample: Path, tmp_path: Path, kind: str
) -> None:
    copy = Path(shutil.copyfile(sample, tmp_path / "copy.db"))
    statements = {
        "deleted": [f"DELETE FROM {table} WHERE id%7=3" for table in TABLES if table not in
                    ("user_profile",)],
        "doubled": _again(copy),
        "negative": [f"UPDATE {table} SET {name}=-1-abs({name}) WHERE id%6=2"
                     for table, name in NUMBERS.items()],
        "nowhere": [f"UPDATE {table} SET {name}={name} || ' nowhere' WHERE id%6=1"
                    for table, name in POINTERS.items()],
        "text": [f"UPDATE {table} SET {name}='twelve' WHERE id%6=4"
                 for table, name in NUMBERS.items()],
    }  # fmt: skip
    change(copy, *statements[kind])
    report = move(copy)
    assert report.state == "moved_in"
    refused = {each.table: each.refused for each in report.tables}
    assert sum(refused.values()) > 20
    assert {each.rule for each in report.counts if each.level == "mismatch"}
    for each in report.tables:
        assert each.read == each.imported + each.history + each.refused
    assert [each.name for each in report.figures if each.unexplained] == []
    assert figures(report)["available in locations"][1] > 0
    assert figures(report)["printed labels"][1] > 200
    assert move(copy).state == "moved_in_before"


@pytest.mark.parametrize("table", NEEDED)
def test_a_database_that_is_another_one_is_refused(move: Move, other: Path, table: str) -> None:
    change(other, f"DROP TABLE {table}")
    with pytest.raises(IntakeError, match=f"not_greaterwms.*{table}"):
        move(other)


@pytest.mark.parametrize("body", [b"", b"no database at all", b"SQLite format 3\0" + b"\0" * 84])
def test_a_file_that_is_no_database_is_refused(move: Move, tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "no.db"
    file.write_bytes(body)
    with pytest.raises(IntakeError, match=r"not_greaterwms|not_a_database"):
        move(file)


def test_of_several_accounts_one_is_named(home: TestSite, move: Move, other: Path) -> None:
    base = sqlite3.connect(other)
    add(base, "user_profile", {"user_id": 2, "name": "annex"}, OTHER)
    add(base, "goods", {"goods_code": "SECRET", "goods_unit": "Box"}, OTHER)
    base.commit()
    base.close()
    with pytest.raises(IntakeError, match=r"which_account.*annex.*shop"):
        move(other)
    with pytest.raises(IntakeError, match=r"unknown_account.*annex.*shop"):
        move(other, account="cellar")
    move(other, account="shop")
    codes = home.store.connection.execute("SELECT code FROM item ORDER BY code").fetchall()
    assert codes == [("MILK",), ("MUG",), ("TEA",)]
    assert figures(move(other, account="annex"))["items"] == (1, 1)


def test_what_stands_beside_the_file_belongs_to_it(move: Move, other: Path) -> None:
    base = sqlite3.connect(other)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA wal_autocheckpoint=0")
    base.execute("UPDATE stockbin SET goods_qty=41 WHERE id=2")
    base.commit()
    report = move(other, write=False)
    base.close()
    assert figures(report)["available in locations"] == (136, 136)


def test_a_table_that_cannot_be_read_through_is_read_around(
    home: TestSite, move: Move, other: Path
) -> None:
    base = sqlite3.connect(other)
    for number in range(40):
        add(base, "qtyrecorder", {"mode_code": f"X{number}" * 40, "bin_name": "R1",
                                  "goods_code": "TEA", "goods_qty": 0})  # fmt: skip
    base.commit()
    root = base.execute("SELECT rootpage FROM sqlite_master WHERE name='qtyrecorder'").fetchone()
    size = base.execute("PRAGMA page_size").fetchone()
    pages = base.execute("PRAGMA page_count").fetchone()
    base.close()
    body = bytearray(other.read_bytes())
    last = (pages[0] - 1) * size[0]
    assert last > root[0]
    body[last : last + size[0]] = b"\xa5" * size[0]
    other.write_bytes(body)
    report = move(other)
    assert ("mismatch", "file_damaged", "", 0) in found(report)
    assert ("mismatch", "table_damaged", "qtyrecorder", 0) in found(report)
    assert figures(report)["available in locations"] == (135, 135)


@pytest.mark.parametrize("seed", range(STORMS))
def test_whatever_is_written_into_any_cell_ends_in_a_report(
    home: TestSite, move: Move, other: Path, seed: int
) -> None:
    """`--seed` has no part in it: the number of the case is the seed."""
    chance = random.Random(seed)
    base = sqlite3.connect(other)
    for _ in range(chance.randint(1, 12)):
        table = chance.choice(TABLES)
        columns = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
        act = chance.randrange(4)
        there = base.execute(f"SELECT id FROM {table}").fetchall()
        pick = chance.choice(there)[0] if there else 0
        if act == 0:
            base.execute(f"DELETE FROM {table} WHERE id={pick}")
        elif act == 1:
            names = ", ".join(f'"{name}"' for name in columns if name != "id")
            base.execute(f"INSERT INTO {table}({names}) SELECT {names} FROM {table}"
                         f" WHERE id={pick}")  # fmt: skip
        else:
            column = chance.choice([name for name in columns if name not in ("id", "openid")])
            base.execute(f'UPDATE {table} SET "{column}"={chance.choice(JUNK)} WHERE id={pick}')
    base.commit()
    base.close()
    kept = shutil.copyfile(other, other.with_suffix(".kept"))
    report = move(other)
    assert report.state == "moved_in"
    for each in report.tables:
        assert each.read == each.imported + each.history + each.refused
    assert move(kept).state == "moved_in_before"
