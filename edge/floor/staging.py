"""Packages are set ready in a staging location; the order follows once all of it stands there."""

from collections.abc import Collection

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_dn, find_location, find_unit, not_allowed
from edge.floor.nesting.nest import take_out
from edge.floor.nesting.tree import going_along, inside
from edge.floor.packing import stock_key
from edge.floor.reader import Dn, Location, SiteReader, Unit
from models.warehouse.catalogue import DN, RESERVATION, UNIT
from models.warehouse.commands import Stage
from models.warehouse.replies import Level, Outcome, Step
from models.warehouse.states import DN_STATES, UNIT_STATES


def stage(command: Stage, site: SiteReader, now: Context) -> Decision:
    """Bring a package, or all of an order's, to a staging location."""
    units, dn = staged_by(site, command.unit, command.order)
    target = find_location(site, command.location)
    demand_staging(target)
    outer = going_along(site, units)
    going = {each.id for each in (*units, *outer)}
    draft = Draft(now)
    for each in outer:
        _stand(draft, site, each, target, going)
    ready: dict[int, bool] = {}
    waiting: list[Unit] = []
    for order in _orders_of(site, units):
        for unit in units:
            if unit.dn_id == order.id:
                bring(draft, site, order, unit, target)
                _stand(draft, site, unit, target, going)
        behind = [
            each
            for each in packages(site, order)
            if each.id not in going and each.state == "closed"
        ]
        waiting += behind
        ready[order.id] = not behind and DN_STATES.allows(order.state, "stage")
        if ready[order.id]:
            draft.put(DN, order.id, {"state": DN_STATES.after(order.state, "stage")})
    whole = all(ready.values())
    return draft.say(
        Outcome.DOCUMENT_DONE if whole else Outcome.UNIT_DONE,
        "stage.order_done" if whole else "stage.unit_done",
        Step.SCAN_UNIT,
        data={"order": dn.number, "waiting": [unit.code for unit in waiting]},
        order=dn.number,
        location=target.code,
        waiting=len(waiting),
    )


def _orders_of(site: SiteReader, units: list[Unit]) -> list[Dn]:
    found = []
    for dn_id in dict.fromkeys(unit.dn_id for unit in units):
        assert dn_id is not None
        dn = site.dn_by_id(dn_id)
        assert dn is not None
        found.append(dn)
    return found


def staged_by(site: SiteReader, unit: str | None, order: str | None) -> tuple[list[Unit], Dn]:
    """The packages meant, with their order, or the first of their orders where a pallet holds
    several. Raises Refusal: none, or not ready to be staged."""
    if unit is not None:
        units = packages_in(site, find_unit(site, unit))
        orders = [_order_of(site, each) for each in units]
        return units, orders[0]
    if order is None:
        raise Refusal(Outcome.SCAN_UNIT, "stage.unit_or_order", Step.SCAN_UNIT)
    dn = find_dn(site, order)
    _demand_packed(dn)
    units = [each for each in packages(site, dn) if each.state in ("closed", "staged")]
    if not units:
        raise Refusal(Outcome.NO_WORK, "stage.nothing_packed", Step.SCAN_UNIT, order=dn.number)
    return units, dn


def packages_in(site: SiteReader, unit: Unit) -> list[Unit]:
    """A package, or the packages on a pallet; what is neither is given back as it is."""
    return [each for each in inside(site, unit) if each.kind == "package"] or [unit]


def packages(site: SiteReader, dn: Dn) -> list[Unit]:
    """The packages of an order."""
    return [unit for unit in site.units_of_dn(dn.id) if unit.kind == "package"]


def demand_staging(location: Location) -> None:
    """Refuse a location that is not for goods that leave."""
    if location.kind not in ("staging", "dock") or location.status != "active":
        raise not_allowed(location, "stage.not_staging")


def bring(draft: Draft, site: SiteReader, dn: Dn, unit: Unit, target: Location) -> None:
    """A package with its content, which stays the order's."""
    for reserved in site.reservations(dn.id):
        if reserved.unit_id != unit.id or reserved.location_id == target.id:
            continue
        key = stock_key(reserved)
        there = key._replace(location_id=target.id)
        draft.move(
            "stage",
            key,
            there,
            reserved.quantity,
            reserved.received_at_ms,
            document_id=dn.id,
            line_id=reserved.line_id,
        )
        draft.hold(key, -reserved.quantity)
        draft.hold(there, reserved.quantity)
        draft.put(RESERVATION, reserved.id, {"location_id": target.id})


def _stand(
    draft: Draft, site: SiteReader, unit: Unit, target: Location, going: Collection[int]
) -> None:
    """Ready in its place, and out of what does not come along."""
    state = unit.state
    for event in ("fill", "close", "stage"):
        if UNIT_STATES.allows(state, event) and state != "staged":
            state = UNIT_STATES.after(state, event)
    draft.put(UNIT, unit.id, {"state": state, "location_id": target.id})
    if unit.parent_id is not None and unit.parent_id not in going:
        take_out(draft, unit)


def _order_of(site: SiteReader, unit: Unit) -> Dn:
    dn = site.dn_by_id(unit.dn_id) if unit.dn_id is not None else None
    if dn is None or unit.kind != "package":
        raise Refusal(Outcome.WRONG_UNIT, "stage.not_packed", Step.SCAN_UNIT, unit=unit.code)
    if unit.state in ("loaded", "shipped", "returned"):
        raise Refusal(
            Outcome.ALREADY_DONE,
            f"unit.is_{unit.state}",
            Step.SCAN_UNIT,
            level=Level.INFO,
            unit=unit.code,
        )
    return dn


def _demand_packed(dn: Dn) -> None:
    if dn.state in ("packing", "packed", "staged"):
        return
    outcome = Outcome.CANCELLED_ELSEWHERE if dn.state == "cancelled" else Outcome.STALE_STEP
    done = dn.state in ("shipped", "delivered")
    raise Refusal(
        Outcome.ALREADY_DONE if done else outcome,
        f"order.is_{dn.state}",
        Step.SCAN_DOCUMENT,
        level=Level.INFO if done else Level.BLOCK,
        order=dn.number,
    )
