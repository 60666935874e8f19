"""What a supervisor has looked at."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.commands.base import TEXT_CHARACTERS_MAX, Base, Code
from models.warehouse.texts import NO_NUL

Note = Annotated[str, Meta(min_length=1, max_length=TEXT_CHARACTERS_MAX, pattern=NO_NUL)]


class ResolveException(Base, frozen=True, kw_only=True, tag="resolve_exception"):
    """An exception is settled; the note says how."""

    exception: Code
    note: Note
