"""What the destination said of a transfer, noted at its source."""

from collections.abc import Iterable, Sequence

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.reader import SiteReader
from edge.floor.reads.transfers import Transfer, TransferLine
from edge.floor.transfers.halves import id_in, step
from models.warehouse.catalogue import DN, DN_LINE, TRANSFER, TRANSFER_LINE
from models.warehouse.commands import NoteTransfer
from models.warehouse.commands.transfers import CountedLine
from models.warehouse.replies import Level, Outcome
from models.warehouse.states import DN_STATES
from sync.core.catalogue import Value

_EVENTS = {"receiving": "receive", "received": "complete"}


def note_transfer(command: NoteTransfer, site: SiteReader, now: Context) -> Decision:
    """Its people see what came of what they sent; once all is received, its order is delivered."""
    half = site.transfer(id_in(command.half))
    if half is None or half.half != "out":
        raise Refusal(Outcome.UNKNOWN_CODE, "transfer.unknown", transfer=command.half)
    draft = Draft(now)
    if command.word <= half.heard:
        return draft.say(
            Outcome.ALREADY_DONE, "transfer.heard", level=Level.INFO, transfer=half.number
        )
    for line, counted in _shared_out(site.transfer_lines(half.id), command.lines):
        if (line.received, line.lost, line.found) != counted:
            received, lost, found = counted
            values: dict[str, Value] = {"received": received, "lost": lost, "found": found}
            draft.put(TRANSFER_LINE, line.id, values)
    event = _EVENTS.get(command.state)
    moved = step(half, event) if event is not None and command.state != half.state else {}
    draft.put(TRANSFER, half.id, {**moved, "heard": command.word})
    if command.state == "received":
        _deliver(draft, site, half, command.lines)
    return draft.say(Outcome.LINE_DONE, "transfer.heard", transfer=half.number)


def _shared_out(
    lines: Sequence[TransferLine], counted: Iterable[CountedLine]
) -> Iterable[tuple[TransferLine, tuple[int, int, int]]]:
    """Figures by item onto its lines: each takes what it sent, the last what is over."""
    for said in counted:
        of_item = [line for line in lines if line.item_id == id_in(said.item)]
        received, lost = said.received, said.lost
        for place, line in enumerate(of_item, start=1):
            last = place == len(of_item)
            came = received if last else min(received, line.shipped)
            gone = lost if last else min(lost, line.shipped - came)
            received, lost = received - came, lost - gone
            yield line, (came, gone, said.found if last else 0)


def _deliver(
    draft: Draft, site: SiteReader, half: Transfer, counted: Iterable[CountedLine]
) -> None:
    dn = site.dn_by_id(half.dn_id) if half.dn_id is not None else None
    if dn is None or not DN_STATES.allows(dn.state, "deliver"):
        return
    came = {id_in(said.item): said.received for said in counted}
    for line in site.dn_lines(dn.id):
        part = min(line.shipped, came.get(line.item_id, 0))
        came[line.item_id] = came.get(line.item_id, 0) - part
        draft.put(DN_LINE, line.id, {"delivered": part})
    state = DN_STATES.after(dn.state, "deliver")
    draft.put(DN, dn.id, {"state": state, "delivered_at_ms": draft.now.now_ms})
