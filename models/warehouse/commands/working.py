"""A person or a robot asks for the next task."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.commands.base import Base, Code, Skill, Text
from models.warehouse.work import CARRYING, Kind


class NextWork(Base, frozen=True, kw_only=True, tag="next_work"):
    """Lease the next task of these kinds, in a zone if one is named, near a location if one is.
    Kits come to whoever names them. `skills` are what a robot can do; of a person it is stored."""

    kinds: Annotated[tuple[Kind, ...], Meta(min_length=1, max_length=8)] = CARRYING
    zone: Text | None = None
    near: Code | None = None
    skills: Annotated[tuple[Skill, ...], Meta(max_length=20)] = ()
