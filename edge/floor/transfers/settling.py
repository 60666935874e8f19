"""A difference of a transfer ends: what is in transit will not come, or more came than was sent."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import demand_positive, find_item, of_owner
from edge.floor.reader import Item, SiteReader
from edge.floor.reads.transfers import Transfer, TransferLine
from edge.floor.transfers.counting import reopen
from edge.floor.transfers.halves import coming, step, tell
from models.warehouse.catalogue import TRANSFER_LINE
from models.warehouse.commands import SettleTransfer
from models.warehouse.replies import Outcome, Step
from models.warehouse.stock import AVAILABLE, StockKey
from models.warehouse.transfer import in_transit
from sync.core.catalogue import Value


def settle_transfer(command: SettleTransfer, site: SiteReader, now: Context) -> Decision:
    """Only a difference that is there, and only up to it."""
    half = coming(site, command.transfer)
    item = find_item(site, command.item, of_owner(half.owner_id))
    demand_positive(command.quantity)
    lines = [line for line in site.transfer_lines(half.id) if line.item_id == item.id]
    if half.state != "received":
        raise Refusal(
            Outcome.STALE_STEP, "transfer.still_open", Step.SCAN_DOCUMENT, transfer=half.number
        )
    open_, given_up = in_transit(lines), sum(line.lost for line in lines)
    draft = Draft(now)
    if command.verdict == "lost":
        _demand(open_, command, half, item)
        _book(draft, half, item, lines, "lost", command)
        values: dict[str, Value] = {}
    elif open_ < 0:
        _demand(-open_, command, half, item)
        _book(draft, half, item, lines, "found", command)
        values = {}
    else:
        _demand(given_up, command, half, item)
        _book(draft, half, item, lines, "back", command)
        asn = site.asn_by_id(half.asn_id) if half.asn_id is not None else None
        assert asn is not None
        reopen(draft, asn)
        values = step(half, "receive")
    tell(draft, half, values)
    return draft.say(
        Outcome.LINE_DONE,
        f"transfer.{command.verdict}",
        data={"left": open_ - command.quantity if command.verdict == "lost" else 0},
        item=item.code,
        quantity=command.quantity,
        transfer=half.number,
    )


def _demand(there: int, command: SettleTransfer, half: Transfer, item: Item) -> None:
    if command.quantity > there:
        raise Refusal(
            Outcome.QUANTITY_CHANGED,
            f"transfer.not_so_many_{command.verdict}",
            Step.ENTER_QUANTITY,
            item=item.code,
            open=max(0, there),
            transfer=half.number,
        )


def _book(
    draft: Draft,
    half: Transfer,
    item: Item,
    lines: list[TransferLine],
    way: str,
    command: SettleTransfer,
) -> None:
    """Between places outside the warehouse: its own stock does not change."""
    places = draft.now.site.places
    quantity = command.quantity
    for line in sorted(lines, key=lambda line: -_room(line, way)):
        part = min(quantity, _room(line, way))
        if part > 0:
            draft.put(TRANSFER_LINE, line.id, _counted(line, way, part))
            quantity -= part
    assert not quantity
    source, target = {
        "lost": (places.transit, places.loss),
        "found": (places.found, places.transit),
        "back": (places.loss, places.transit),
    }[way]
    key = StockKey(item.id, source, 0, 0, item.owner_id, AVAILABLE)
    draft.move(
        "transit_lost" if way == "lost" else "transit_found",
        key,
        key._replace(location_id=target),
        command.quantity,
        draft.now.now_ms,
        document_id=half.id,
        reason=command.note or None,
    )


def _room(line: TransferLine, way: str) -> int:
    if way == "back":
        return line.lost
    return in_transit([line]) if way == "lost" else -in_transit([line])


def _counted(line: TransferLine, way: str, part: int) -> dict[str, Value]:
    if way == "found":
        return {"found": line.found + part}
    return {"lost": line.lost + (part if way == "lost" else -part)}
