"""Papers and photos of documents."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.attachments import AttachedTo, Purpose
from models.warehouse.commands.base import Base, Code, Text
from models.warehouse.texts import ENDS

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}" + ENDS)]


class Attach(Base, frozen=True, kw_only=True, tag="attach"):
    """A file that was uploaded before belongs to a document, or to the line of an item in it.
    `number` as it is scanned; a return is an ASN, a package a unit; a count goes by its id."""

    document: AttachedTo
    number: Code
    hash: Sha256
    purpose: Purpose = "other"
    item: Code | None = None
    note: Text | None = None
