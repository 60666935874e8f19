"""Reads of papers and photos."""

from typing import Protocol

import msgspec

from models.warehouse.attachments import FileKind


class Blob(msgspec.Struct, frozen=True, gc=False):
    """A file that lies in the blob folder, attached to something or not yet."""

    hash: str
    kind: FileKind
    bytes: int


class AttachingReads(Protocol):
    """Each an indexed look-up."""

    def blob(self, digest: str) -> Blob | None:
        """A file that was uploaded and is durable."""
        ...

    def attached(self, document_id: int) -> int:
        """How many files a document has."""
        ...

    def has_attached(self, document_id: int, digest: str) -> bool:
        """Whether this file is a document's already."""
        ...
