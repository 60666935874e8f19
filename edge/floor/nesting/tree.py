"""A unit with all units in it. Where the outermost stands, all of them do."""

from collections.abc import Iterable

from edge.floor.reader import SiteReader, Unit
from models.warehouse.nesting import DEPTH_MAX, Goods
from models.warehouse.stock import Stock


def inside(site: SiteReader, unit: Unit) -> list[Unit]:
    """The unit and all in it, outer before inner."""
    found, level = [unit], [unit]
    while level := [each for outer in level for each in site.units_in(outer.id)]:
        found += level
        assert len(found) < UNITS_MAX, "units lie in a circle"
    return found


def around(site: SiteReader, unit: Unit) -> list[Unit]:
    """The units it lies in, from the inner to the outermost."""
    found: list[Unit] = []
    at = unit
    while at.parent_id is not None:
        outer = site.unit_by_id(at.parent_id)
        assert outer is not None
        assert len(found) < DEPTH_MAX, "units lie in a circle"
        found.append(outer)
        at = outer
    return found


def outermost(site: SiteReader, unit: Unit) -> Unit:
    """The unit itself, if it lies in none."""
    return (around(site, unit) or [unit])[-1]


def height(site: SiteReader, unit: Unit) -> int:
    """Levels of units from this one inwards, itself included."""
    levels, level = 0, [unit]
    while level:
        levels += 1
        level = [each for outer in level for each in site.units_in(outer.id)]
    return levels


def stock_inside(site: SiteReader, units: Iterable[Unit]) -> list[Stock]:
    """All stock in these units."""
    return [stock for unit in units for stock in site.stock_in_unit(unit.id)]


def goods_inside(site: SiteReader, units: Iterable[Unit]) -> Goods:
    """Whose goods lie in these units."""
    units = list(units)
    orders = frozenset(unit.dn_id for unit in units if unit.dn_id is not None)
    return Goods(orders, any(site.stock_in_unit(unit.id) for unit in units if unit.dn_id is None))


def going_along(site: SiteReader, units: Iterable[Unit]) -> list[Unit]:
    """Outer units all of whose content is among these: they go where it goes."""
    going: list[Unit] = []
    known = {unit.id for unit in units}
    outer = {each.id: each for unit in units for each in around(site, unit)}
    for _ in range(DEPTH_MAX - 1):
        for each in outer.values():
            if each.id in known or site.stock_in_unit(each.id):
                continue
            if all(inner.id in known for inner in site.units_in(each.id)):
                known.add(each.id)
                going.append(each)
    return going


UNITS_MAX = 100_000
