"""Plug-ins: other people's rules, labels and exports in this site. docs/PLUGINS.md is their guide.

A plug-in imports from here and from models.warehouse.labels, and from nowhere else of ours.
"""

from edge.plugins.specs import (
    DocumentExporter,
    Goods,
    LabelTemplate,
    Place,
    Places,
    PutawayRule,
    RemovalRule,
    StockSeen,
    hookimpl,
)

__all__ = [
    "DocumentExporter",
    "Goods",
    "LabelTemplate",
    "Place",
    "Places",
    "PutawayRule",
    "RemovalRule",
    "StockSeen",
    "hookimpl",
]
