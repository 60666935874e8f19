"""A unit is put into a unit, and taken out of it."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_unit, unit_code, unit_or_new
from edge.floor.nesting.tree import (
    around,
    goods_inside,
    height,
    inside,
    outermost,
    stock_inside,
)
from edge.floor.reader import SiteReader, Unit
from models.warehouse.catalogue import UNIT
from models.warehouse.commands import NestUnit, TakeOutUnit
from models.warehouse.nesting import DEPTH_MAX, mixes, too_deep
from models.warehouse.replies import Data, Json, Level, Outcome, Step, Undo
from models.warehouse.states import UNIT_STATES

GONE = ("loaded", "shipped", "returned")


def nest_unit(command: NestUnit, site: SiteReader, now: Context) -> Decision:
    """From now on the unit is where the other one is."""
    unit = find_unit(site, command.unit)
    draft = Draft(now)
    code = unit_code(command.into)
    into = site.unit(code)
    if into is None:
        _demand_free(unit)
        if too_deep(1, height(site, unit)):
            raise _wrong("unit.too_deep", unit, most=DEPTH_MAX)
        assert unit.location_id is not None
        into = unit_or_new(site, draft, code, "pallet", unit.location_id, None)
    elif unit.parent_id == into.id:
        raise Refusal(
            Outcome.ALREADY_DONE, "unit.is_in_it", Step.SCAN_UNIT, level=Level.INFO,
            unit=unit.code, into=into.code,
        )  # fmt: skip
    else:
        demand_nestable(site, unit, into)
        put_in(draft, site, unit, into)
    draft.put(UNIT, unit.id, {"parent_id": into.id})
    back: Data = {"type": "take_out_unit", "unit": unit.code}
    if unit.parent_id is not None:
        outer = site.unit_by_id(unit.parent_id)
        assert outer is not None
        back = {"type": "nest_unit", "unit": unit.code, "into": outer.code}
    return draft.say(
        Outcome.UNIT_DONE, "unit.nested", Step.SCAN_UNIT,
        undo=Undo("undo.nest", back), unit=unit.code, into=into.code,
    )  # fmt: skip


def put_in(draft: Draft, site: SiteReader, unit: Unit, into: Unit) -> None:
    """The outer unit is open, and stands where the inner one does; see demand_nestable. One that
    was closed and is empty is open again: a step back that only a new revision makes."""
    if UNIT_STATES.allows(into.state, "reopen"):
        state = UNIT_STATES.after(into.state, "reopen")
        draft.put(UNIT, into.id, {"state": state, "revision": into.revision + 1})
    elif into.state == "empty":
        draft.put(UNIT, into.id, {"state": UNIT_STATES.after(into.state, "fill")})
    if into.location_id != unit.location_id:
        for each in inside(site, outermost(site, into)):
            draft.put(UNIT, each.id, {"location_id": unit.location_id})


def demand_nestable(site: SiteReader, unit: Unit, into: Unit) -> None:
    """Refuse with the reason why a unit may not lie in another."""
    _demand_free(unit)
    if unit.id == into.id:
        raise _wrong("unit.in_itself", unit)
    if into.state in GONE:
        raise _wrong("unit.shipped", into)
    if not UNIT_STATES.allows(into.state, "fill") and _holds_something(site, into):
        raise _wrong("unit.is_closed", into)
    if into.zone is not None or into.holder_id is not None or _is_tote(into):
        raise Refusal(Outcome.UNIT_OF_OTHER_ORDER, "unit.is_tote", Step.SCAN_UNIT, unit=into.code)
    units = inside(site, unit)
    outer = around(site, into)
    if any(each.id == into.id for each in units):
        raise _wrong("unit.circle", unit, into=into.code)
    if too_deep(1 + len(outer), height(site, unit)):
        raise _wrong("unit.too_deep", unit, most=DEPTH_MAX)
    whole = inside(site, (outer or [into])[-1])
    if mixes(goods_inside(site, units), goods_inside(site, whole)):
        raise Refusal(
            Outcome.UNIT_OF_OTHER_ORDER, "unit.mixes_orders", Step.SCAN_UNIT,
            unit=unit.code, into=into.code,
        )  # fmt: skip
    if into.location_id != unit.location_id and stock_inside(site, whole):
        raise _wrong("unit.elsewhere", into)


def _holds_something(site: SiteReader, unit: Unit) -> bool:
    return bool(site.units_in(unit.id) or site.stock_in_unit(unit.id))


def _demand_free(unit: Unit) -> None:
    if unit.state in GONE or unit.location_id is None:
        raise _wrong("unit.shipped" if unit.state in GONE else "unit.nowhere", unit)
    if unit.zone is not None or unit.holder_id is not None or _is_tote(unit):
        raise Refusal(Outcome.UNIT_OF_OTHER_ORDER, "unit.is_tote", Step.SCAN_UNIT, unit=unit.code)


def _is_tote(unit: Unit) -> bool:
    """What is being picked into belongs to its order until it is packed."""
    return unit.dn_id is not None and unit.kind != "package"


def take_out_unit(command: TakeOutUnit, site: SiteReader, now: Context) -> Decision:
    """It stands beside the other, where both are."""
    unit = find_unit(site, command.unit)
    if unit.parent_id is None:
        raise Refusal(
            Outcome.NO_WORK, "unit.in_none", Step.SCAN_UNIT, level=Level.INFO, unit=unit.code
        )
    if unit.state in GONE:
        raise _wrong("unit.shipped", unit)
    outer = site.unit_by_id(unit.parent_id)
    assert outer is not None
    draft = Draft(now)
    take_out(draft, unit)
    back: Data = {"type": "nest_unit", "unit": unit.code, "into": outer.code}
    return draft.say(
        Outcome.UNIT_DONE, "unit.taken_out", Step.SCAN_UNIT,
        undo=Undo("undo.nest", back), unit=unit.code, outer=outer.code,
    )  # fmt: skip


def take_out(draft: Draft, unit: Unit) -> None:
    """Out of the one it lies in."""
    if unit.parent_id is not None:
        draft.put(UNIT, unit.id, {"parent_id": None})


def _wrong(key: str, unit: Unit, **more: Json) -> Refusal:
    return Refusal(Outcome.WRONG_UNIT, key, Step.SCAN_UNIT, said={"unit": unit.code, **more})
