"""The half at the destination: what comes is counted, and what differs gets a name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from edge.floor.draft import Draft
from edge.floor.reader import Asn, SiteReader
from edge.floor.reads.transfers import Transfer, TransferLine
from edge.floor.transfers.halves import step, tell
from models.warehouse.catalogue import ASN, TRANSFER_LINE
from models.warehouse.transfer import open_by_item

DIFFERS = "transfer_differs"


class Counted(NamedTuple):
    """Goods taken in: of which lot, on which unit, where that is known."""

    item_id: int
    quantity: int
    lot: str | None = None
    unit: str | None = None


def oldest(site: SiteReader, asn: Asn, item_id: int, lot: str | None) -> int | None:
    """Since when the company has had what another site sent of an item, of this lot if it was told;
    ms since 1970. None: nobody said, or it comes from a supplier."""
    half = site.transfer_of_asn(asn.id) if asn.kind == "transfer" else None
    lines = site.transfer_lines(half.id) if half is not None else []
    told = [line for line in lines if line.item_id == item_id and line.received_at_ms is not None]
    of_lot = [line for line in told if line.lot == lot] or told
    return min((line.received_at_ms or 0 for line in of_lot), default=None)


def count_in(draft: Draft, site: SiteReader, asn: Asn, goods: Iterable[Counted]) -> None:
    """Goods of a transfer have come: fill the lines they were sent as."""
    half = site.transfer_of_asn(asn.id)
    assert half is not None
    lines = site.transfer_lines(half.id)
    received = {line.id: line.received for line in lines}
    for counted in goods:
        for line_id, part in _spread(lines, received, counted):
            received[line_id] += part
    for line in lines:
        if received[line.id] != line.received:
            draft.put(TRANSFER_LINE, line.id, {"received": received[line.id]})
    values = step(half, "receive")
    if values:
        tell(draft, half, values)


def level(draft: Draft, lines: Sequence[TransferLine]) -> None:
    """What was counted before it was told how it was sent moves to the lines it was sent as, so
    that a unit counted loosely does not come once more."""
    for item_id in {line.item_id: None for line in lines}:
        of_item = [line for line in lines if line.item_id == item_id]
        spare = {line.id: max(0, line.received - line.shipped) for line in of_item}
        left = sum(spare.values())
        received = {line.id: line.received - spare[line.id] for line in of_item}
        for line in of_item:
            part = min(left, line.shipped - received[line.id])
            received[line.id] += part
            left -= part
        received[of_item[0].id] += left
        for line in of_item:
            if received[line.id] != line.received:
                draft.put(TRANSFER_LINE, line.id, {"received": received[line.id]})


def count_out(draft: Draft, site: SiteReader, asn: Asn, goods: Iterable[Counted]) -> None:
    """Goods of a transfer were counted in by mistake."""
    half = site.transfer_of_asn(asn.id)
    assert half is not None
    lines = site.transfer_lines(half.id)
    received = {line.id: line.received for line in lines}
    for counted in goods:
        left = counted.quantity
        for line in _likely(lines, counted):
            part = min(left, received[line.id])
            received[line.id] -= part
            left -= part
        assert not left
    for line in lines:
        if received[line.id] != line.received:
            draft.put(TRANSFER_LINE, line.id, {"received": received[line.id]})
    tell(draft, half, step(half, "receive"))


def finish_in(draft: Draft, site: SiteReader, asn: Asn) -> None:
    """Nothing more comes. A half that was not told yet what left waits for that word: then what
    differs is known."""
    half = site.transfer_of_asn(asn.id)
    assert half is not None
    lines = site.transfer_lines(half.id)
    if any(line.shipped for line in lines):
        raise_differences(draft, site, half, open_by_item(lines))
    tell(draft, half, step(half, "complete"))


def raise_differences(
    draft: Draft, site: SiteReader, half: Transfer, left: Mapping[int, int]
) -> None:
    """One exception per item that came short (missing above zero) or over."""
    for item_id, missing in left.items():
        item = site.item(item_id)
        code = item.code if item is not None else str(item_id)
        said = {"item": code, "missing": missing, "transfer": half.number}
        draft.raise_exception(DIFFERS, half.number, dict(said))


def reopen(draft: Draft, asn: Asn) -> None:
    """More is to come on an ASN that was closed: the owner's next revision of it."""
    draft.put(
        ASN, asn.id, {"state": "receiving", "revision": asn.revision + 1, "closed_at_ms": None}
    )


def _spread(
    lines: list[TransferLine], received: Mapping[int, int], counted: Counted
) -> Iterable[tuple[int, int]]:
    """First the lines of this unit and lot, then any of the item; the last takes what is over."""
    best = _likely(lines, counted)
    left = counted.quantity
    for line in best:
        part = min(left, max(0, line.shipped - received[line.id]))
        if part:
            yield line.id, part
            left -= part
    if left:
        yield best[0].id, left


def _likely(lines: Iterable[TransferLine], counted: Counted) -> list[TransferLine]:
    """Lines of the item, those of this unit and lot first."""
    of_item = [line for line in lines if line.item_id == counted.item_id]
    assert of_item
    return sorted(
        of_item, key=lambda line: (line.unit != counted.unit, line.lot != counted.lot, line.id)
    )
