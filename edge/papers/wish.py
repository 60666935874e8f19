"""What somebody wants printed."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from edge.papers.words import Language

LabelKind = Literal["location", "item", "unit"]
SheetKind = Literal["pick_list", "delivery_note", "asn"]
Kind = Literal["location", "item", "unit", "pick_list", "delivery_note", "asn"]
Name = Annotated[str, Meta(min_length=1, max_length=80)]


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A label or paper of one thing. code: of the location, item or unit, or a document's number;
    lot: of an item; copy: it says that it is one."""

    kind: Kind
    code: Name
    lot: Name | None = None
    language: Language = "en"
    copy: bool = False
