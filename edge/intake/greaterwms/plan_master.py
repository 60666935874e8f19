"""Who and what there is: people, partners, items, locations, freight."""

from collections.abc import Iterable
from typing import TypeVar

from edge.intake.greaterwms.plan import Partner, Place, Planner, micro
from edge.intake.greaterwms.reading import of
from edge.intake.greaterwms.shapes import (
    Capital,
    Driver,
    Goods,
    Location,
    Party,
    Row,
    Size,
    Staff,
    Tariff,
    Warehouse,
)
from models.warehouse.barcodes import clean

T = TypeVar("T", bound=Row)
PROPERTIES = {
    "Normal": "normal",
    "Inspection": "inspection",
    "Holding": "hold",
    "Damage": "damage",
}
STATUSES = {
    "normal": "available",
    "inspection": "inspection",
    "hold": "hold",
    "damage": "damaged",
}
"""What stock in a location of that property is."""


def plan_master(at: Planner) -> None:
    """In this order: documents name partners, stock names items and locations."""
    _people(at)
    _partners(at)
    _items(at)
    _places(at)
    _freight(at)
    for warehouse in of(at.sheets, "warehouse", Warehouse):
        if not warehouse.is_delete and at.plan.address is None:
            at.plan.address = warehouse
            at.takes("warehouse", warehouse)


def _people(at: Planner) -> None:
    for staff in _live(at, "staff", of(at.sheets, "staff", Staff)):
        at.plan.people.append(staff)
        at.takes("staff", staff)


def _partners(at: Planner) -> None:
    """A name may stand for a supplier and a customer: the second gets its kind added."""
    kinds = dict(at.known.partners)
    for kind in ("supplier", "customer"):
        seen: set[str] = set()
        for party in _live(at, kind, of(at.sheets, kind, Party)):
            name = clean(party.name)
            if name in seen:
                at.refuses(kind, party, "code_twice", name)
                continue
            seen.add(name)
            code = name if kinds.get(name, kind) == kind else f"{name} ({kind})"
            kinds[code] = kind
            at.plan.partners.append(Partner((kind, party.id), code, kind, party))
            at.takes(kind, party)
            if code != name:
                at.notes("code_taken", kind, party, f"becomes {code}")


def _items(at: Planner) -> None:
    seen: set[str] = set()
    for goods in _live(at, "goods", of(at.sheets, "goods", Goods)):
        code = clean(goods.goods_code)
        known = at.known.items.get(code)
        if code in seen:
            at.refuses("goods", goods, "code_twice", code)
        elif known is not None and not known.is_plain:
            at.refuses("goods", goods, "tracked_here", code)
        else:
            seen.add(code)
            at.items.add(code)
            at.plan.items.append(goods)
            at.takes("goods", goods)
            for money in ("goods_cost", "goods_price"):
                amount = getattr(goods, money)
                if amount is not None and micro(amount) is None:
                    at.notes("value_left_out", "goods", goods, f"{money} is {amount}")


def _places(at: Planner) -> None:
    for size in of(at.sheets, "binsize", Size):
        at.takes("binsize", size)
    seen: set[str] = set()
    live = _live(at, "binset", of(at.sheets, "binset", Location))
    for turn, each in enumerate(sorted(live, key=lambda row: (row.location, row.id)), start=1):
        code = clean(each.location)
        known = at.known.places.get(code)
        wanted = PROPERTIES.get(each.property)
        if wanted is None:
            at.refuses("binset", each, "unknown_property", each.property)
        elif code in seen:
            at.refuses("binset", each, "code_twice", code)
        elif code.startswith("@") or (
            known is not None and (known.kind, known.property) != ("storage", wanted)
        ):
            at.refuses("binset", each, "code_taken", code)
        else:
            seen.add(code)
            at.places[code] = wanted
            at.plan.places.append(Place(each, wanted, turn))
            at.takes("binset", each)


def _freight(at: Planner) -> None:
    carriers: dict[str, None] = {}
    lanes: set[tuple[str, str, str]] = set()
    for tariff in _live(at, "transportationfee", of(at.sheets, "transportationfee", Tariff)):
        fees = (tariff.weight_fee, tariff.volume_fee, tariff.min_payment)
        lane = (tariff.transportation_supplier, tariff.send_city, tariff.receiver_city)
        if any(micro(fee) is None for fee in fees):
            at.refuses("transportationfee", tariff, "bad_value", fees)
        elif not tariff.send_city or not tariff.receiver_city:
            at.refuses("transportationfee", tariff, "any_city", lane)
        elif lane in lanes:
            at.refuses("transportationfee", tariff, "code_twice", lane)
        else:
            lanes.add(lane)
            carriers[tariff.transportation_supplier] = None
            at.plan.tariffs.append(tariff)
            at.takes("transportationfee", tariff)
    at.plan.carriers = [*carriers]
    for driver in _live(at, "driver", of(at.sheets, "driver", Driver)):
        at.plan.drivers.append(driver)
        at.takes("driver", driver)
    for asset in _live(at, "capital", of(at.sheets, "capital", Capital)):
        at.plan.assets.append(asset)
        at.takes("capital", asset)


def _live(at: Planner, table: str, rows: Iterable[T]) -> list[T]:
    """What was deleted there stays history."""
    found = []
    for row in rows:
        if row.is_delete:
            at.shelves(table, row, "deleted")
        else:
            found.append(row)
    return found
