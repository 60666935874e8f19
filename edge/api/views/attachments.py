"""Photos and papers of documents."""

import apsw

from edge.api.attachment_shapes import Attachment, AttachmentPage
from edge.api.views.common import Cells, as_of, first, maybe, moment, number, rows, text
from models.warehouse import ids
from models.warehouse.attachments import ATTACHMENTS_MAX, CONTENT_TYPE, AttachedTo, FileKind
from models.warehouse.naming import called

_NUMBERED: dict[AttachedTo, str] = {
    "asn": "SELECT id FROM asn WHERE number = ?",
    "order": "SELECT id FROM dn WHERE number = ?",
    "unit": "SELECT id FROM handling_unit WHERE code = ?",
    "shipment": "SELECT id FROM shipment WHERE number = ?",
    "count": 'SELECT id FROM "count" WHERE id = ?',
}
_OF = f"""
SELECT attachment.hash, attachment.kind, attachment.bytes, purpose, note, at_ms, person.name,
       {called("item")}
FROM attachment LEFT JOIN person ON person.id = +attachment.actor
     LEFT JOIN item ON item.id = +attachment.item_id
WHERE attachment.document_id = ? ORDER BY attachment.id LIMIT {ATTACHMENTS_MAX}
"""


def attachments_of_number(
    connection: apsw.Connection, now_ms: int, document: AttachedTo, code: str
) -> AttachmentPage:
    """Of a document by its number; none where there is no such document."""
    key: str | int = code.strip()
    if document == "count":
        try:
            key = ids.read(code)
        except ValueError:
            key = 0
    row = first(connection, _NUMBERED[document], key)
    found = attachments_of(connection, number(row[0])) if row is not None else []
    return AttachmentPage(items=found, as_of=as_of(now_ms))


def attachments_of(connection: apsw.Connection, document_id: int) -> list[Attachment]:
    """Of a document, oldest first."""
    return [_shown(row) for row in rows(connection, _OF, document_id)]


def kind_of(connection: apsw.Connection, digest: str) -> FileKind | None:
    """What an uploaded file is."""
    row = first(connection, "SELECT kind FROM blob WHERE hash = ?", digest)
    return next((kind for kind in CONTENT_TYPE if row is not None and kind == row[0]), None)


def _shown(row: Cells) -> Attachment:
    return Attachment(
        hash=text(row[0]),
        kind=text(row[1]),
        bytes=number(row[2]),
        purpose=text(row[3], "other"),
        note=maybe(row[4]),
        at=moment(row[5]),
        by=maybe(row[6]),
        item=maybe(row[7]),
    )
