"""Shipments: planned, loaded, unloaded, gone; and the carriers that fetch them."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.commands.base import ORDERS_MAX, Base, Code, Moment, Text
from models.warehouse.texts import ENDS

CutOff = Annotated[str, Meta(pattern=rf"^([01][0-9]|2[0-3]):[0-5][0-9]{ENDS}")]


class SetCarrier(Base, frozen=True, kw_only=True, tag="set_carrier"):
    """A carrier, new or changed; `cut_off` is the time of day at the warehouse."""

    carrier: Code
    name: Text
    service: Text | None = None
    cut_off: CutOff | None = None


class DropCarrier(Base, frozen=True, kw_only=True, tag="drop_carrier"):
    """A carrier does not come any more."""

    carrier: Code


class PlanShipment(Base, frozen=True, kw_only=True, tag="plan_shipment"):
    """A shipment, new or changed until it leaves. With orders, only these may be loaded; what is
    not given stays as it was."""

    shipment: Code
    carrier: Code | None = None
    driver: Text | None = None
    vehicle: Text | None = None
    dock: Code | None = None
    tracking: Text | None = None
    leaves_at: Moment | None = None
    orders: Annotated[tuple[Code, ...], Meta(max_length=ORDERS_MAX)] = ()


class LoadUnit(Base, frozen=True, kw_only=True, tag="load_unit"):
    """A package is on the vehicle."""

    shipment: Code
    unit: Code


class UnloadUnit(Base, frozen=True, kw_only=True, tag="unload_unit"):
    """A package is taken off the vehicle again."""

    shipment: Code
    unit: Code


class DepartShipment(Base, frozen=True, kw_only=True, tag="depart_shipment"):
    """The vehicle leaves with what is loaded; `confirm`: also if something is left behind."""

    shipment: Code
    confirm: bool = False


class CancelShipment(Base, frozen=True, kw_only=True, tag="cancel_shipment"):
    """Nobody comes; nothing may be loaded."""

    shipment: Code
    reason: Text
