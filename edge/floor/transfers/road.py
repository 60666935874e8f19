"""Units on the road between sites: which are expected, and how they lay in each other."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from edge.floor.draft import Draft, Refusal
from edge.floor.finding import new_unit
from edge.floor.nesting.tree import goods_inside, height, inside, stock_inside
from edge.floor.reader import Asn, Location, SiteReader, Unit
from edge.floor.reads.transfers import TransferLine
from models.warehouse.catalogue import UNIT
from models.warehouse.commands import AnnounceTransfer
from models.warehouse.nesting import DEPTH_MAX, too_deep
from models.warehouse.replies import Outcome, Step
from models.warehouse.states import ASN_STATES

NOT_HERE = ("shipped", "loaded", "returned")


class Sent(NamedTuple):
    """A unit that was sent, with the unit it left in (None: the one asked about), the delivery it
    belongs to where it has goods of its own, and what of them has not come yet."""

    unit: Unit
    outer: Unit | None
    asn: Asn | None
    lines: list[TransferLine]


def expect_units(
    draft: Draft, site: SiteReader, command: AnnounceTransfer, lines: Iterable[TransferLine]
) -> None:
    """Known before they come, so that their scan is understood. A new one stands nowhere yet. What
    has come keeps what is known of it: it may have left again."""
    into = {said.unit: said.into for said in command.units}
    coming = [line.unit for line in lines if line.unit and line.shipped > line.received]
    named = _with_outer([sent.unit for sent in command.sent if sent.unit], into)
    known = {code: site.unit(code) for code in named}
    made = {
        code: unit or new_unit(draft, code, "pallet", None, None, state="empty")
        for code, unit in known.items()
    }
    for code in _with_outer(coming, into):
        outer = made.get(into[code]) if code in into else None
        unit, left_in = known[code], outer.id if outer is not None else None
        if left_in != (site.left_in(unit.id) if unit is not None else None):
            draft.put(UNIT, made[code].id, {"left_in": left_in})


def _with_outer(codes: Iterable[str], into: Mapping[str, str]) -> list[str]:
    """Each code once, and what it left in."""
    found = dict.fromkeys(codes)
    level: Iterable[str] = list(found)
    for _ in range(DEPTH_MAX - 1):
        level = [into[code] for code in level if code in into]
        found |= dict.fromkeys(level)
    return list(found)


def sent_in(site: SiteReader, unit: Unit) -> list[Sent]:
    """The unit and all that left in it, outer before inner, as far as their deliveries are open."""
    tree = level = [_sent(site, unit, None)]
    seen = {unit.id}
    for _ in range(DEPTH_MAX - 1):
        level = [
            _sent(site, inner, outer.unit)
            for outer in level
            for inner in _left_in(site, outer.unit)
            if inner.id not in seen
        ]
        seen |= {each.unit.id for each in level}
        tree = [*tree, *level]
    wanted: set[int] = set()
    for each in reversed(tree):
        if each.asn is not None or each.unit.id in wanted:
            wanted |= {each.unit.id} | ({each.outer.id} if each.outer is not None else set())
    return [each for each in tree if each.unit.id in wanted]


def _left_in(site: SiteReader, outer: Unit) -> Iterable[Unit]:
    for unit_id in site.units_left_in(outer.id):
        unit = site.unit_by_id(unit_id)
        assert unit is not None
        yield unit


def _sent(site: SiteReader, unit: Unit, outer: Unit | None) -> Sent:
    half = site.transfer_on_unit(unit.code)
    asn = site.asn_by_id(half.asn_id) if half is not None and half.asn_id is not None else None
    if half is None or asn is None or not ASN_STATES.allows(asn.state, "receive"):
        return Sent(unit, outer, None, [])
    lines = site.transfer_lines_on(half.id, unit.code)
    return Sent(unit, outer, asn, [line for line in lines if line.shipped > line.received])


def coming(site: SiteReader, sent: list[Sent], dock: Location) -> list[Sent]:
    """Those that come in at the dock with the first. One that stands elsewhere by now does not, nor
    what left in it. Refuses a first one that is used for something else."""
    taken: dict[int, int] = {}
    found: list[Sent] = []
    for each in sent:
        unit, outer = each.unit, each.outer
        if outer is None:
            if _in_use(site, unit, dock):
                raise Refusal(Outcome.WRONG_UNIT, "asn.unit_in_use", Step.SCAN_UNIT, unit=unit.code)
            level = 1
        elif outer.id in taken and _may_join(site, each, dock):
            level = taken[outer.id] + 1
            if too_deep(level - 1, height(site, unit)):
                continue
        else:
            continue
        taken[unit.id] = level
        found.append(each)
    return found


def _may_join(site: SiteReader, sent: Sent, dock: Location) -> bool:
    """What comes only now, or came alone before and still stands at the dock as it came."""
    unit, outer = sent.unit, sent.outer
    if outer is None or unit.parent_id not in (None, outer.id):
        return False
    if unit.location_id is not None and not sent.lines:
        return unit.location_id == dock.id and bool(stock_inside(site, inside(site, unit)))
    return not _in_use(site, unit, dock)


def _in_use(site: SiteReader, unit: Unit, dock: Location) -> bool:
    """Somebody uses its number for something else here: it cannot stand in two places."""
    if unit.state == "loaded":
        return True
    units = inside(site, unit)
    orders = goods_inside(site, [each for each in units if each.state not in NOT_HERE]).orders
    held = any(each.zone is not None or each.holder_id is not None for each in units)
    away = any(stock.key.location_id != dock.id for stock in stock_inside(site, units))
    return bool(orders) or held or away
