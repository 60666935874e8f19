"""Proposals are recorded, taken and turned down. Taking one records the decision and nothing else:
the site has no purchase order of its own, the buyer's system reads what was taken from the list."""

import msgspec

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.reader import SiteReader
from edge.floor.reads.foresight import Standing
from models.warehouse import ids
from models.warehouse.catalogue import OUTLOOK, PROPOSAL
from models.warehouse.commands import AcceptProposal, DismissProposal, Propose, Proposed
from models.warehouse.foresight import Outlook
from models.warehouse.replies import Level, Outcome
from sync.core.catalogue import Value

_JSON = msgspec.json.Encoder()


def propose(command: Propose, site: SiteReader, now: Context) -> Decision:
    """What a night's forecasts came to. Items that are gone meanwhile are left out."""
    draft = Draft(now)
    for proposal in command.proposals:
        _record(draft, site, proposal)
    for named in command.over:
        standing = _known(site, named)
        if standing is not None and standing.state == "open":
            draft.put(PROPOSAL, standing.id, {"state": "lapsed", "settled_at_ms": now.now_ms})
    if command.outlook is not None:
        _draw(draft, site, command.outlook)
    return draft.say(Outcome.ACCEPTED, "proposal.recorded", level=Level.INFO)


def accept_proposal(command: AcceptProposal, site: SiteReader, now: Context) -> Decision:
    """Once, by whoever comes first."""
    standing = _open(site, command.proposal)
    taken = standing.quantity if command.quantity is None else command.quantity
    settled: dict[str, Value] = {"state": "accepted", "accepted": taken}
    return _settle(now, standing, command.reason, settled, "proposal.accepted")


def dismiss_proposal(command: DismissProposal, site: SiteReader, now: Context) -> Decision:
    """It is not proposed again for some days."""
    standing = _open(site, command.proposal)
    settled: dict[str, Value] = {"state": "dismissed"}
    return _settle(now, standing, command.reason, settled, "proposal.dismissed")


def _settle(
    now: Context, standing: Standing, reason: str, settled: dict[str, Value], said: str
) -> Decision:
    draft = Draft(now)
    values: dict[str, Value] = {
        **settled,
        "revision": standing.revision + 1,
        "settled_at_ms": now.now_ms,
        "settled_by": now.person_id,
        "reason": reason,
    }
    draft.put(PROPOSAL, standing.id, values)
    return draft.say(Outcome.LINE_DONE, said, item=standing.item)


def _record(draft: Draft, site: SiteReader, proposal: Proposed) -> None:
    found = [item for item in site.items(proposal.item) if item.code == proposal.item]
    if len(found) != 1:
        return
    (item,) = found
    values: dict[str, Value] = {
        "quantity": proposal.quantity,
        "urgent_on": proposal.urgent_on,
        "as_of_day": proposal.because.as_of_day,
        "because": _JSON.encode(proposal.because).decode(),
        "made_at_ms": draft.now.now_ms,
    }
    standing = site.open_proposal(item.id, proposal.kind)
    if standing is None:
        known: dict[str, Value] = {"kind": proposal.kind, "item_id": item.id}
        draft.insert(PROPOSAL, {"owner_id": item.owner_id, **known, **values})
    else:
        draft.put(PROPOSAL, standing.id, values)


def _draw(draft: Draft, site: SiteReader, outlook: Outlook) -> None:
    values: dict[str, Value] = {
        "as_of_day": outlook.as_of_day,
        "says": _JSON.encode(outlook).decode(),
        "made_at_ms": draft.now.now_ms,
    }
    known = site.outlook()
    if known is None:
        draft.insert(OUTLOOK, values)
    else:
        draft.put(OUTLOOK, known, values)


def _open(site: SiteReader, named: str) -> Standing:
    standing = _known(site, named)
    if standing is None:
        raise Refusal(Outcome.GONE, "proposal.unknown", proposal=named)
    if standing.state != "open":
        raise Refusal(
            Outcome.ALREADY_DONE, f"proposal.was_{standing.state}", level=Level.INFO,
            item=standing.item,
        )  # fmt: skip
    return standing


def _known(site: SiteReader, named: str) -> Standing | None:
    try:
        return site.proposal(ids.read(named))
    except ValueError:
        return None
