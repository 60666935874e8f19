"""Totes that go from zone to zone: taken over, set down for the next zone, brought to packing.

A tote in hand is booked where what is picked is booked, at packing, and names who carries it.
"""

import msgspec

from edge.floor.carrying import end_transports
from edge.floor.claiming import leases_of
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import ask, find_location, find_unit, not_allowed
from edge.floor.packing import stock_key
from edge.floor.reader import Dn, Location, SiteReader, Unit
from models.warehouse.catalogue import RESERVATION, UNIT
from models.warehouse.commands import SetDownTotes, TakeTote
from models.warehouse.replies import Json, Level, Outcome, Step
from models.warehouse.zones import next_zone


def take_tote(command: TakeTote, site: SiteReader, now: Context) -> Decision:
    """The tote, and the order's picks in this zone, are this person's from now on."""
    unit = find_unit(site, command.unit)
    dn = order_of(site, unit)
    skills = site.worker(now.person_id).skills
    tasks = site.zone_picks(dn.id, command.zone, skills, now.person_id, now.now_ms)
    if unit.holder_id == now.person_id:
        raise Refusal(
            Outcome.ALREADY_DONE, "tote.in_hand", Step.NEXT_TASK, level=Level.INFO, unit=unit.code
        )
    if unit.zone != command.zone and not tasks:
        raise Refusal(
            Outcome.WRONG_UNIT, "tote.of_other_zone", Step.SCAN_UNIT, unit=unit.code, zone=unit.zone
        )
    if unit.holder_id is not None:
        ask(command.confirm, Outcome.TAKE_OVER, "tote.take_over", unit=unit.code)
        tasks = site.zone_picks(dn.id, command.zone, skills, None, now.now_ms)
    draft = Draft(now)
    _carry(draft, site, dn, unit, _at_packing(site, tasks), "take_over")
    draft.put(UNIT, unit.id, {"zone": command.zone, "holder_id": now.person_id})
    decision = draft.say(
        Outcome.UNIT_DONE,
        "tote.taken",
        Step.SCAN_LOCATION,
        data={"order": dn.number, "tasks": len(tasks)},
        unit=unit.code,
        order=dn.number,
        picks=len(tasks),
    )
    return msgspec.structs.replace(decision, leases=leases_of(tasks, now))


def set_down_totes(command: SetDownTotes, site: SiteReader, now: Context) -> Decision:
    """At a hand-over place the tote waits for that zone; at packing its way is over."""
    location = find_location(site, command.location)
    if location.kind not in ("handover", "packing", "staging") or location.status != "active":
        raise not_allowed(location, "tote.no_place")
    draft = Draft(now)
    codes: list[Json] = []
    for code in dict.fromkeys(command.units):
        unit = find_unit(site, code)
        dn = order_of(site, unit)
        if unit.holder_id not in (None, now.person_id):
            ask(command.confirm, Outcome.TAKE_OVER, "tote.take_over", unit=unit.code)
        _demand_wanted(site, now, dn, unit, location, confirmed=command.confirm)
        _carry(draft, site, dn, unit, location, "hand_over")
        end_transports(draft, site, unit, location.id)
        waits_for = location.zone if location.kind == "handover" else None
        draft.put(UNIT, unit.id, {"zone": waits_for, "holder_id": None})
        codes.append(unit.code)
    return draft.say(
        Outcome.UNIT_DONE,
        "tote.handed_over" if location.kind == "handover" else "tote.brought",
        Step.NEXT_TASK,
        data={"units": codes},
        units=", ".join(map(str, codes)),
        location=location.code,
        zone=location.zone,
    )


def order_of(site: SiteReader, unit: Unit) -> Dn:
    """The order a tote holds goods of. Raises Refusal: it is none's, or nothing is to be done."""
    dn = site.dn_by_id(unit.dn_id) if unit.dn_id is not None else None
    if dn is None or unit.kind == "package" or not site.stock_in_unit(unit.id):
        raise Refusal(Outcome.WRONG_UNIT, "tote.of_no_order", Step.SCAN_UNIT, unit=unit.code)
    assert dn.state != "cancelled", "a cancelled order has no totes"
    return dn


def place_for(site: SiteReader, now: Context, dn: Dn, here: str | None) -> str | None:
    """Where a tote goes from this zone: to the next zone that wants it and has a hand-over place,
    else to packing."""
    left = site.zones_left(dn.id, now.person_id, now.now_ms)
    zone = next_zone(left, here)
    place = site.hand_over_place(zone) if zone is not None else None
    if place is not None:
        return place
    packing = site.first_location("packing")
    return packing.code if packing is not None else None


def _demand_wanted(
    site: SiteReader, now: Context, dn: Dn, unit: Unit, location: Location, *, confirmed: bool
) -> None:
    """Another place than the one proposed wants a second scan, and so does leaving picks behind."""
    place = place_for(site, now, dn, unit.zone)
    if place != location.code:
        ask(
            confirmed,
            Outcome.OTHER_LOCATION,
            "tote.other_place",
            unit=unit.code,
            location=location.code,
            proposed=place,
        )


def _carry(draft: Draft, site: SiteReader, dn: Dn, unit: Unit, target: Location, kind: str) -> None:
    """The tote with the goods picked into it, which stay the order's."""
    for reserved in site.reservations(dn.id):
        if reserved.unit_id != unit.id or reserved.location_id == target.id:
            continue
        key = stock_key(reserved)
        there = key._replace(location_id=target.id)
        draft.move(
            kind,
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
    if unit.location_id != target.id:
        draft.put(UNIT, unit.id, {"location_id": target.id})


def _at_packing(site: SiteReader, tasks: list[int]) -> Location:
    """Where what is picked is booked: what the picks say, else the first packing location."""
    task = site.pick_task(tasks[0]) if tasks else None
    found = site.location(task.to_location) if task is not None else site.first_location("packing")
    if found is None:
        raise Refusal(Outcome.SCAN_LOCATION_FIRST, "release.no_packing_location")
    return found
