"""Papers and photos kept with documents: what a file is by its own bytes, never by what it is
called."""

from typing import Literal

AttachedTo = Literal["asn", "order", "unit", "count", "shipment"]
"""What a file may belong to; a return is an ASN, a package a unit."""
Purpose = Literal["damage", "short", "paper", "proof", "other"]
FileKind = Literal["jpeg", "png", "webp", "pdf"]

FILE_BYTES_MAX = 8 << 20
ATTACHMENTS_MAX = 100
"""Of one document: enough for a container photographed from all sides."""

CONTENT_TYPE: dict[FileKind, str] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
}


def sniffed(body: bytes) -> FileKind | None:
    """The kind that the first bytes tell; None for anything we do not keep."""
    if body.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "webp"
    return "pdf" if body.startswith(b"%PDF-") else None
