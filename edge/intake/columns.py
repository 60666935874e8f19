"""What each kind of import takes, and which headings mean it (English and Chinese)."""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import Enum

import msgspec

from edge.intake.errors import IntakeError


class Shape(Enum):
    """How a cell is read."""

    CODE = "code"
    TEXT = "text"
    QUANTITY = "quantity"
    WHOLE = "whole"
    DATE = "date"
    MOMENT = "moment"


class Column(msgspec.Struct, frozen=True):
    """A field of an import. `headings` are folded as `fold` does, most telling first."""

    name: str
    shape: Shape
    headings: tuple[str, ...]
    required: bool = False


def _column(name: str, shape: Shape, headings: str, *, required: bool = False) -> Column:
    return Column(name, shape, tuple(headings.split()), required)


_ITEM = (
    "item itemcode sku itemno itemnumber article articleno stockcode productcode partno "
    "material 商品编码 物料编码 商品编号 物料号 货号 商品代码 产品编码 商品 物料 料号"
)
_QUANTITY = "quantity qty orderqty pieces units amount count 数量 订购数量 订单数量 件数 个数"
_LOT = "lot lotno batch batchno lotnumber batchnumber 批号 批次 批次号"
_EXPIRY = (
    "expiry expirydate expires bestbefore usebefore expirationdate 有效期 到期日 失效日期 保质期至"
)
_LINE = "line lineno linenumber position pos row 行号 行 序号"

KINDS: Mapping[str, tuple[Column, ...]] = {
    "orders": (
        _column(
            "order",
            Shape.CODE,
            "order orderid ordernumber orderno invoice invoiceno salesorder dn "
            "订单号 订单编号 单号 出库单号 销售单号 订单",
            required=True,
        ),
        _column("item", Shape.CODE, _ITEM, required=True),
        _column("quantity", Shape.QUANTITY, _QUANTITY, required=True),
        _column(
            "customer",
            Shape.CODE,
            "customer customerid customercode customerno client buyer shipto "
            "客户 客户编码 客户编号 客户代码 客户号 收货方",
        ),
        _column("line", Shape.WHOLE, _LINE),
        _column(
            "due_at",
            Shape.MOMENT,
            "dueat due duedate deliverydate deliveron shipby requireddate "
            "交货日期 要求日期 发货日期 截止时间 交期",
        ),
        _column("priority", Shape.WHOLE, "priority urgency 优先级 紧急程度"),
    ),
    "items": (
        _column("code", Shape.CODE, f"code {_ITEM}", required=True),
        _column(
            "description",
            Shape.TEXT,
            "description itemdescription name itemname productname title "
            "描述 名称 品名 商品名称 物料名称",
        ),
        _column("barcode", Shape.CODE, "barcode ean gtin upc ean13 条码 条形码 商品条码"),
        _column("base_uom", Shape.CODE, "baseuom uom unit unitofmeasure 单位 基本单位 计量单位"),
        _column("tracking", Shape.CODE, "tracking trackedby 追踪方式 批次管理"),
        _column(
            "min_quantity", Shape.WHOLE, "minquantity min minimum reorderpoint 最小库存 安全库存"
        ),
        _column("weight_g", Shape.WHOLE, "weightg weight grams 重量 重量克 克重"),
    ),
    "asns": (
        _column(
            "asn",
            Shape.CODE,
            "asn asnnumber asnno inbound purchaseorder ponumber pono po delivery deliverynote "
            "到货单号 入库单号 采购单号 预到货单 收货单号",
            required=True,
        ),
        _column(
            "supplier",
            Shape.CODE,
            "supplier suppliercode supplierid vendor vendorcode shipper 供应商 供应商编码 供货商",
            required=True,
        ),
        _column("item", Shape.CODE, _ITEM, required=True),
        _column("quantity", Shape.QUANTITY, _QUANTITY, required=True),
        _column(
            "expected_on",
            Shape.DATE,
            "expectedon expected eta arrival arrivaldate 预计到货 到货日期",
        ),
        _column("lot", Shape.CODE, _LOT),
        _column("expiry", Shape.DATE, _EXPIRY),
    ),
    "opening_stock": (
        _column(
            "location",
            Shape.CODE,
            "location locationcode place storagelocation slot shelf address "
            "库位 库位编码 货位 储位 货架",
            required=True,
        ),
        _column("item", Shape.CODE, _ITEM, required=True),
        _column(
            "quantity", Shape.QUANTITY, f"{_QUANTITY} onhand stock 库存 库存数量", required=True
        ),
        _column("lot", Shape.CODE, _LOT),
        _column("expiry", Shape.DATE, _EXPIRY),
    ),
}


def fold(heading: str) -> str:
    """A heading without case, width, spaces and punctuation."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(letter for letter in text if letter.isalnum())


def columns_of(kind: str) -> tuple[Column, ...]:
    """The fields of a kind; raises IntakeError."""
    found = KINDS.get(kind)
    if found is None:
        raise IntakeError("unknown_kind", f"{kind!r} is none of {', '.join(KINDS)}")
    return found


def mapping_for(
    kind: str, headings: Sequence[str], given: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Field → place of its column. What is not given is guessed; raises IntakeError.

    `given` says field → heading as it stands in the file; an empty heading leaves the field out.
    """
    columns = columns_of(kind)
    confirmed = dict(given or {})
    unknown = sorted(set(confirmed) - {column.name for column in columns})
    if unknown:
        raise IntakeError("unknown_field", f"{unknown[0]!r} is no field of {kind}")
    places: dict[str, int] = {}
    for name, heading in confirmed.items():
        if heading:
            places[name] = _place(headings, heading)
    taken = set(places.values())
    for column in columns:
        if column.name not in confirmed:
            place = _guess(column, headings, taken)
            if place is not None:
                places[column.name] = place
                taken.add(place)
    missing = [column.name for column in columns if column.required and column.name not in places]
    if missing:
        raise IntakeError(
            "column_missing",
            f"no column for {', '.join(missing)}; the file has: {', '.join(headings)}",
        )
    return places


def _place(headings: Sequence[str], heading: str) -> int:
    for place, found in enumerate(headings):
        if found == heading or fold(found) == fold(heading):
            return place
    raise IntakeError("unknown_heading", f"the file has no column {heading!r}")


def _guess(column: Column, headings: Sequence[str], taken: set[int]) -> int | None:
    folded = {fold(heading): place for place, heading in reversed(list(enumerate(headings)))}
    for word in (fold(column.name), *column.headings):
        place = folded.get(word)
        if place is not None and place not in taken:
            return place
    return None
