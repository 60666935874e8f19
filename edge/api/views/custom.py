"""Custom fields and what items and documents have of them."""

from collections.abc import Iterable

import apsw

from edge.api.shapes import CustomFieldPage
from edge.api.views.common import as_of, rows, text
from edge.store.reads.custom import FIELDS
from models.warehouse.custom import About, CustomField, FieldValue, field_of, values_shown

_OF_MASTER = "SELECT field, value FROM custom_value WHERE subject_id = ?"
_OF_DOCUMENT = "SELECT field, value FROM document_value WHERE document_id = ? ORDER BY id DESC"


def fields_page(connection: apsw.Connection, now_ms: int) -> CustomFieldPage:
    """All fields in use, in the order pages show them."""
    found = sorted(_fields(connection), key=lambda each: (each.about, each.sequence, each.code))
    return CustomFieldPage(items=found, as_of=as_of(now_ms))


def values_of(connection: apsw.Connection, about: About, subject_id: int) -> list[FieldValue]:
    """All fields in use of an item, partner or document, each with its value."""
    fields = [field for field in _fields(connection) if field.about == about]
    if not fields:
        return []
    query = _OF_DOCUMENT if about == "document" else _OF_MASTER
    kept = {
        text(field): text(value) or None for field, value in rows(connection, query, subject_id)
    }
    return values_shown(fields, kept)


def _fields(connection: apsw.Connection) -> Iterable[CustomField]:
    return (field_of(row) for row in rows(connection, FIELDS))
