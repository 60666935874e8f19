"""The half at the source: made with its order, which is picked, packed and shipped as any other."""

from collections.abc import Iterable, Mapping

from edge.floor.documents import Order, add_order, known_already, nothing_left, sift, taken_as
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.reader import Dn, SiteReader
from edge.floor.reads.transfers import TransferLine
from edge.floor.transfers.halves import planned_again, step, tell
from models.warehouse import ids
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import TRANSFER, TRANSFER_LINE
from models.warehouse.commands import MakeTransfer
from models.warehouse.replies import Outcome, Step
from models.warehouse.states import TRANSFER_STATES


def make_transfer(command: MakeTransfer, site: SiteReader, now: Context) -> Decision:
    """Goods are to go to another site. The same transfer again changes nothing."""
    given = clean(command.transfer) if command.transfer else ""
    number = given or f"T-{ids.show(now.new_id())}"
    target = site.warehouse(clean(command.to))
    if target is None:
        raise Refusal(Outcome.UNKNOWN_CODE, "transfer.unknown_site", site=command.to)
    if target.id == now.site.warehouse_id:
        raise Refusal(Outcome.WRONG_KIND, "transfer.own_site", site=target.code)
    taken, refused = sift(site, now, command.lines, command.owner)
    known = site.dn(number)
    if known is not None:
        old = sorted((line.item_id, line.ordered) for line in site.dn_lines(known.id))
        same = old == sorted((line.item_id, line.sent.quantity) for line in taken)
        return known_already(now, "transfer", number, same=same and known.kind == "transfer")
    draft = Draft(now)
    if not taken:
        return nothing_left(draft, "transfer", number, refused)
    order = Order(number, target.code, None, command.priority, command.due_at, "transfer")
    dn_id, lines = add_order(draft, site, order, taken)
    half_id = draft.insert(
        TRANSFER,
        {
            "owner_id": taken[0].owner_id,
            "number": number,
            "from_warehouse_id": now.site.warehouse_id,
            "to_warehouse_id": target.id,
            "dn_id": dn_id,
            "created_at_ms": now.now_ms,
            "word": 1,
        },
    )
    for line in taken:
        _line(draft, half_id, line.owner_id, line.line, line.item_id, line.sent.quantity)
    return taken_as(draft, "transfer", number, len(taken), refused, {"lines": lines})


def departed(draft: Draft, site: SiteReader, dn: Dn, sent: Mapping[int, int]) -> None:
    """Goods of a transfer are on their way: `sent` by line of its order, negative if they are back
    before they came."""
    half = site.transfer_of_dn(dn.id)
    assert half is not None
    numbers = {line.id: line.line for line in site.dn_lines(dn.id)}
    by_number = {line.line: line for line in site.transfer_lines(half.id)}
    for line_id, quantity in sent.items():
        line = by_number[numbers[line_id]]
        draft.put(TRANSFER_LINE, line.id, {"shipped": line.shipped + quantity})
    if sum(sent.values()) > 0:
        tell(draft, half, step(half, "ship"))
    else:
        tell(draft, half, planned_again(half))


def called_off(draft: Draft, site: SiteReader, dn: Dn) -> None:
    """Its order was cancelled before anything of it left."""
    half = site.transfer_of_dn(dn.id)
    assert half is not None
    if not TRANSFER_STATES.allows(half.state, "cancel"):
        raise Refusal(
            Outcome.STALE_STEP, "transfer.counted_there", Step.SCAN_DOCUMENT, order=dn.number
        )
    tell(draft, half, {"state": TRANSFER_STATES.after(half.state, "cancel")})


def split(
    draft: Draft, site: SiteReader, dn: Dn, rest: Dn, missing: Iterable[tuple[int, int, int]]
) -> None:
    """What is short of a transfer goes on as a transfer of its own, as its order does: (line, item,
    quantity) of what is missing."""
    half = site.transfer_of_dn(dn.id)
    assert half is not None
    later = site.transfer_of_dn(rest.id)
    later_lines = _by_number(site.transfer_lines(later.id)) if later is not None else {}
    later_id = later.id if later is not None else _later(draft, half.to_warehouse_id, rest)
    lines = _by_number(site.transfer_lines(half.id))
    for number, item_id, quantity in missing:
        line = lines[number]
        draft.put(TRANSFER_LINE, line.id, {"ordered": line.ordered - quantity})
        known = later_lines.get(number)
        if known is None:
            _line(draft, later_id, rest.owner_id, number, item_id, quantity)
        else:
            draft.put(TRANSFER_LINE, known.id, {"ordered": known.ordered + quantity})
    tell(draft, half, {})
    if later is not None:
        tell(draft, later, {})


def _later(draft: Draft, target_id: int, rest: Dn) -> int:
    return draft.insert(
        TRANSFER,
        {
            "owner_id": rest.owner_id,
            "number": rest.number,
            "from_warehouse_id": draft.now.site.warehouse_id,
            "to_warehouse_id": target_id,
            "dn_id": rest.id,
            "created_at_ms": draft.now.now_ms,
            "word": 1,
        },
    )


def _line(
    draft: Draft, half_id: int, owner_id: int, number: int, item_id: int, ordered: int
) -> None:
    draft.insert(
        TRANSFER_LINE,
        {
            "transfer_id": half_id,
            "owner_id": owner_id,
            "line": number,
            "item_id": item_id,
            "ordered": ordered,
        },
    )


def _by_number(lines: Iterable[TransferLine]) -> dict[int, TransferLine]:
    return {line.line: line for line in lines}
