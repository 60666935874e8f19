"""Tables of GreaterWMS: recognised by their beginning and width, read by position."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from edge.intake.columns import mapping_for
from edge.intake.errors import IntakeError
from edge.intake.kinds import columns_of
from edge.intake.layouts import LAYOUTS, Layout, recognised
from edge.intake.plan import Plan
from edge.intake.run import Request, check
from edge.intake.setup.standing import SetupKind, Standing
from models.warehouse.commands import AnnounceAsn, SetAsset, SetDriver, SetTariff, TakeOrder
from models.warehouse.custom import About, CustomField

END = ",Creater,Create Time,Update Time"
END_ZH = ",创建人,创建时间,更新时间"
GOODS = (
    "Goods Code,Goods Description,Goods Supplier,Goods Weight,Goods W,Goods D,Goods H,Unit Volume,"
    "Goods Unit,Goods Class,Goods Brand,Goods Color,Goods Shape,Goods Specs,Goods Origin,"
    "Goods Cost,Goods Price"
)
GOODS_ROW = "A000001,茶,LEAF,499.6,100,200,300,0.006,box,c,b,r,s,p,o,1.25,2.5"
MADE = ",Ann,2021-01-01 00:00:00,2021-01-01 00:00:00"


class Anything:
    """A site that knows every item and no carrier."""

    def has_item(self, code: str) -> bool:
        return True

    def property_of(self, location: str) -> str | None:
        return "damage" if location.startswith("D") else "normal"

    def has_order(self, number: str) -> bool:
        return False

    def has_carrier(self, code: str) -> bool:
        return False

    def has_owner(self, code: str) -> bool:
        return False

    def expect_items(self, codes: Sequence[str]) -> None:
        pass

    def currency(self) -> str | None:
        return None

    def custom_fields(self, about: About) -> list[CustomField]:
        return []

    def setup(self, kind: SetupKind) -> dict[str, Standing]:
        return {}

    def now_ms(self) -> int:
        return 0


def planned(folder: Path, kind: str, text: str) -> tuple[Plan, list[str]]:
    file = folder / "t.csv"
    file.write_text(text, encoding="utf-8")
    checked = check(
        Request(kind, file, "t.csv", dry_run=True), Anything(), ZoneInfo("UTC"), folder,
        lambda _: None,
    )  # fmt: skip
    assert checked.layout is not None
    return checked.plan, [refusal.code for refusal in checked.findings.shown]


@pytest.mark.parametrize(("end", "made"), [(END, MADE), ("", "")])
def test_goods_are_items(tmp_path: Path, end: str, made: str) -> None:
    plan, refused = planned(tmp_path, "items", f"{GOODS}{end}\n{GOODS_ROW}{made}\n")
    assert refused == []
    (row,) = plan.rows
    assert (row.code, row.values) == (
        "A000001",
        {
            "description": "茶", "weight_g": 500, "width_mm": 100, "length_mm": 200,
            "height_mm": 300, "base_uom": "box", "cost_micro": 1_250_000,
            "price_micro": 2_500_000,
        },
    )  # fmt: skip


def test_suppliers_and_customers_are_partners(tmp_path: Path) -> None:
    head = "供应商名称,供应商城市,供应商地址,联系方式,负责人,供应商等级" + END_ZH
    plan, _ = planned(tmp_path, "partners", f"{head}\nLeaf & Co,上海,No. 1,0138,Ann,2{MADE}\n")
    assert [(row.code, row.values) for row in plan.rows] == [
        (
            "Leaf & Co",
            {
                "kind": "supplier", "name": "Leaf & Co", "city": "上海", "address": "No. 1",
                "contact": "0138", "manager": "Ann", "level": 2,
            },
        )
    ]  # fmt: skip
    head = "Customer Name,City,Address,Contact,Manager,Level"
    plan, _ = planned(tmp_path, "partners", f"{head}\nBob,Rome,,+39 1,,\n")
    assert plan.rows[0].values == {
        "kind": "customer", "name": "Bob", "city": "Rome", "contact": "+39 1",
    }  # fmt: skip


def test_locations_and_what_lies_in_them(tmp_path: Path) -> None:
    head = "Bin Name,Bin Size,Bin Property,Empty Label"
    plan, _ = planned(tmp_path, "locations", f"{head}{END}\nD1,Big,Damage,true{MADE}\n")
    assert [(row.code, row.values) for row in plan.rows] == [
        ("D1", {"size_class": "Big", "property": "damage"})
    ]
    head = (
        "库位名称,商品编码,商品描述,库存数量,待拣数量,已拣数量,库位尺寸,库位属性,创建时间,更新时间"
    )
    table = f"{head}\nD1,A1,x,7,2,1,Big,Damage,t,t\nN1,A1,x,0,0,0,Big,Normal,t,t\n"
    plan, refused = planned(tmp_path, "opening_stock", table)
    (stock,) = (each.command for each in plan.commands)
    assert (stock.location, stock.item, stock.quantity, stock.status) == (  # type: ignore[union-attr]
        "D1", "A1", 7, "damaged",
    )  # fmt: skip
    assert refused == ["zero_quantity"]


def test_lines_of_deliveries_and_orders(tmp_path: Path) -> None:
    head = "ASN Code,Status,Supplier,Goods," + ",".join(f"c{n}" for n in range(10)) + END
    row = "ASN1,1,LEAF,A1,x,5,5,0,0,0,0,1,1,1" + MADE
    plan, _ = planned(tmp_path, "asns", f"{head}\n{row}\n")
    (asn,) = (each.command for each in plan.commands)
    assert isinstance(asn, AnnounceAsn)
    assert (asn.asn, asn.supplier, asn.lines[0].item, asn.lines[0].quantity) == (
        "ASN1", "LEAF", "A1", 5,
    )  # fmt: skip
    head = "发货单单号," + ",".join(f"c{n}" for n in range(18))
    row = "DN1,2,A1,x,9,0,0,0,0,0,0,0,1,1,Bob,Ann,False,t,t"
    plan, _ = planned(tmp_path, "orders", f"{head}\n{row}\n")
    (order,) = (each.command for each in plan.commands)
    assert isinstance(order, TakeOrder)
    assert (order.order, order.customer, order.lines[0].quantity) == ("DN1", "Bob", 9)


def test_tariffs_drivers_and_assets(tmp_path: Path) -> None:
    head = "Send City,Receiver City,Weight Fee,Volume Fee,Min Payment,Transportation Supplier"
    plan, _ = planned(tmp_path, "tariffs", f"{head}{END}\n上海,Rome,0.25,100,15.5,SF{MADE}\n")
    carrier, tariff = (each.command for each in plan.commands)
    assert carrier.carrier == "SF"  # type: ignore[union-attr]
    assert isinstance(tariff, SetTariff)
    assert (tariff.from_city, tariff.to_city, tariff.weight_fee, tariff.volume_fee) == (
        "上海", "Rome", "0.25", "100.00",
    )  # fmt: skip
    plan, _ = planned(tmp_path, "drivers", "司机姓名,车牌,电话\nKim,沪A 1,+86 0138\n")
    (driver,) = (each.command for each in plan.commands)
    assert isinstance(driver, SetDriver)
    assert (driver.driver, driver.plate, driver.phone) == ("Kim", "沪A 1", "+86 0138")
    plan, _ = planned(tmp_path, "assets", "Capital Name,Qty,Cost\nTruck,2,30000.5\n")
    (asset,) = (each.command for each in plan.commands)
    assert isinstance(asset, SetAsset)
    assert (asset.name, asset.quantity, asset.cost) == ("Truck", 2, "30000.50")


def test_a_table_of_another_kind_is_named() -> None:
    headings = GOODS.split(",")
    assert recognised(headings) is not None
    assert recognised(headings[:-1]) is None
    assert recognised(["code", "description"]) is None


def test_the_refusal_says_what_the_table_is(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("Driver Name,License Plate,Contact\nKim,A,1\n")
    with pytest.raises(IntakeError, match="GreaterWMS writes drivers"):
        check(
            Request("orders", file, "t.csv", dry_run=True), Anything(), ZoneInfo("UTC"), tmp_path,
            lambda _: None,
        )  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.first[0][0])
def test_each_layout_fits_its_kind(layout: Layout) -> None:
    columns = columns_of(layout.kind)
    assert {*layout.places, *layout.fixed} <= {column.name for column in columns}
    headings = [str(place) for place in range(min(layout.widths))]
    assert mapping_for(columns, headings, None, layout.places) == layout.places
    assert max(layout.places.values()) < len(headings)
