"""What a kit is made of, and how many can be made. Pure; quantities in base units."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import msgspec

PARTS_MAX = 50


class Part(NamedTuple):
    """So many of an item are in one kit."""

    item_id: int
    quantity: int


Parts = tuple[Part, ...]

_PARTS: msgspec.json.Decoder[Parts] = msgspec.json.Decoder(Parts)


def write_parts(parts: Parts) -> str:
    """The text in which an order keeps its parts, whatever becomes of the kit meanwhile."""
    return msgspec.json.encode(parts).decode()


def read_parts(text: str) -> Parts:
    """The inverse."""
    return _PARTS.decode(text)


def complete_sets(parts: Parts, at_hand: Mapping[int, int]) -> int:
    """How many kits the items at hand suffice for."""
    assert parts
    return min(at_hand.get(part.item_id, 0) // part.quantity for part in parts)


def needed(parts: Parts, kits: int) -> dict[int, int]:
    """Item → how many so many kits take."""
    return {part.item_id: part.quantity * kits for part in parts}


def is_inside(item_id: int, of: int, parts_of: Callable[[int], Iterable[Part]]) -> bool:
    """Whether an item is the kit `of`, or in it at any depth: it may not become a kit of it. Two
    sites may have made a circle without knowing of each other, so nothing is looked into twice."""
    looked: set[int] = set()
    waiting = [of]
    while waiting:
        at = waiting.pop()
        if at == item_id:
            return True
        if at not in looked:
            looked.add(at)
            waiting += [part.item_id for part in parts_of(at)]
    return False


def earliest(expiries: Iterable[str | None]) -> str | None:
    """A kit keeps as long as its first part to expire; None: no part expires."""
    return min((each for each in expiries if each is not None), default=None)
