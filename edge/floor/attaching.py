"""Papers and photos become part of a document: the file lies there already, here comes its row."""

from typing import NamedTuple

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_asn, find_dn, find_item, find_task_id, find_unit
from edge.floor.reader import AsnLine, DnLine, SiteReader
from models.warehouse.attachments import ATTACHMENTS_MAX, AttachedTo
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import ATTACHMENT
from models.warehouse.commands import Attach
from models.warehouse.replies import Level, Outcome, Step


class Document(NamedTuple):
    """A document by its id, with its lines where it has any."""

    id: int
    lines: list[AsnLine] | list[DnLine]


def attach(command: Attach, site: SiteReader, now: Context) -> Decision:
    """Bind an uploaded file to a document. The same file twice is one attachment."""
    document = find_document(command.document, command.number, site)
    item_id, line_id = _line(command, site, document)
    blob = site.blob(command.hash)
    if blob is None:
        raise Refusal(Outcome.GONE, "attach.not_uploaded", Step.SCAN_DOCUMENT)
    if site.has_attached(document.id, blob.hash):
        raise Refusal(
            Outcome.ALREADY_DONE, "attach.known", Step.SCAN_DOCUMENT, level=Level.INFO,
            number=command.number,
        )  # fmt: skip
    if site.attached(document.id) >= ATTACHMENTS_MAX:
        raise Refusal(
            Outcome.TOO_MANY, "attach.too_many", Step.SCAN_DOCUMENT, number=command.number,
            most=ATTACHMENTS_MAX,
        )  # fmt: skip
    draft = Draft(now)
    draft.insert(
        ATTACHMENT,
        {
            "document": command.document,
            "document_id": document.id,
            "line_id": line_id,
            "item_id": item_id,
            "hash": blob.hash,
            "kind": blob.kind,
            "bytes": blob.bytes,
            "purpose": command.purpose,
            "note": command.note,
            "at_ms": now.now_ms,
            "actor": now.person_id,
        },
    )
    return draft.say(
        Outcome.LINE_DONE,
        "attach.done",
        Step.SCAN_DOCUMENT,
        data={"hash": blob.hash, "kind": blob.kind, "bytes": blob.bytes},
        number=command.number,
    )


def find_document(kind: AttachedTo, number: str, site: SiteReader) -> Document:
    """The document of a kind behind its number; raises Refusal."""
    if kind == "asn":
        asn = find_asn(site, number)
        return Document(asn.id, site.asn_lines(asn.id))
    if kind == "order":
        dn = find_dn(site, number)
        return Document(dn.id, site.dn_lines(dn.id))
    if kind == "unit":
        return Document(find_unit(site, number).id, [])
    if kind == "count":
        count = site.count(find_task_id(number))
        if count is None:
            raise Refusal(Outcome.GONE, "count.unknown", Step.NEXT_TASK, count=number)
        return Document(count.id, [])
    shipment = site.shipment(clean(number))
    if shipment is None:
        raise Refusal(Outcome.UNKNOWN_CODE, "shipment.unknown", Step.SCAN_DOCUMENT, shipment=number)
    return Document(shipment.id, [])


def _line(command: Attach, site: SiteReader, document: Document) -> tuple[int | None, int | None]:
    """Item and line the file is about; the first line of the item, where the document has lines."""
    if command.item is None:
        return None, None
    named = {line.item_id for line in document.lines}
    item = find_item(site, command.item, lambda each: each.id in named)
    line = next((line for line in document.lines if line.item_id == item.id), None)
    if line is None and command.document in ("asn", "order"):
        raise Refusal(
            Outcome.WRONG_ITEM, "attach.not_on_it", Step.SCAN_ITEM, item=item.code,
            number=command.number,
        )  # fmt: skip
    return item.id, line.id if line is not None else None
