"""Photos and papers that sites keep with their documents. Headquarters has the word, the site the
file."""

import apsw
import msgspec

from hub.store import sql
from hub.store.cursor import read_cursor, show_cursor
from hub.store.freshness import Known
from hub.store.moments import shown
from models.warehouse import ids
from models.warehouse.naming import called


class Attachment(msgspec.Struct, frozen=True):
    """A file that lies at its site, under its SHA-256. number: of the document; a count has none
    but its id."""

    id: str
    site: str
    document: str
    number: str | None
    item: str | None
    kind: str
    bytes: int
    hash: str
    purpose: str
    note: str | None
    at: str | None
    by: str | None


class AttachmentPage(msgspec.Struct, frozen=True):
    """A page of the list."""

    items: list[Attachment]
    next_cursor: str | None


def attachment_page(
    connection: apsw.Connection, sites: list[Known], *, cursor: str | None, limit: int
) -> AttachmentPage:
    """Newest first."""
    after = read_cursor(cursor, (int,))
    found = sql.rows(
        connection,
        f"{_ATTACHMENTS} WHERE a.id < :after"
        " AND a.warehouse_id IN (SELECT value FROM json_each(:sites))"
        " ORDER BY a.id DESC LIMIT :limit",
        {
            "after": after[0] if after else (1 << 63) - 1,
            "sites": msgspec.json.encode([site.warehouse_id for site in sites]).decode(),
            "limit": limit + 1,
        },
    )
    last = show_cursor((found[limit - 1][0],)) if len(found) > limit else None
    return AttachmentPage([_shown(row, sites) for row in found[:limit]], last)


def attachments_of(
    connection: apsw.Connection, sites: list[Known], document_id: int
) -> list[Attachment]:
    """Of one document, oldest first."""
    found = sql.rows(
        connection, f"{_ATTACHMENTS} WHERE a.document_id = ? ORDER BY a.id", (document_id,)
    )
    return [_shown(row, sites) for row in found]


_ATTACHMENTS = f"""
SELECT a.id, a.warehouse_id, a.document, CASE a.document
        WHEN 'asn' THEN (SELECT number FROM asn WHERE asn.id = +a.document_id)
        WHEN 'order' THEN (SELECT number FROM dn WHERE dn.id = +a.document_id)
        WHEN 'shipment' THEN (SELECT number FROM shipment WHERE shipment.id = +a.document_id)
        WHEN 'unit' THEN (SELECT code FROM handling_unit WHERE handling_unit.id = +a.document_id)
    END, {called("item")}, a.kind, a.bytes, a.hash, a.purpose, a.note, a.at_ms, person.name,
    a.document_id
FROM attachment a LEFT JOIN item ON item.id = +a.item_id
    LEFT JOIN person ON person.id = +a.actor
"""


def _shown(row: sql.Row, sites: list[Known]) -> Attachment:
    site = next(site for site in sites if site.warehouse_id == row[1])
    return Attachment(
        id=ids.show(row[0]),
        site=site.code,
        document=str(row[2]),
        number=row[3] if row[2] != "count" else ids.show(row[12]),
        item=row[4],
        kind=str(row[5]),
        bytes=row[6] or 0,
        hash=str(row[7]),
        purpose=str(row[8]),
        note=row[9],
        at=shown(row[10]),
        by=row[11],
    )
