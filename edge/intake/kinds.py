"""What each kind of table holds, on the way in and out, and which headings mean it (English and
Chinese)."""

from collections.abc import Mapping

from edge.intake.columns import Column, Shape, choice, column
from edge.intake.errors import IntakeError
from edge.intake.setup import cartons, channels, fields, rules
from models.warehouse.custom import About

_ITEM = (
    "item itemcode sku itemno itemnumber article articleno stockcode productcode partno "
    "material goodscode 商品编码 物料编码 商品编号 物料号 货号 商品代码 产品编码 商品 物料 料号"
)
_QUANTITY = "quantity qty orderqty pieces units amount count 数量 订购数量 订单数量 件数 个数"
_LOT = "lot lotno batch batchno lotnumber batchnumber 批号 批次 批次号"
_EXPIRY = (
    "expiry expirydate expires bestbefore usebefore expirationdate 有效期 到期日 失效日期 保质期至"
)
_LINE = "line lineno linenumber position pos row 行号 行 序号"
_CARRIER = "carrier carriercode forwarder shippingcompany 承运商 承运商编码 物流公司 运输公司"
_CITY = "city town 城市 所在城市"
_NAME = "name fullname title 名称 姓名"
_CURRENCY = column("currency", Shape.CURRENCY, "currencycode 币种 货币")
_OWNER = column("owner", Shape.CODE, "ownercode 货主 货主编码")
_STATUS = choice("status", "state 状态", active="启用 有效 正常", blocked="停用 冻结")
_SIZES = (
    column("weight_g", Shape.MEASURE, "weight grams goodsweight 重量 重量克 克重 商品重量"),
    column("length_mm", Shape.MEASURE, "length depth goodsd 长度 长 深度"),
    column("width_mm", Shape.MEASURE, "width goodsw 宽度 宽"),
    column("height_mm", Shape.MEASURE, "height goodsh 高度 高"),
)

KINDS: Mapping[str, tuple[Column, ...]] = {
    "orders": (
        column(
            "order",
            Shape.CODE,
            "orderid ordernumber orderno invoice invoiceno salesorder dn "
            "订单号 订单编号 单号 出库单号 销售单号 订单",
            required=True,
        ),
        column("item", Shape.CODE, _ITEM, required=True),
        column("quantity", Shape.QUANTITY, _QUANTITY, required=True),
        column(
            "customer",
            Shape.CODE,
            "customerid customercode customerno client buyer shipto "
            "客户 客户编码 客户编号 客户代码 客户号 收货方",
        ),
        column("line", Shape.WHOLE, _LINE),
        column(
            "due_at",
            Shape.MOMENT,
            "due duedate deliverydate deliveron shipby requireddate "
            "交货日期 要求日期 发货日期 截止时间 交期",
        ),
        column("priority", Shape.WHOLE, "urgency 优先级 紧急程度"),
        column("carrier", Shape.CODE, _CARRIER),
        _OWNER,
    ),
    "items": (
        column("code", Shape.CODE, _ITEM, required=True),
        column(
            "description",
            Shape.TEXT,
            "itemdescription name itemname productname title goodsdescription "
            "描述 名称 品名 商品名称 物料名称 商品描述",
        ),
        column("barcode", Shape.CODE, "ean gtin upc ean13 条码 条形码 商品条码"),
        column("base_uom", Shape.CODE, "uom unit unitofmeasure 单位 基本单位 计量单位"),
        choice(
            "tracking",
            "trackedby 追踪方式 批次管理",
            none="no 无 否",
            lot="batch 批次 批号",
            serial="serialnumber 序列号",
        ),
        column(
            "min_quantity", Shape.WHOLE, "minimum min reorderpoint safetystock 最小库存 安全库存"
        ),
        column("max_quantity", Shape.WHOLE, "maximum max 最大库存"),
        column(
            "order_quantity_min",
            Shape.WHOLE,
            "minimumorderquantity minorderqty moq 最小订货量 起订量 最小起订量",
        ),
        *_SIZES,
        choice("class_abc", "abc abcclass 分类 类别", A="", B="", C=""),
        column("cost", Shape.MONEY, "unitcost costprice goodscost 成本 成本价 商品成本"),
        column("price", Shape.MONEY, "unitprice salesprice goodsprice 价格 单价 售价 商品价格"),
        _CURRENCY,
        _STATUS,
        _OWNER,
    ),
    "asns": (
        column(
            "asn",
            Shape.CODE,
            "asnnumber asnno asncode inbound purchaseorder ponumber pono po delivery deliverynote "
            "到货单号 入库单号 采购单号 预到货单 收货单号",
            required=True,
        ),
        column(
            "supplier",
            Shape.CODE,
            "suppliercode supplierid vendor vendorcode shipper 供应商 供应商编码 供货商",
            required=True,
        ),
        column("item", Shape.CODE, _ITEM, required=True),
        column("quantity", Shape.QUANTITY, _QUANTITY, required=True),
        column("expected_on", Shape.DATE, "expected eta arrival arrivaldate 预计到货 到货日期"),
        column("lot", Shape.CODE, _LOT),
        column("expiry", Shape.DATE, _EXPIRY),
        _OWNER,
    ),
    "opening_stock": (
        column(
            "location",
            Shape.CODE,
            "locationcode place storagelocation slot shelf address 库位 库位编码 货位 储位 货架",
            required=True,
        ),
        column("item", Shape.CODE, _ITEM, required=True),
        column(
            "quantity", Shape.QUANTITY, f"{_QUANTITY} onhand stock 库存 库存数量", required=True
        ),
        column("lot", Shape.CODE, _LOT),
        column("expiry", Shape.DATE, _EXPIRY),
        choice(
            "status",
            "stockstatus 状态 库存状态",
            available="normal 可用 正常",
            damaged="damage 破损 残损 损坏",
            hold="holding 冻结 保留",
            inspection="inspect 待检 质检",
        ),
        column("unit", Shape.CODE, "sscc pallet handlingunit lpn 托盘 托盘号 容器"),
    ),
    "packs": (
        column("item", Shape.CODE, _ITEM, required=True),
        column(
            "pack", Shape.TEXT, "packname packunit packuom 包装 包装名称 包装单位", required=True
        ),
        column(
            "quantity",
            Shape.QUANTITY,
            f"packsize packquantity per {_QUANTITY} 包装数量 每包数量",
            required=True,
        ),
        column("gtin", Shape.CODE, "barcode ean upc packbarcode 条码 包装条码"),
        *_SIZES,
    ),
    "partners": (
        column(
            "partner",
            Shape.CODE,
            "partnercode code number 编码 往来单位 伙伴编码 客户编码 供应商编码",
            required=True,
        ),
        column("name", Shape.TEXT, f"partnername {_NAME} 客户名称 供应商名称"),
        choice(
            "kind",
            "type role 类型 类别",
            supplier="vendor 供应商",
            customer="client buyer 客户",
            carrier="forwarder 承运商",
            both="customerandsupplier 客户兼供应商",
        ),
        column("gln", Shape.CODE, "globallocationnumber 全球位置码"),
        column("city", Shape.TEXT, _CITY),
        column("country", Shape.TEXT, "countrycode 国家 国家地区"),
        column("address", Shape.TEXT, "street 地址 详细地址"),
        column("contact", Shape.TEXT, "phone telephone mobile 联系方式 电话 联系电话 手机"),
        column("manager", Shape.TEXT, "contactperson person 负责人 联系人"),
        column("level", Shape.WHOLE, "grade 等级 级别"),
    ),
    "locations": (
        column(
            "location",
            Shape.CODE,
            "locationcode code place slot shelf 库位 库位编码 货位 储位",
            required=True,
        ),
        choice(
            "kind",
            "type 类型 库位类型",
            storage="shelf rack 存储 货架",
            handover="relay 交接",
            dock="door 月台 装卸口",
            staging="stage 暂存 集货",
            packing="pack 打包 包装",
            quality="qc 质检区",
        ),
        choice(
            "property",
            "stockstatus 属性 库位属性",
            normal="available 正常",
            inspection="inspect 待检 质检",
            hold="holding 冻结 保留",
            damage="damaged 破损 残损 损坏",
        ),
        column("zone", Shape.TEXT, "area 区域 库区"),
        column("sequence", Shape.WHOLE, "walkingorder route 顺序 路径顺序"),
        choice(
            "mix",
            "mixing 混放",
            mixed="yes 允许",
            same_item="sameitem 同商品",
            same_lot="samelot 同批次",
        ),
        column("size_class", Shape.TEXT, "size locationsize 尺寸 库位尺寸"),
        column("units_max", Shape.WHOLE, "maxunits 最大件数"),
        column("weight_g_max", Shape.MEASURE, "maxweight 最大承重"),
        column("x_mm", Shape.QUANTITY, "x"),
        column("y_mm", Shape.QUANTITY, "y"),
        column("z_mm", Shape.QUANTITY, "z"),
        _STATUS,
    ),
    "prices": (
        column("item", Shape.CODE, f"code {_ITEM}", required=True),
        column("cost", Shape.MONEY, "unitcost costprice 成本 成本价"),
        column("price", Shape.MONEY, "unitprice salesprice 价格 单价 售价"),
        _CURRENCY,
    ),
    "carriers": (
        column("carrier", Shape.CODE, f"code {_CARRIER}", required=True),
        column("name", Shape.TEXT, f"carriername {_NAME} 承运商名称"),
        column("service", Shape.TEXT, "servicelevel 服务"),
        column("cut_off", Shape.TIME, "cutofftime latest 截单时间 截止时间"),
    ),
    "tariffs": (
        column("carrier", Shape.CODE, f"{_CARRIER} supplier", required=True),
        column("from_city", Shape.CODE, "from sendcity origin 始发城市 出发城市", required=True),
        column(
            "to_city", Shape.CODE, "to receivercity destination 到货城市 目的城市", required=True
        ),
        column("weight_fee", Shape.MONEY, "perkg weightrate 重量费 重量单价 重量运费"),
        column("volume_fee", Shape.MONEY, "perm3 volumerate 体积费 体积单价 体积运费"),
        column("minimum", Shape.MONEY, "minpayment minimumcharge 最低运费 最小费用"),
        _CURRENCY,
    ),
    "drivers": (
        column("driver", Shape.CODE, "drivercode code 司机编码 司机", required=True),
        column("name", Shape.TEXT, f"drivername {_NAME} 司机姓名"),
        column("plate", Shape.TEXT, "licenseplate numberplate vehicle 车牌 车牌号"),
        column("phone", Shape.TEXT, "contact telephone mobile 联系方式 电话 手机"),
        column("carrier", Shape.CODE, _CARRIER),
    ),
    "assets": (
        column("asset", Shape.CODE, "assetcode code 资产编码 资产", required=True),
        column("name", Shape.TEXT, f"assetname capitalname {_NAME} 资产名称"),
        column("quantity", Shape.WHOLE, _QUANTITY),
        column("cost", Shape.MONEY, "unitcost capitalcost 成本 资产成本 价值"),
        _CURRENCY,
        column("place", Shape.TEXT, "location 地点 位置"),
        column("remark", Shape.TEXT, "note notes 备注"),
    ),
    "people": (
        column(
            "person",
            Shape.CODE,
            f"staffname staff user username employee employeename {_NAME} "
            "员工用户名 员工 用户 人员",
            required=True,
        ),
        choice(
            "role",
            "stafftype usertype type 角色 员工类型 用户类型",
            admin="administrator 管理员",
            supervisor="manager 主管 经理",
            worker="staff 员工 作业员",
            inbound="receiver 收货 收货员",
            outbound="picker shipper 发货 发货员",
            stock_control="inventory 库存 库存管理",
            viewer="reader 查看",
            supplier="vendor 供应商",
            customer="client 客户",
        ),
        choice("language", "语言", **{"en": "english 英文 英语", "zh-Hans": "chinese zh 中文"}),
        column("partner", Shape.CODE, "partnercode 往来单位"),
        _OWNER,
        _STATUS,
    ),
    "rules": rules.COLUMNS,
    "channels": channels.COLUMNS,
    "cartons": cartons.COLUMNS,
    "custom_fields": fields.COLUMNS,
}

ABOUT: Mapping[str, About] = {
    "items": "item",
    "partners": "partner",
    "orders": "document",
    "asns": "document",
}
"""Which of the fields a company added are columns of a kind."""


def columns_of(kind: str) -> tuple[Column, ...]:
    """The fields of a kind; raises IntakeError."""
    found = KINDS.get(kind)
    if found is None:
        raise IntakeError("unknown_kind", f"{kind!r} is none of {', '.join(KINDS)}")
    return found
