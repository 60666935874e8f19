"""Words of a transfer as headquarters carries them to a site."""

from collections.abc import Mapping, Sequence

from models.warehouse import ids
from models.warehouse.replies import Reply
from tests.edge.site import TestSite

OTHER_SITE, TWIN = 8_001, 9_001
Sent = tuple[str, int, str | None]
"""Item, quantity, unit."""


def told(
    site: TestSite, *sent: Sent, word: int = 1, twin: int = TWIN, number: str = "T1",
    state: str = "in_transit", planned: Sequence[tuple[str, int]] = (), lot: str | None = None,
    into: Mapping[str, str] | None = None,
) -> Reply:  # fmt: skip
    """The source has spoken."""
    return site.do(
        "announce_transfer",
        twin=ids.show(twin),
        source=ids.show(OTHER_SITE),
        transfer=number,
        word=word,
        state=state,
        lines=[{"item": _id(site, item), "ordered": quantity} for item, quantity in planned],
        sent=[
            {"item": _id(site, item), "quantity": quantity, "unit": unit, "lot": lot}
            for item, quantity, unit in sent
        ],
        units=[{"unit": unit, "into": outer} for unit, outer in (into or {}).items()],
    )


def _id(site: TestSite, code: str) -> str:
    (item,) = site.reader.items(code)
    return ids.show(item.id)
