"""The number of the schema, by which a program knows a database of an older one."""

import zlib

from models.warehouse.catalogue import CATALOGUE, SCHEMA

FIELDS_OF = {4: 1_049_669_523}
"""Schema → sum over the names of all tables and fields. What is added needs the next number, or
databases that exist never get it."""


def test_what_is_added_to_a_table_is_another_schema() -> None:
    names = [f"{table.name}.{field.name}" for table in CATALOGUE.tables for field in table.fields]
    assert {SCHEMA: zlib.crc32(" ".join(sorted(names)).encode())} == FIELDS_OF
