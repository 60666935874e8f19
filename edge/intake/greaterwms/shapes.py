"""The tables of GreaterWMS 2.1 that are read, and their rows as values.

A field with a default may be spoilt: it is left out and named. A field without one is what makes
the row mean anything: spoilt, the row is refused.
"""

from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct, field
from msgspec.structs import fields

from models.warehouse.commands import CODE_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from models.warehouse.quantity import QUANTITY_MAX
from models.warehouse.texts import NO_NUL

Code = Annotated[str, Meta(min_length=1, max_length=CODE_CHARACTERS_MAX, pattern=NO_NUL)]
Text = Annotated[str, Meta(max_length=TEXT_CHARACTERS_MAX, pattern=NO_NUL)]
Quantity = Annotated[int, Meta(ge=-QUANTITY_MAX, le=QUANTITY_MAX)]
Whole = Annotated[int, Meta(ge=0, le=QUANTITY_MAX)]
Measure = Annotated[float, Meta(ge=0, le=1e9)]
Money = Annotated[Decimal, Meta()]
RowId = Annotated[int, Meta(ge=0, lt=1 << 62)]


class Row(Struct, frozen=True, kw_only=True):
    """create_time: naive, of the zone the other system ran in."""

    id: RowId
    is_delete: bool = False
    create_time: str = ""


class Party(Row, frozen=True, kw_only=True):
    """A supplier or customer."""

    name: Code
    city: Text = ""
    address: Text = ""
    contact: Text = ""
    manager: Text = ""
    level: Whole | None = None


class Staff(Row, frozen=True, kw_only=True):
    staff_name: Code
    staff_type: Text = ""


class Goods(Row, frozen=True, kw_only=True):
    """Weight in g, lengths in mm, volume in m³."""

    goods_code: Code
    goods_desc: Text = ""
    goods_supplier: Text = ""
    goods_weight: Measure | None = None
    goods_w: Measure | None = None
    goods_d: Measure | None = None
    goods_h: Measure | None = None
    unit_volume: Measure | None = None
    goods_unit: Text = ""
    goods_class: Text = ""
    goods_brand: Text = ""
    goods_color: Text = ""
    goods_shape: Text = ""
    goods_specs: Text = ""
    goods_origin: Text = ""
    safety_stock: Whole = 0
    goods_cost: Money | None = None
    goods_price: Money | None = None
    bar_code: Text = ""


class Size(Row, frozen=True, kw_only=True):
    size: Code = field(name="bin_size")
    width: Measure | None = field(name="bin_size_w", default=None)
    depth: Measure | None = field(name="bin_size_d", default=None)
    height: Measure | None = field(name="bin_size_h", default=None)


class Location(Row, frozen=True, kw_only=True):
    location: Code = field(name="bin_name")
    size: Text = field(name="bin_size", default="")
    property: Text = field(name="bin_property")
    empty_label: bool = False
    bar_code: Text = ""


class Lying(Row, frozen=True, kw_only=True):
    """goods_qty holds pick_qty (allocated); picked_qty is taken out and not dispatched."""

    location: Code = field(name="bin_name")
    goods_code: Code
    goods_qty: Quantity
    pick_qty: Quantity = 0
    picked_qty: Quantity = 0
    property: Text = field(name="bin_property", default="")
    t_code: Text = ""


class AsnList(Row, frozen=True, kw_only=True):
    asn_code: Code
    asn_status: Whole
    supplier: Text = ""
    bar_code: Text = ""
    transportation_fee: str = ""


class AsnDetail(Row, frozen=True, kw_only=True):
    """sorted_qty: put away so far."""

    asn_code: Code
    asn_status: Whole = 0
    goods_code: Code
    goods_qty: Quantity
    goods_actual_qty: Quantity
    sorted_qty: Quantity
    goods_damage_qty: Quantity = 0


class DnList(Row, frozen=True, kw_only=True):
    dn_code: Code
    dn_status: Whole
    customer: Text = ""
    bar_code: Text = ""
    back_order_label: bool = False
    transportation_fee: str = ""


class DnDetail(Row, frozen=True, kw_only=True):
    dn_code: Code
    dn_status: Whole = 0
    goods_code: Code
    goods_qty: Quantity
    pick_qty: Quantity
    picked_qty: Quantity
    intransit_qty: Quantity


class Picking(Row, frozen=True, kw_only=True):
    """picking_status 0: allocated, 1: picked. t_code names the row of stockbin."""

    dn_code: Code
    location: Text = field(name="bin_name", default="")
    goods_code: Code
    picking_status: Whole
    pick_qty: Quantity
    picked_qty: Quantity = 0
    t_code: Text = ""


class Dispatch(Row, frozen=True, kw_only=True):
    driver_name: Code
    dn_code: Code


class Driver(Row, frozen=True, kw_only=True):
    driver_name: Code
    license_plate: Text = ""
    contact: Text = ""


class Capital(Row, frozen=True, kw_only=True):
    capital_name: Code
    capital_qty: Whole = 1
    capital_cost: Money | None = None


class Tariff(Row, frozen=True, kw_only=True):
    send_city: Text
    receiver_city: Text
    weight_fee: Money
    volume_fee: Money
    min_payment: Money
    transportation_supplier: Code


class Counted(Row, frozen=True, kw_only=True):
    location: Code = field(name="bin_name")
    goods_code: Code
    goods_qty: Quantity
    physical_inventory: Quantity
    difference: Quantity
    t_code: Text = ""


class Alias(Row, frozen=True, kw_only=True):
    """A printed code: mode says of what, code of which."""

    mode: Text
    code: Code
    bar_code: Code


class Warehouse(Row, frozen=True, kw_only=True):
    warehouse_name: Text = ""
    warehouse_city: Text = ""
    warehouse_address: Text = ""
    warehouse_contact: Text = ""
    warehouse_manager: Text = ""


SHAPES: dict[str, type[Row]] = {
    "warehouse": Warehouse,
    "supplier": Party,
    "customer": Party,
    "staff": Staff,
    "goods": Goods,
    "binsize": Size,
    "binset": Location,
    "stockbin": Lying,
    "asnlist": AsnList,
    "asndetail": AsnDetail,
    "dnlist": DnList,
    "dndetail": DnDetail,
    "pickinglist": Picking,
    "dispatchlist": Dispatch,
    "driver": Driver,
    "capital": Capital,
    "transportationfee": Tariff,
    "cyclecountday": Counted,
    "manualcyclecount": Counted,
    "scanner": Alias,
}
"""Tables whose rows mean something here. All others of TABLES are history."""

_MORE = {
    "company": "company_name company_city company_address company_contact company_manager",
    "stocklist": (
        "goods_code goods_desc goods_qty onhand_stock can_order_stock ordered_stock inspect_stock"
        " hold_stock damage_stock asn_stock dn_stock pre_load_stock pre_sort_stock sorted_stock"
        " pick_stock picked_stock back_order_stock supplier"
    ),
    "qtyrecorder": "mode_code bin_name goods_code goods_desc goods_qty store_code",
    "goodsunit": "goods_unit",
    "goodsclass": "goods_class",
    "goodsbrand": "goods_brand",
    "goodscolor": "goods_color",
    "goodsshape": "goods_shape",
    "goodsspecs": "goods_specs",
    "goodsorigin": "goods_origin",
    "user_profile": "name",
    "stockbin": "goods_desc bin_size",
    "asnlist": "total_weight total_volume total_cost",
    "asndetail": (
        "supplier goods_desc goods_shortage_qty goods_more_qty goods_weight goods_volume goods_cost"
    ),
    "dnlist": "total_weight total_volume total_cost",
    "dndetail": (
        "customer goods_desc delivery_actual_qty delivery_shortage_qty delivery_more_qty"
        " delivery_damage_qty goods_weight goods_volume goods_cost back_order_label"
    ),
    "dispatchlist": "contact",
    "cyclecountday": "cyclecount_status",
    "manualcyclecount": "cyclecount_status",
}
_COMMON = ("id", "creater", "is_delete", "create_time", "update_time")
PREFIXED = frozenset({"supplier", "customer"})
"""Tables whose columns carry the table's name in front: supplier_city."""
NEEDED = ("stocklist", "stockbin", "asnlist", "dnlist", "user_profile")
"""A database without one of these is not GreaterWMS."""
TENANT = "openid"
"""Tenant and credential in one: it is compared, never staged and never kept."""


def names_of(shape: type[Row], *, required: bool = False) -> list[str]:
    """Columns of a shape as they are called there, or those of them that it cannot do without."""
    return [each.encode_name for each in fields(shape) if each.required or not required]


def columns_of(table: str) -> tuple[str, ...]:
    """All columns that are read: whatever is not named here, secrets above all, never is."""
    shape = SHAPES.get(table)
    own = [name for name in names_of(shape) if name not in _COMMON] if shape else []
    if table in PREFIXED:
        own = [f"{table}_{name}" for name in own]
    return (*_COMMON, *own, *_MORE.get(table, "").split())


TABLES = tuple(dict.fromkeys((*SHAPES, *_MORE)))
