"""The lorry came back before it delivered: the order stands packed again, in the book and on the
floor."""

from collections.abc import Mapping

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_dn, find_location
from edge.floor.reader import Dn, Location, SiteReader
from edge.floor.reads.reversing import Crossing
from edge.floor.staging import demand_staging
from edge.floor.transfers.leaving import departed
from models.warehouse.catalogue import DN, DN_LINE, RESERVATION, UNIT
from models.warehouse.commands import ReverseShipment
from models.warehouse.nesting import DEPTH_MAX
from models.warehouse.replies import Level, Outcome, Step
from models.warehouse.stock import StockKey
from sync.core.catalogue import Value


def reverse_shipment(command: ReverseShipment, site: SiteReader, now: Context) -> Decision:
    """A state never falls but by its owner's next revision, which this is."""
    dn = find_dn(site, command.order)
    _demand_on_the_road(site, dn)
    target = find_location(site, command.location) if command.location is not None else None
    if target is not None:
        demand_staging(target)
    draft = Draft(now)
    back: dict[int, int] = {}
    stands: dict[int, int] = {}
    for crossing in site.shipped(dn.id):
        key = _back(draft, dn, crossing, target, command.reason)
        stands[key.unit_id] = key.location_id
        back[crossing.line_id] = back.get(crossing.line_id, 0) + crossing.quantity
    for line in site.dn_lines(dn.id):
        if line.id in back:
            draft.put(DN_LINE, line.id, {"shipped": line.shipped - back[line.id]})
    if dn.kind == "transfer":
        departed(draft, site, dn, {line_id: -quantity for line_id, quantity in back.items()})
    _stand_again(draft, site, stands)
    draft.put(
        DN,
        dn.id,
        {
            "state": "packed", "revision": dn.revision + 1, "shipped_at_ms": None,
            "shipment_id": None,
        },
    )  # fmt: skip
    units = sum(back.values())
    said = {"quantity": units, "note": command.reason}
    draft.raise_exception("shipment_reversed", dn.number, dict(said))
    return draft.say(
        Outcome.UNDONE,
        "reverse.shipment",
        Step.SCAN_UNIT,
        data={"quantity": units, "order_state": "packed"},
        order=dn.number,
        quantity=units,
    )


def _stand_again(draft: Draft, site: SiteReader, stands: Mapping[int, int]) -> None:
    """Packages stand where they are said to, on the pallets they left on. A pallet that carried
    more than comes back stays away, and they stand without it."""
    back = dict(stands)
    level = list(stands)
    for _ in range(DEPTH_MAX):
        outer = {left_in for unit_id in level if (left_in := site.left_in(unit_id)) is not None}
        level = []
        for unit_id in sorted(outer - back.keys()):
            where = {back.get(inner) for inner in site.units_left_in(unit_id)}
            unit = site.unit_by_id(unit_id)
            place = where.pop() if len(where) == 1 else None
            if place is not None and unit is not None and unit.state == "shipped":
                back[unit_id] = place
                level.append(unit_id)
    for unit_id, location_id in back.items():
        unit = site.unit_by_id(unit_id)
        assert unit is not None
        outer_id = site.left_in(unit_id)
        values: dict[str, Value] = {
            "state": "closed", "revision": unit.revision + 1, "shipment_id": None,
            "location_id": location_id, "parent_id": outer_id if outer_id in back else None,
        }  # fmt: skip
        draft.put(UNIT, unit_id, values)


def _demand_on_the_road(site: SiteReader, dn: Dn) -> None:
    if dn.state != "shipped":
        level = Level.INFO if dn.state in ("packed", "staged") else Level.BLOCK
        raise Refusal(
            Outcome.STALE_STEP, f"order.is_{dn.state}", Step.SCAN_DOCUMENT, level=level,
            order=dn.number,
        )  # fmt: skip
    half = site.transfer_of_dn(dn.id) if dn.kind == "transfer" else None
    if half is not None and half.state in ("receiving", "received"):
        raise Refusal(
            Outcome.STALE_STEP, "transfer.counted_there", Step.SCAN_DOCUMENT, order=dn.number
        )


def _back(
    draft: Draft, dn: Dn, crossing: Crossing, target: Location | None, reason: str
) -> StockKey:
    """In again, reserved for its order as before."""
    key = StockKey(
        crossing.item_id,
        target.id if target is not None else crossing.from_location,
        crossing.from_unit,
        crossing.lot_id,
        crossing.owner_id,
        crossing.from_status,
    )
    draft.move(
        "unship",
        draft.outside(key, crossing.to_location),
        key,
        crossing.quantity,
        crossing.received_at_ms,
        document_id=dn.id,
        line_id=crossing.line_id,
        reason=reason,
        reverses=crossing.reference,
        weight_g=crossing.weight_g,
    )
    draft.hold(key, crossing.quantity)
    draft.insert(
        RESERVATION,
        {
            "owner_id": crossing.owner_id,
            "dn_id": dn.id,
            "line_id": crossing.line_id,
            "item_id": crossing.item_id,
            "location_id": key.location_id,
            "unit_id": key.unit_id,
            "lot_id": crossing.lot_id,
            "status": crossing.from_status,
            "quantity": crossing.quantity,
            "kind": "picked",
        },
    )
    return key
