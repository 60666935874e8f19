"""Custom fields of the company, and what its items, partners and documents have of them."""

from collections.abc import Mapping

import apsw

from hub.store import sql
from models.warehouse.catalogue import CUSTOM_FIELD, CUSTOM_VALUE
from models.warehouse.custom import (
    FIELD_COLUMNS,
    About,
    CustomField,
    FieldValue,
    Given,
    canonical,
    field_of,
    row_of,
    values_shown,
)
from sync.core.catalogue import Value
from sync.core.change import Put

_FIELDS = f"SELECT {', '.join(FIELD_COLUMNS)} FROM custom_field"
_OF_MASTER = "SELECT field, value FROM custom_value WHERE subject_id = ?"
_OF_DOCUMENT = "SELECT field, value FROM document_value WHERE document_id = ? ORDER BY id DESC"


class UnknownField(ValueError):
    """No field in use is called so."""


def fields_in_use(connection: apsw.Connection) -> list[CustomField]:
    """As pages show them."""
    found = map(field_of, sql.rows(connection, f"{_FIELDS} WHERE status = 'active'", ()))
    return sorted(found, key=lambda each: (each.about, each.sequence, each.code))


def field_known(connection: apsw.Connection, key: str) -> CustomField | None:
    """A field by its key, in use or not."""
    row = sql.row(connection, f"{_FIELDS} WHERE id = ?", (key,))
    return field_of(row) if row is not None else None


def values_of(connection: apsw.Connection, about: About, subject_id: int) -> list[FieldValue]:
    """All fields in use of an item, partner or document, each with its value."""
    fields = [field for field in fields_in_use(connection) if field.about == about]
    if not fields:
        return []
    query = _OF_DOCUMENT if about == "document" else _OF_MASTER
    kept: dict[str, str | None] = dict(sql.rows(connection, query, (subject_id,)))
    return values_shown(fields, kept)


def defining(company: int, field: CustomField) -> Put:
    """The write that defines it."""
    return Put(CUSTOM_FIELD, field.key, {"company_id": company, **row_of(field)})


def dropping(field: CustomField) -> Put:
    """The write after which it is neither shown nor asked for; what was given stays."""
    return Put(CUSTOM_FIELD, field.key, {"status": "dropped"})


def giving(
    connection: apsw.Connection,
    company: int,
    about: About,
    subject_id: int,
    given: Mapping[str, Given],
) -> list[Put]:
    """The writes behind new values; raises UnknownField and BadValue."""
    fields = {field.code: field for field in fields_in_use(connection) if field.about == about}
    puts = []
    for code, value in given.items():
        if code not in fields:
            raise UnknownField(code)
        key = fields[code].key
        values: dict[str, Value] = {"company_id": company, "subject_id": subject_id, "field": key}
        kept = canonical(fields[code], value)
        puts.append(Put(CUSTOM_VALUE, f"{subject_id}:{key}", {**values, "value": kept}))
    return puts
