"""Reads of custom fields."""

from typing import Protocol

from models.warehouse.custom import About, CustomField


class CustomReads(Protocol):
    """Each an indexed look-up; fields are cached until master data changes."""

    def custom_fields(self, about: About) -> dict[str, CustomField]:
        """Fields in use, by code."""
        ...

    def custom_field(self, key: str) -> CustomField | None:
        """A field by its key, in use or not."""
        ...

    def document_value(self, document_id: int, key: str) -> int | None:
        """Id of the row of a document's value, emptied or not."""
        ...
