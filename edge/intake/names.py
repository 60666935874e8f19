"""The kinds of table that go in and out, by name."""

from typing import Literal

Kind = Literal[
    "orders",
    "items",
    "asns",
    "opening_stock",
    "packs",
    "partners",
    "locations",
    "prices",
    "carriers",
    "tariffs",
    "drivers",
    "assets",
    "people",
    "rules",
    "channels",
    "cartons",
    "custom_fields",
]
