"""What a plug-in may give this site, and what it gets to see. Fields are only ever added."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, Protocol

import msgspec
import pluggy

from models.warehouse.labels.label import Label
from models.warehouse.labels.templates import ItemFacts, LocationFacts, UnitFacts

PROJECT = "holdfast"
GROUP = "holdfast.edge"
"""Entry points of this group are loaded."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Goods(msgspec.Struct, frozen=True):
    """What is to be put away. Weights in grams, volumes in mm³, both of one piece."""

    item: str
    quantity: int
    status: str
    class_abc: str | None
    tracking: str
    weight_g: int | None
    volume_mm3: int | None
    zone: str | None
    size_class: str | None
    """Zone and size class as the rule's row names them."""


class Place(msgspec.Struct, frozen=True):
    """A storage location; `sequence` is its place in walking order."""

    code: str
    zone: str | None
    sequence: int
    property: str


class Places(Protocol):
    """Places that take goods of this status; each answer is one quick look-up."""

    def fixed(self) -> Place | None:
        """The one kept for the item."""
        ...

    def same_item(self, zone: str | None = None, size_class: str | None = None) -> Place | None:
        """One where the item lies already."""
        ...

    def empty(self, zone: str | None = None, size_class: str | None = None) -> Place | None:
        """The first empty one in walking order."""
        ...

    def empty_near(
        self, sequence: int, zone: str | None = None, size_class: str | None = None
    ) -> Place | None:
        """The empty one nearest to a place in walking order."""
        ...

    def at(self, code: str) -> Place | None:
        """The one of this code."""
        ...


class StockSeen(msgspec.Struct, frozen=True):
    """Stock that may be taken for an order. Quantities in base units, expiry as YYYY-MM-DD."""

    location: str
    zone: str | None
    sequence: int
    quantity: int
    free: int
    received_at_ms: int
    lot: str | None
    expiry: str | None
    unit: str | None


class PutawayRule(msgspec.Struct, frozen=True):
    """Names locations for goods, best first; the first that has room is proposed. Rows of rules
    name it: strategy `plugin`, plugin `<name>`."""

    name: str
    choose: Callable[[Goods, Places], Iterable[str]]


class RemovalRule(msgspec.Struct, frozen=True):
    """Gives each piece of stock a rank, the lowest is taken first; today as YYYY-MM-DD. Rows of
    rules name it: sort key `plugin`, plugin `<name>`."""

    name: str
    rank: Callable[[Sequence[StockSeen], str], Iterable[int]]


class LabelTemplate(msgspec.Struct, frozen=True):
    """Lays out labels of one kind in the place of ours, once the settings name it."""

    name: str
    kind: Literal["location", "item", "unit"]
    lay_out: Callable[[LocationFacts | ItemFacts | UnitFacts], Label]


class DocumentExporter(msgspec.Struct, frozen=True):
    """Writes an order or a delivery as a file; the document as GET /api/v1/orders/<number> or
    /asns/<number> tells it."""

    name: str
    about: Literal["order", "asn"]
    media_type: str
    export: Callable[[Mapping[str, object]], bytes]


@hookspec
def holdfast_putaway_rules() -> Sequence[PutawayRule]:  # type: ignore[empty-body]
    """Where goods go. Hooks are asked once, when the site starts."""


@hookspec
def holdfast_removal_rules() -> Sequence[RemovalRule]:  # type: ignore[empty-body]
    """Which stock is taken first."""


@hookspec
def holdfast_label_templates() -> Sequence[LabelTemplate]:  # type: ignore[empty-body]
    """How labels look."""


@hookspec
def holdfast_document_exporters() -> Sequence[DocumentExporter]:  # type: ignore[empty-body]
    """Documents in other forms."""
