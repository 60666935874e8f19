"""A delivery ends: what is missing is shown before it is accepted."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_asn
from edge.floor.reader import Asn, AsnLine, SiteReader
from edge.floor.transfers.counting import finish_in
from models.warehouse.catalogue import ASN
from models.warehouse.commands import CloseReceipt
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
