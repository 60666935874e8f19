"""Words of the other half, carried by headquarters. Each says all that is known, so the last one
heard is enough, in whatever order and however often they come."""

from collections.abc import Sequence

from edge.floor.draft import Context, Decision, Draft
from edge.floor.finding import find_partner
from edge.floor.reader import SiteReader
from edge.floor.reads.transfers import Transfer, TransferLine
from edge.floor.transfers.counting import level, raise_differences, reopen
from edge.floor.transfers.halves import id_in, planned_again, step
from edge.floor.transfers.road import expect_units
from models.warehouse.catalogue import ASN, ASN_LINE, TRANSFER, TRANSFER_LINE
from models.warehouse.commands import AnnounceTransfer
from models.warehouse.replies import Level, Outcome
from models.warehouse.states import ASN_STATES, TRANSFER_STATES
from models.warehouse.transfer import expected_by_item, open_by_item
from sync.core.catalogue import Value

Key = tuple[int, str | None, str | None]
"""Item, lot, unit."""


def announce_transfer(command: AnnounceTransfer, site: SiteReader, now: Context) -> Decision:
    """The source has spoken: what is planned, what has left, or that nothing comes."""
    half = site.transfer_of_twin(id_in(command.twin))
    draft = Draft(now)
    if half is not None and command.word <= half.heard:
        return draft.say(
            Outcome.ALREADY_DONE, "transfer.heard", level=Level.INFO, transfer=half.number
        )
    if half is None:
        half = _made(draft, site, command)
    lines = _lines(draft, site, half, command)
    values: dict[str, Value] = {"heard": command.word}
    if half.asn_id is not None:
        values |= _followed(draft, site, half, command, lines)
    draft.put(TRANSFER, half.id, values)
    return draft.say(Outcome.LINE_DONE, "transfer.heard", transfer=half.number)


def _made(draft: Draft, site: SiteReader, command: AnnounceTransfer) -> Transfer:
    source = site.warehouse_by_id(id_in(command.source))
    code = source.code if source is not None else command.source
    number = command.transfer
    if site.asn(number) is not None:
        number = f"{number}-{code}"
    state = "cancelled" if command.state == "cancelled" else "confirmed"
    owner_id = _owner_of(draft, site, command)
    asn_id: int | None = None
    if state != "cancelled":
        asn_id = draft.insert(
            ASN,
            {
                "kind": "transfer",
                "owner_id": owner_id,
                "number": number,
                "supplier_id": find_partner(site, draft, code, "site"),
                "origin_id": id_in(command.twin),
                "created_at_ms": draft.now.now_ms,
            },
        )
    values: dict[str, Value] = {
        "owner_id": owner_id,
        "number": number,
        "half": "in",
        "state": state,
        "from_warehouse_id": id_in(command.source),
        "to_warehouse_id": draft.now.site.warehouse_id,
        "asn_id": asn_id,
        "twin_id": id_in(command.twin),
        "created_at_ms": draft.now.now_ms,
    }
    half_id = draft.insert(TRANSFER, values)
    return Transfer(
        half_id, owner_id, number, "in", state, 0, id_in(command.source),
        draft.now.site.warehouse_id, None, asn_id, id_in(command.twin), 0, 0,
    )  # fmt: skip


def _owner_of(draft: Draft, site: SiteReader, command: AnnounceTransfer) -> int:
    """Whose goods come; the first owner's if their item is not known here yet."""
    named = [line.item for line in command.lines] + [line.item for line in command.sent]
    for item_id in named:
        item = site.item(id_in(item_id))
        if item is not None:
            return item.owner_id
    return draft.now.site.owner_id


def _lines(
    draft: Draft, site: SiteReader, half: Transfer, command: AnnounceTransfer
) -> list[TransferLine]:
    """The lines as they are from now on: a plan by item, what has left by item, lot and unit."""
    told: dict[Key, dict[str, Value]] = {}
    for planned in command.lines:
        told[id_in(planned.item), None, None] = {"ordered": planned.ordered, "shipped": 0}
    for sent in command.sent:
        said = told.setdefault((id_in(sent.item), sent.lot, sent.unit), {"ordered": 0})
        said |= {
            "shipped": sent.quantity,
            "expiry": sent.expiry,
            "weight_g": sent.weight_g,
            "received_at_ms": sent.received_at_ms,
        }
    known = {(line.item_id, line.lot, line.unit): line for line in site.transfer_lines(half.id)}
    lines = [
        _line(draft, half, key, place, known.get(key), told.get(key, {"ordered": 0, "shipped": 0}))
        for place, key in enumerate({**known, **told}, start=1)
    ]
    level(draft, lines)
    expect_units(draft, site, command, lines)
    return lines


def _line(
    draft: Draft,
    half: Transfer,
    key: Key,
    place: int,
    known: TransferLine | None,
    told: dict[str, Value],
) -> TransferLine:
    item_id, lot, unit = key
    ordered, shipped = _whole(told["ordered"]), _whole(told["shipped"])
    if known is not None:
        if (known.ordered, known.shipped) != (ordered, shipped):
            draft.put(TRANSFER_LINE, known.id, dict(told))
        return TransferLine(
            known.id, known.line, item_id, ordered, shipped,
            known.received, known.lost, known.found, lot, known.expiry, unit,
        )  # fmt: skip
    values: dict[str, Value] = {
        "transfer_id": half.id,
        "owner_id": half.owner_id,
        "line": place,
        "item_id": item_id,
        "lot": lot,
        "unit": unit,
        **told,
    }
    row_id = draft.insert(TRANSFER_LINE, values)
    return TransferLine(row_id, place, item_id, ordered, shipped, 0, 0, 0, lot, None, unit)


def _followed(
    draft: Draft,
    site: SiteReader,
    half: Transfer,
    command: AnnounceTransfer,
    lines: Sequence[TransferLine],
) -> dict[str, Value]:
    """The ASN follows what is told; the fields of the half that change with it."""
    assert half.asn_id is not None
    asn = site.asn_by_id(half.asn_id)
    state = asn.state if asn is not None else "announced"
    known = {line.item_id: line for line in site.asn_lines(half.asn_id)}
    more = False
    for place, (item_id, expected) in enumerate(expected_by_item(lines).items(), start=1):
        line = known.get(item_id)
        more = more or expected > (line.expected if line is not None else 0)
        if line is None:
            draft.insert(
                ASN_LINE,
                {
                    "asn_id": half.asn_id,
                    "owner_id": half.owner_id,
                    "line": place,
                    "item_id": item_id,
                    "expected": expected,
                },
            )
        elif line.expected != expected:
            draft.put(ASN_LINE, line.id, {"expected": expected})
    if command.state == "cancelled":
        if ASN_STATES.allows(state, "cancel"):
            draft.put(ASN, half.asn_id, {"state": ASN_STATES.after(state, "cancel")})
        allowed = TRANSFER_STATES.allows(half.state, "cancel")
        return {"state": "cancelled"} if allowed else {}
    if half.state == "in_transit" and command.state == "confirmed":
        return planned_again(half)
    if half.state == "confirmed" and command.sent:
        return step(half, "ship")
    if half.state == "received":
        assert asn is not None
        if more:
            reopen(draft, asn)
            return step(half, "ship")
        raise_differences(draft, site, half, open_by_item(lines))
    return {}


def _whole(value: Value) -> int:
    assert isinstance(value, int)
    return value
