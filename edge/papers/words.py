"""Words on papers, in the languages of the house."""

from collections.abc import Mapping
from typing import Literal, get_args

Language = Literal["en", "zh-Hans"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

WORDS: Mapping[str, tuple[str, str]] = {
    "pick_list": ("Pick list", "拣货单"),
    "delivery_note": ("Delivery note", "送货单"),
    "asn": ("Receiving sheet", "收货单"),
    "warehouse": ("Warehouse", "仓库"),
    "order": ("Order", "订单"),
    "customer": ("Customer", "客户"),
    "supplier": ("Supplier", "供应商"),
    "due": ("Due (UTC)", "截止时间（UTC）"),
    "expected_on": ("Expected", "预计到货"),
    "dock": ("Dock", "月台"),
    "carrier": ("Carrier", "承运商"),
    "tracking": ("Tracking", "运单号"),
    "packages": ("Packages", "包裹"),
    "printed": ("Printed (UTC)", "打印时间（UTC）"),
    "line": ("Line", "行"),
    "location": ("Location", "库位"),
    "item": ("Item", "货品"),
    "description": ("Description", "品名"),
    "lot": ("Lot", "批次"),
    "unit": ("Unit", "托盘/箱"),
    "quantity": ("Quantity", "数量"),
    "uom": ("Unit", "单位"),
    "ordered": ("Ordered", "订购"),
    "delivered": ("Delivered", "交付"),
    "expected": ("Expected", "应收"),
    "received": ("Received", "已收"),
    "counted": ("Counted", "实点"),
    "done": ("Done", "完成"),
    "signed_picker": ("Picked by, date", "拣货人、日期"),
    "signed_customer": ("Received in good order, name and date", "货物完好收讫，签名、日期"),
    "signed_driver": ("Driver, date", "司机、日期"),
    "signed_receiver": ("Counted by, date", "点收人、日期"),
    "page": ("Page {page} of {pages}", "第 {page} 页，共 {pages} 页"),
    "copy": ("COPY", "副本"),
    "mixed": ("Mixed: {items} items", "混装：{items} 种货品"),
    "expires": ("Expires {date}", "有效期至 {date}"),
}


def word(key: str, language: Language, **facts: object) -> str:
    """A text of a paper; without facts, with its places still open."""
    text = WORDS[key][LANGUAGES.index(language)]
    return text.format(**facts) if facts else text
