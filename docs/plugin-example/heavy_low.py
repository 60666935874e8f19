"""A plug-in with one of everything. Take what you need, throw the rest away."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from edge.plugins import (
    DocumentExporter,
    Goods,
    LabelTemplate,
    Places,
    PutawayRule,
    RemovalRule,
    StockSeen,
    hookimpl,
)
from models.warehouse.labels.label import Code, Label, Symbol, Text
from models.warehouse.labels.templates import ItemFacts, LocationFacts, UnitFacts

HEAVY_G = 15_000


def choose(goods: Goods, places: Places) -> Iterable[str]:
    """Heavy goods to the first empty place of the zone that the rule's row names; all others are
    left to the site's other rules."""
    if goods.weight_g is None or goods.weight_g < HEAVY_G:
        return []
    beside, empty = places.same_item(zone=goods.zone), places.empty(zone=goods.zone)
    return [place.code for place in (beside, empty) if place is not None]


def rank(stocks: Sequence[StockSeen], today: str) -> Iterable[int]:
    """Loose stock before what stands on a pallet, so that pallets stay whole."""
    return [0 if stock.unit is None else 1 for stock in stocks]


def lay_out(facts: LocationFacts | ItemFacts | UnitFacts) -> Label:
    """A narrow shelf label: the code large, and once more as DataMatrix."""
    assert isinstance(facts, LocationFacts)
    return Label(
        80,
        25,
        (
            Code(2, 3, Symbol.DATA_MATRIX, facts.code, module_mm=1.0),
            Text(26, 5, 12, 52, facts.code, bold=True),
            Text(26, 18, 4, 52, facts.zone),
        ),
    )


def export(document: Mapping[str, object]) -> bytes:
    """Lines of an order as CSV."""
    lines = document["lines"]
    assert isinstance(lines, list)
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(["order", "line", "item", "ordered", "shipped"])
    for line in lines:
        table.writerow(
            [document["order"], line["line"], line["item"], line["ordered"], line["shipped"]]
        )
    return file.getvalue().encode()


@hookimpl
def holdfast_putaway_rules() -> list[PutawayRule]:
    """Named in a rule's row: strategy plugin, plugin heavy-low."""
    return [PutawayRule("heavy-low", choose)]


@hookimpl
def holdfast_removal_rules() -> list[RemovalRule]:
    """Named in a rule's row: sort key plugin, plugin loose-first."""
    return [RemovalRule("loose-first", rank)]


@hookimpl
def holdfast_label_templates() -> list[LabelTemplate]:
    """Named in the settings: [plugins] labels = ["shelf"]."""
    return [LabelTemplate("shelf", "location", lay_out)]


@hookimpl
def holdfast_document_exporters() -> list[DocumentExporter]:
    """GET /api/v1/plugins/exports/order-csv/<order>."""
    return [DocumentExporter("order-csv", "order", "text/csv", export)]
