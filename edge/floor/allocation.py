"""Who gets which stock: hard reservations with their pick tasks, and the back-order of the rest."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from edge.floor.draft import Draft
from edge.floor.placing import subject_of
from edge.floor.plugged import ranks_of
from edge.floor.promising import Kept
from edge.floor.reader import Dn, DnLine, SiteReader
from edge.floor.skills import demanded
from edge.floor.supply import Supply, free_up_to, to_give
from edge.floor.transfers.leaving import split
from models.warehouse.catalogue import DN, DN_LINE, RESERVATION, TASK
from models.warehouse.release import deadline_ms
from models.warehouse.rules.removal import TakeBy, in_turn
from models.warehouse.rules.rule import holding
from models.warehouse.stock import AVAILABLE, Share, Stock, barred, share_out

Walks = Mapping[str, frozenset[str]]
"""Of orders: the locations that they are best taken from."""
NO_WALKS: Walks = {}
_NOWHERE: frozenset[str] = frozenset()
_BACKORDER = re.compile(r"-B(\d+)$")


class Missing(NamedTuple):
    """A part of a line that stock does not cover."""

    line: int
    item_id: int
    quantity: int


def eligible_window(site: SiteReader, item_id: int, today: str, by: TakeBy) -> list[Stock]:
    """What a removal rule puts in a sequence of its own."""
    newest = by.sort[0] == "lifo"
    found = site.stock_window(item_id, today, newest=newest)
    return [stock for stock in found if barred(stock, today) is None]


def removal_rule(site: SiteReader, item_id: int) -> TakeBy | None:
    """What is said of an item; None: FEFO before FIFO."""
    rules = site.rules("removal")
    item = site.item(item_id) if rules else None
    said = holding(rules, subject_of(item, AVAILABLE), TakeBy) if item is not None else []
    return said[0] if said else None


def in_removal_turn(
    site: SiteReader, item_id: int, today: str, walk: Container[str] = ()
) -> Iterator[Stock]:
    """Eligible stock in the sequence in which it is taken: by rule, else FEFO before FIFO. `walk`:
    codes of the locations that the order's walk should lead to."""
    by = removal_rule(site, item_id)
    if by is None:
        return to_give(site, item_id, today)
    stocks = eligible_window(site, item_id, today, by)
    ranks = ranks_of(site, by.plugin, stocks, today) if by.plugin is not None else ()
    return iter(in_turn(stocks, by, ranks, walk))


class Allocator:
    """Hands out stock within one decision: what it gave away counts for the next question."""

    def __init__(
        self, draft: Draft, site: SiteReader, packing_id: int, walks: Walks = NO_WALKS
    ) -> None:
        self._draft = draft
        self._walks = walks
        self._site = site
        self._packing_id = packing_id
        self._zone = ZoneInfo(draft.now.site.time_zone)
        self._stocks: dict[tuple[int, frozenset[str]], Supply] = {}
        self._taken: dict[tuple[int, int], int] = {}
        self._promises: dict[int, Kept] = {}
        self._deadlines: dict[int, int | None] = {}

    def allocate(
        self, dn: Dn, line_id: int, item_id: int, wanted: int, *, besides_location: int = 0
    ) -> int:
        """Reserve up to `wanted` for a line, one pick task per share; returns how much."""
        stocks = (
            stock
            for stock in self._eligible(item_id, self._walks.get(dn.number, _NOWHERE))
            if stock.key.location_id != besides_location
            and barred(stock, self._draft.now.today, dn.owner_id) is None
        )
        wanted = self._unpromised(dn, item_id, wanted)
        if not wanted:
            return 0
        shares = share_out(stocks, wanted, self._draft.holds)
        for share in shares:
            self._reserve(dn, line_id, share)
        taken = sum(share.quantity for share in shares)
        self._taken[dn.id, item_id] = self._taken.get((dn.id, item_id), 0) + taken
        return taken

    def ended(self, dn: Dn, lines: Iterable[DnLine]) -> None:
        """An order of this decision has got what it gets: its promises hold nothing back now."""
        for line in lines:
            if line.promised:
                self._kept(line.item_id).end(dn.id)

    def _unpromised(self, dn: Dn, item_id: int, wanted: int) -> int:
        """How much of what is wanted is not promised to others."""
        stocks, taken = self._eligible(item_id), self._taken.get((dn.id, item_id), 0)
        free = partial(free_up_to, stocks, self._draft.holds)
        return self._kept(item_id).may_take(dn.id, wanted, taken, free)

    def _kept(self, item_id: int) -> Kept:
        known = self._promises.get(item_id)
        if known is None:
            known = self._promises[item_id] = Kept(self._site, item_id)
        return known

    def _eligible(self, item_id: int, walk: frozenset[str] = _NOWHERE) -> Supply:
        known = self._stocks.get((item_id, walk))
        if known is None:
            stocks = in_removal_turn(self._site, item_id, self._draft.now.today, walk)
            known = self._stocks[item_id, walk] = Supply(stocks)
        return known

    def _reserve(self, dn: Dn, line_id: int, share: Share) -> None:
        draft, key = self._draft, share.stock.key
        assert 0 < share.quantity <= share.stock.free
        draft.hold(key, share.quantity)
        reservation_id = draft.insert(
            RESERVATION,
            {
                "owner_id": key.owner_id,
                "dn_id": dn.id,
                "line_id": line_id,
                "item_id": key.item_id,
                "location_id": key.location_id,
                "unit_id": key.unit_id,
                "lot_id": key.lot_id,
                "status": key.status,
                "quantity": share.quantity,
                "kind": "hard",
            },
        )
        draft.insert(
            TASK,
            {
                "owner_id": key.owner_id,
                "kind": "pick",
                "priority": dn.priority,
                "zone": share.stock.zone,
                "document_id": dn.id,
                "line_id": line_id,
                "reservation_id": reservation_id,
                "item_id": key.item_id,
                "lot_id": key.lot_id,
                "unit_id": key.unit_id,
                "from_location": key.location_id,
                "to_location": self._packing_id,
                "quantity": share.quantity,
                "sequence": share.stock.sequence,
                "created_at_ms": draft.now.now_ms,
                "deadline_ms": self._due(dn),
                "skill": demanded(self._site, key.item_id, key.location_id),
            },
        )

    def _due(self, dn: Dn) -> int | None:
        if dn.id not in self._deadlines:
            self._deadlines[dn.id] = self._deadline(dn)
        return self._deadlines[dn.id]

    def _deadline(self, dn: Dn) -> int | None:
        channels = self._site.channels() if dn.channel_id is not None else ()
        channel = next((each for each in channels if each.id == dn.channel_id), None)
        fetched_at = self._site.fetched_at(dn.id)
        return deadline_ms(channel, dn.created_at_ms, dn.due_at_ms, self._zone, fetched_at)


def pass_on(draft: Draft, site: SiteReader, dn: Dn, missing: Sequence[Missing]) -> str:
    """The short rest becomes a document of its own, released later. Returns its number."""
    root, count = dn.number, 1
    if dn.backorder_of is not None and (match := _BACKORDER.search(dn.number)):
        root, count = dn.number[: match.start()], int(match.group(1)) + 1
    while (known := site.dn(f"{root}-B{count}")) is not None:
        if known.backorder_of == dn.id and known.state in ("confirmed", "short"):
            _extend(draft, site, known, missing)
            _go_along(draft, site, dn, known, missing)
            return known.number
        count += 1
    number = f"{root}-B{count}"
    backorder_id = draft.insert(
        DN,
        {
            "owner_id": dn.owner_id,
            "state": "confirmed",
            "number": number,
            "customer_id": dn.customer_id,
            "priority": dn.priority,
            "due_at_ms": dn.due_at_ms,
            "created_at_ms": draft.now.now_ms,
            "backorder_of": dn.id,
            "channel_id": dn.channel_id,
            "kind": dn.kind,
        },
    )
    for part in missing:
        _add_line(draft, backorder_id, dn.owner_id, part)
    rest = msgspec.structs.replace(dn, id=backorder_id, number=number)
    _go_along(draft, site, dn, rest, missing)
    return number


def _go_along(draft: Draft, site: SiteReader, dn: Dn, rest: Dn, missing: Sequence[Missing]) -> None:
    if dn.kind == "transfer":
        split(draft, site, dn, rest, missing)


def _extend(draft: Draft, site: SiteReader, dn: Dn, missing: Iterable[Missing]) -> None:
    lines = {(line.line, line.item_id): line for line in site.dn_lines(dn.id)}
    for part in missing:
        known = lines.get((part.line, part.item_id))
        if known is None:
            _add_line(draft, dn.id, dn.owner_id, part)
        else:
            draft.put(DN_LINE, known.id, {"ordered": known.ordered + part.quantity})


def _add_line(draft: Draft, dn_id: int, owner_id: int, part: Missing) -> None:
    draft.insert(
        DN_LINE,
        {
            "dn_id": dn_id, "owner_id": owner_id, "line": part.line, "item_id": part.item_id,
            "ordered": part.quantity,
        },
    )  # fmt: skip
