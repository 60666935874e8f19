"""A delivery ends: what is missing is shown before it is accepted."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_asn
from edge.floor.nesting.tree import around
from edge.floor.reader import Asn, AsnLine, SiteReader
from edge.floor.transfers.counting import finish_in
from models.warehouse.catalogue import ASN, UNIT
from models.warehouse.commands import CancelAsn, CloseReceipt
from models.warehouse.replies import Json, Level, Outcome, Step
from models.warehouse.states import ASN_STATES
from sync.core.catalogue import Value


def close_receipt(command: CloseReceipt, site: SiteReader, now: Context) -> Decision:
    """Nothing more comes on this ASN. What is missing is shown before it is accepted."""
    asn = find_asn(site, command.asn)
    draft = Draft(now)
    if not ASN_STATES.allows(asn.state, "complete"):
        if asn.state in ("received", "closed"):
            return draft.say(
                Outcome.ALREADY_DONE, f"asn.is_{asn.state}", level=Level.INFO, asn=asn.number
            )
        raise Refusal(Outcome.STALE_STEP, f"asn.is_{asn.state}", Step.SCAN_DOCUMENT, asn=asn.number)
    lines = site.asn_lines(asn.id)
    missing = [line for line in lines if line.received < line.expected]
    if missing and not command.confirm:
        raise Refusal(
            Outcome.PARTIAL,
            "receive.short",
            Step.CONFIRM,
            level=Level.WARN,
            data={"missing": _missing(missing)},
            asn=asn.number,
            lines=len(missing),
        )
    if asn.kind == "transfer":
        finish_in(draft, site, asn)
    for line in missing if asn.kind != "transfer" else ():
        draft.raise_exception(
            "short_receipt",
            asn.number,
            {
                "item": line.item,
                "line": line.line,
                "expected": line.expected,
                "received": line.received,
            },
        )
    state = ASN_STATES.after(asn.state, "complete")
    values: dict[str, Value] = {"state": state}
    if all(line.put_away >= line.received for line in lines):
        values = {"state": ASN_STATES.after(state, "close"), "closed_at_ms": now.now_ms}
    draft.put(ASN, asn.id, values)
    return draft.say(
        Outcome.DOCUMENT_DONE,
        "receive.closed",
        Step.SCAN_DOCUMENT,
        data={"missing": _missing(missing)},
        asn=asn.number,
        short_lines=len(missing),
    )


def cancel_asn(command: CancelAsn, site: SiteReader, now: Context) -> Decision:
    """What was to come is not waited for any more. What has come is taken back first; a transfer is
    its sender's to call off."""
    asn = find_asn(site, command.asn)
    draft = Draft(now)
    if asn.state == "cancelled":
        return draft.say(
            Outcome.ALREADY_DONE, "asn.cancelled_before", level=Level.INFO, asn=asn.number
        )
    if asn.kind == "transfer":
        raise Refusal(Outcome.STALE_STEP, "asn.is_transfer", Step.SCAN_DOCUMENT, asn=asn.number)
    received = sum(line.received for line in site.asn_lines(asn.id))
    if received:
        raise Refusal(
            Outcome.STALE_STEP, "asn.came_in_part", Step.SCAN_DOCUMENT,
            asn=asn.number, received=received,
        )  # fmt: skip
    if not ASN_STATES.allows(asn.state, "cancel"):
        raise Refusal(Outcome.STALE_STEP, f"asn.is_{asn.state}", Step.SCAN_DOCUMENT, asn=asn.number)
    values: dict[str, Value] = {
        "state": ASN_STATES.after(asn.state, "cancel"),
        "closed_at_ms": now.now_ms,
        "reason": command.reason,
    }
    draft.put(ASN, asn.id, values)
    _let_go(draft, site, asn)
    return draft.say(Outcome.DOCUMENT_DONE, "asn.cancelled", Step.SCAN_DOCUMENT, asn=asn.number)


def _let_go(draft: Draft, site: SiteReader, asn: Asn) -> None:
    """Units that come on another lorry after all may be announced anew: they lie in nothing."""
    for unit_id in site.announced_units(asn.id):
        unit = site.unit_by_id(unit_id)
        for each in [unit, *around(site, unit)] if unit is not None else []:
            if each.location_id is None and each.parent_id is not None:
                draft.put(UNIT, each.id, {"parent_id": None})


def demand_open(asn: Asn) -> None:
    """Refuse what is received or cancelled already."""
    if asn.state in ("received", "closed"):
        raise Refusal(
            Outcome.ALREADY_DONE, f"asn.is_{asn.state}", Step.SCAN_DOCUMENT, asn=asn.number
        )
    if not ASN_STATES.allows(asn.state, "receive"):
        raise Refusal(
            Outcome.CANCELLED_ELSEWHERE, f"asn.is_{asn.state}", Step.SCAN_DOCUMENT, asn=asn.number
        )


def _missing(lines: list[AsnLine]) -> list[Json]:
    return [
        {"line": line.line, "item": line.item, "expected": line.expected, "received": line.received}
        for line in lines
    ]
