"""Tables that GreaterWMS writes: recognised by their first two headings and the number of columns,
mapped by position, as its headings are the same for different things (facts of version 2.1.50).

Its lists end with who made a row and when; the form for uploads has the same columns without those.
"""

from collections.abc import Mapping, Sequence

import msgspec

from edge.intake.columns import fold

GREATERWMS = "greaterwms"


class Layout(msgspec.Struct, frozen=True):
    """One table of another system: what it is here, where each field stands, and what every row
    means without saying so."""

    kind: str
    first: tuple[tuple[str, str], ...]
    widths: tuple[int, ...]
    places: Mapping[str, int]
    fixed: Mapping[str, str] = {}


_PARTNER = {
    "partner": 0, "name": 0, "city": 1, "address": 2, "contact": 3, "manager": 4, "level": 5,
}  # fmt: skip

LAYOUTS = (
    Layout(
        "items",
        (("goodscode", "goodsdescription"), ("商品编码", "商品描述")),
        (20, 17),
        {
            "code": 0, "description": 1, "weight_g": 3, "width_mm": 4, "length_mm": 5,
            "height_mm": 6, "base_uom": 8, "cost": 15, "price": 16,
        },
    ),
    Layout(
        "partners",
        (("suppliername", ""), ("供应商名称", "")),
        (9, 6),
        _PARTNER,
        {"kind": "supplier"},
    ),
    Layout(
        "partners",
        (("customername", ""), ("客户名称", "")),
        (9, 6),
        _PARTNER,
        {"kind": "customer"},
    ),
    Layout(
        "drivers",
        (("drivername", ""), ("司机姓名", "")),
        (6, 3),
        {"driver": 0, "name": 0, "plate": 1, "phone": 2},
    ),
    Layout(
        "people",
        (("staffname", ""), ("员工用户名", "")),
        (4, 2),
        {"person": 0, "role": 1},
    ),
    Layout(
        "assets",
        (("capitalname", ""), ("资产名称", "")),
        (6, 3),
        {"asset": 0, "name": 0, "quantity": 1, "cost": 2},
    ),
    Layout(
        "locations",
        (("binname", "binsize"), ("库位名称", "库位尺寸")),
        (7, 4),
        {"location": 0, "size_class": 1, "property": 2},
    ),
    Layout(
        "opening_stock",
        (("binname", "goodscode"), ("库位名称", "商品编码")),
        (10, 8),
        {"location": 0, "item": 1, "quantity": 3},
    ),
    Layout(
        "asns",
        (("asncode", ""), ("asn单号", "")),
        (17, 14),
        {"asn": 0, "supplier": 2, "item": 3, "quantity": 5},
    ),
    Layout(
        "orders",
        (("dncode", ""), ("发货单单号", "")),
        (19, 16),
        {"order": 0, "item": 2, "quantity": 4, "customer": 14},
    ),
    Layout(
        "tariffs",
        (("sendcity", ""), ("始发城市", "")),
        (9, 6),
        {
            "from_city": 0, "to_city": 1, "weight_fee": 2, "volume_fee": 3, "minimum": 4,
            "carrier": 5,
        },
    ),
)  # fmt: skip
"""An empty second heading matches any."""


def recognised(headings: Sequence[str]) -> Layout | None:
    """The layout a table has, if it is one of GreaterWMS's."""
    first, second = [fold(heading) for heading in (*headings[:2], "", "")[:2]]
    for layout in LAYOUTS:
        if len(headings) in layout.widths and any(
            one == first and two in ("", second) for one, two in layout.first
        ):
            return layout
    return None
