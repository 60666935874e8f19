"""Picked stock goes into packages: handling units with an SSCC made here or scanned."""

from typing import NamedTuple

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import demand_positive, find_dn, find_item, new_unit, of_owner, unit_or_new
from edge.floor.packs import demand_entered
from edge.floor.reader import Dn, Reserved, SiteReader, Unit
from models.warehouse import ids
from models.warehouse.barcodes import clean, has_prefix, next_sscc, sscc_range
from models.warehouse.catalogue import DN, DN_LINE, RESERVATION, UNIT
from models.warehouse.commands import Entered, Pack
from models.warehouse.packs import share_of
from models.warehouse.replies import Json, Level, Outcome, Step
from models.warehouse.states import DN_STATES, UNIT_STATES
from models.warehouse.stock import StockKey
from sync.core.catalogue import Value

OWN_LABEL = "B"
"""What a number of a box begins with that is no SSCC."""


class Packed(NamedTuple):
    """A part of a reservation that goes into the package."""

    reserved: Reserved
    quantity: int
    entered: Entered | None = None


def pack(command: Pack, site: SiteReader, now: Context) -> Decision:
    """Pack all that was picked, or the lines named, into one unit."""
    dn = find_dn(site, command.order)
    demand_picked(dn)
    loose = loose_of(site, dn)
    parts = _chosen(command, site, loose)
    draft = Draft(now)
    unit = _unit(draft, site, command, dn, parts, loose)
    for part in parts:
        _into(draft, unit, part)
    left = _count_up(draft, site, dn, parts)
    state = DN_STATES.after(dn.state, "pack" if left else "packed")
    if state != dn.state:
        draft.put(DN, dn.id, {"state": state})
    if not left:
        _free_totes(draft, site, dn, unit)
    contents: list[Json] = [
        {"item": part.reserved.item, "lot": part.reserved.lot, "quantity": part.quantity}
        for part in parts
    ]
    key = "pack.unit_done" if left else "pack.order_done"
    if command.unit is None and not has_prefix(now.site.settings.sscc_prefix):
        key = "pack.unit_done_own" if left else "pack.order_done_own"
    return draft.say(
        Outcome.UNIT_DONE if left else Outcome.DOCUMENT_DONE,
        key,
        Step.SCAN_ITEM if left else Step.SCAN_DOCUMENT,
        data={"unit": unit.code, "contents": contents, "order_state": state, "left": left},
        order=dn.number,
        unit=unit.code,
    )


def loose_of(site: SiteReader, dn: Dn) -> list[Reserved]:
    """What was picked for an order and lies in no package yet."""
    return [
        reserved
        for reserved in site.reservations(dn.id)
        if reserved.kind == "picked" and reserved.unit_kind != "package"
    ]


def demand_picked(dn: Dn) -> None:
    """Refuse an order that has nothing to pack."""
    if DN_STATES.allows(dn.state, "packed"):
        return
    if dn.state in ("packed", "staged", "shipped"):
        raise Refusal(
            Outcome.ALREADY_DONE,
            f"order.is_{dn.state}",
            Step.SCAN_DOCUMENT,
            level=Level.INFO,
            order=dn.number,
        )
    outcome = Outcome.CANCELLED_ELSEWHERE if dn.state == "cancelled" else Outcome.STALE_STEP
    raise Refusal(outcome, f"order.is_{dn.state}", Step.SCAN_DOCUMENT, order=dn.number)


def _chosen(command: Pack, site: SiteReader, loose: list[Reserved]) -> list[Packed]:
    if command.lines is None:
        parts = [Packed(reserved, reserved.quantity) for reserved in loose]
    else:
        left = {reserved.id: reserved.quantity for reserved in loose}
        parts = []
        for line in command.lines:
            demand_positive(line.quantity)
            item = find_item(site, line.item, of_owner(loose[0].owner_id) if loose else None)
            demand_entered(site, item.id, line.quantity, line.entered)
            wanted = line.quantity
            for reserved in loose:
                if reserved.item_id != item.id or not left[reserved.id]:
                    continue
                if line.lot is not None and reserved.lot != clean(line.lot):
                    continue
                quantity = min(wanted, left[reserved.id])
                left[reserved.id] -= quantity
                wanted -= quantity
                entered = share_of(line.entered, line.quantity, quantity)
                parts.append(Packed(reserved, quantity, entered))
                if not wanted:
                    break
            if wanted:
                raise Refusal(
                    Outcome.QUANTITY_CHANGED,
                    "pack.more_than_picked",
                    Step.ENTER_QUANTITY,
                    item=item.code,
                    too_many=wanted,
                )
        parts = _joined(parts)
    if not parts:
        raise Refusal(Outcome.NO_WORK, "pack.nothing_picked", Step.SCAN_DOCUMENT)
    return parts


def _joined(parts: list[Packed]) -> list[Packed]:
    """Two lines of one item may fall on one reservation: pack it in one piece."""
    if len({part.reserved.id for part in parts}) == len(parts):
        return parts
    total: dict[int, int] = {}
    for part in parts:
        total[part.reserved.id] = total.get(part.reserved.id, 0) + part.quantity
    by_id = {part.reserved.id: part.reserved for part in parts}
    return [Packed(by_id[reserved_id], quantity) for reserved_id, quantity in total.items()]


def _unit(
    draft: Draft,
    site: SiteReader,
    command: Pack,
    dn: Dn,
    parts: list[Packed],
    loose: list[Reserved],
) -> Unit:
    here = parts[0].reserved.location_id
    if command.unit is None:
        return new_unit(
            draft,
            box_number(draft, site),
            "package",
            here,
            dn.id,
            state="closed",
            weight_g=command.weight_g,
        )
    unit = unit_or_new(site, draft, command.unit, "package", here, dn.id)
    inside = {reserved.id: reserved.quantity for reserved in loose if reserved.unit_id == unit.id}
    for part in parts:
        if part.reserved.id in inside:
            inside[part.reserved.id] -= part.quantity
    if any(inside.values()):
        raise Refusal(Outcome.WRONG_UNIT, "unit.holds_more", Step.SCAN_UNIT, unit=unit.code)
    if unit.location_id != here and site.stock_in_unit(unit.id):
        raise Refusal(Outcome.WRONG_UNIT, "unit.elsewhere", Step.SCAN_UNIT, unit=unit.code)
    values: dict[str, Value] = {
        "kind": "package",
        "dn_id": dn.id,
        "location_id": here,
        "zone": None,
        "holder_id": None,
    }
    if unit.state == "empty":
        values["state"] = UNIT_STATES.after(UNIT_STATES.after(unit.state, "fill"), "close")
    elif UNIT_STATES.allows(unit.state, "close"):
        values["state"] = UNIT_STATES.after(unit.state, "close")
    if command.weight_g is not None:
        values["weight_g"] = command.weight_g
    draft.put(UNIT, unit.id, values)
    return Unit(unit.id, unit.code, "package", unit.state, here, dn.id)


def box_number(draft: Draft, site: SiteReader) -> str:
    """The next SSCC of the company. Without a prefix of its own the site makes none up: its boxes
    get a number that is no SSCC and counts here only."""
    settings = draft.now.site.settings
    prefix, extension = settings.sscc_prefix, settings.sscc_extension
    if not has_prefix(prefix):
        return f"{OWN_LABEL}{ids.show(draft.now.new_id())}"
    code = next_sscc(prefix, site.highest_unit(*sscc_range(prefix, extension)), extension)
    if code is None:
        raise Refusal(Outcome.NO_WORK, "unit.numbers_used_up")
    return code


def _into(draft: Draft, unit: Unit, part: Packed) -> None:
    reserved, quantity, entered = part
    assert unit.location_id is not None
    key = stock_key(reserved)
    target = key._replace(location_id=unit.location_id, unit_id=unit.id)
    if target == key:
        return
    draft.move(
        "pack",
        key,
        target,
        quantity,
        reserved.received_at_ms,
        document_id=reserved.dn_id,
        line_id=reserved.line_id,
        entered=entered,
    )
    draft.hold(key, -quantity)
    draft.hold(target, quantity)
    place: dict[str, Value] = {"location_id": target.location_id, "unit_id": target.unit_id}
    if quantity == reserved.quantity:
        draft.put(RESERVATION, reserved.id, place)
        return
    draft.put(RESERVATION, reserved.id, {"quantity": reserved.quantity - quantity})
    draft.insert(
        RESERVATION,
        {
            "owner_id": reserved.owner_id,
            "dn_id": reserved.dn_id,
            "line_id": reserved.line_id,
            "item_id": reserved.item_id,
            "lot_id": reserved.lot_id,
            "status": reserved.status,
            "quantity": quantity,
            "kind": "picked",
            **place,
        },
    )


def stock_key(reserved: Reserved) -> StockKey:
    """The quant a reservation stands on."""
    return StockKey(
        reserved.item_id,
        reserved.location_id,
        reserved.unit_id,
        reserved.lot_id,
        reserved.owner_id,
        reserved.status,
    )


def _count_up(draft: Draft, site: SiteReader, dn: Dn, parts: list[Packed]) -> int:
    """Raise the lines' packed quantities; returns what is picked and not packed yet."""
    now_packed: dict[int, int] = {}
    for part in parts:
        line_id = part.reserved.line_id
        now_packed[line_id] = now_packed.get(line_id, 0) + part.quantity
    left = 0
    for line in site.dn_lines(dn.id):
        packed = line.packed + now_packed.get(line.id, 0)
        assert packed <= line.picked
        if packed != line.packed:
            draft.put(DN_LINE, line.id, {"packed": packed})
        left += line.picked - packed
    return left


def _free_totes(draft: Draft, site: SiteReader, dn: Dn, package: Unit) -> None:
    for unit in site.units_of_dn(dn.id):
        if unit.kind != "package" and unit.id != package.id:
            draft.put(UNIT, unit.id, {"dn_id": None, "zone": None, "holder_id": None})
