"""Parts that were not in kits taken apart: a supervisor hears of them until they are back."""

import msgspec

from edge.floor.draft import Draft
from edge.floor.reader import Item, SiteReader
from models.warehouse.catalogue import EXCEPTION
from sync.core.catalogue import Value

KIND = "kit_part_missing"
_JSON = msgspec.json.Encoder()


class _Missing(msgspec.Struct, frozen=True):
    item: str
    quantity: int


def missed(draft: Draft, order: str, item: Item, quantity: int) -> None:
    """So many were not in it."""
    draft.raise_exception(KIND, order, {"item": item.code, "quantity": quantity})


def found_again(draft: Draft, site: SiteReader, order: str, back: dict[int, int]) -> None:
    """The work was taken back: so many of each item are in a kit, as if nobody had looked. What is
    open about them is settled, the newest first; of what is missing besides, the rest stays."""
    for item_id, quantity in back.items():
        item = site.item(item_id)
        assert item is not None
        left = quantity
        for trouble in site.troubles_of(KIND, order):
            said = msgspec.json.decode(trouble.arguments, type=_Missing)
            if said.item != item.code or not left:
                continue
            settled = min(left, said.quantity)
            left -= settled
            if settled == said.quantity:
                draft.put(EXCEPTION, trouble.id, _closed(draft))
            else:
                rest = _Missing(item.code, said.quantity - settled)
                draft.put(EXCEPTION, trouble.id, {"arguments": _JSON.encode(rest).decode()})


def _closed(draft: Draft) -> dict[str, Value]:
    return {
        "state": "closed",
        "closed_at_ms": draft.now.now_ms,
        "note": "taken back",
        "closed_by": draft.now.person_id,
    }
