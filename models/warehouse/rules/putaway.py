"""Where stock is put: strategies tried in turn, and whether a location has room."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from models.warehouse.rules.saying import Saying

Strategy = Literal["fixed", "same_item", "empty", "near_pick_face", "any", "plugin"]


class PutAwayBy(Saying, frozen=True, tag="putaway"):
    """A strategy, in a zone and for a size class of locations if they are named.

    fixed: the location kept for the item. same_item: beside the same item. empty: an empty one.
    near_pick_face: the empty one nearest in walking order to the item's pick face. any: whatever
    has room. plugin: what the rule of a plug-in names, called so.
    """

    strategy: Strategy
    zone: str | None = None
    size_class: str | None = None
    plugin: Annotated[str, Meta(min_length=1, max_length=80)] | None = None

    def __post_init__(self) -> None:
        """Raises ValueError: which plug-in is said with that strategy, and with no other."""
        if (self.strategy == "plugin") != (self.plugin is not None):
            raise ValueError("`plugin` names the rule of strategy plugin")


USUAL = (PutAwayBy("fixed"), PutAwayBy("same_item"), PutAwayBy("empty"), PutAwayBy("any"))
"""What happens at a site without putaway rules."""


class Room(msgspec.Struct, frozen=True):
    """What a location holds at most; None: no bound."""

    units: int | None = None
    weight_g: int | None = None
    volume_mm3: int | None = None


NO_BOUND = Room()


class Load(msgspec.Struct, frozen=True):
    """What lies or comes: pieces, grams, mm³; None where an item's measure is unknown."""

    units: int
    weight_g: int | None = 0
    volume_mm3: int | None = 0


def tight(room: Room, lying: Load, coming: Load) -> str | None:
    """Which bound the load would pass: units, weight or volume; None: there is room. An unknown
    measure passes no bound."""
    for name, bound, there, more in (
        ("units", room.units, lying.units, coming.units),
        ("weight", room.weight_g, lying.weight_g, coming.weight_g),
        ("volume", room.volume_mm3, lying.volume_mm3, coming.volume_mm3),
    ):
        if bound is not None and there is not None and more is not None and there + more > bound:
            return name
    return None
