"""Movements that are taken back: which of them, whether all of it still lies there, and the tasks
that would have carried it on."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from edge.floor.draft import Draft, Refusal
from edge.floor.inspecting import shrink
from edge.floor.reader import PutawayTask, SiteReader
from edge.floor.reads.reversing import Crossing
from models.warehouse.replies import Outcome, Step
from models.warehouse.stock import StockKey


class Part(NamedTuple):
    """So much of a movement is taken back."""

    crossing: Crossing
    quantity: int


def newest(found: Iterable[Crossing], wanted: int) -> list[Part]:
    """Of movements, newest first, as many as are wanted."""
    parts: list[Part] = []
    for each in found:
        part = min(each.quantity, wanted)
        if part:
            parts.append(Part(each, part))
            wanted -= part
    return parts


def key_of(crossing: Crossing) -> StockKey:
    """Where a movement brought its goods."""
    return StockKey(
        crossing.item_id, crossing.to_location, crossing.to_unit, crossing.lot_id,
        crossing.owner_id, crossing.to_status,
    )  # fmt: skip


def demand_untouched(site: SiteReader, parts: Sequence[Part]) -> None:
    """All of it still lies where it was put down, and nobody was promised it. Where the like came
    by another delivery too, what still waits to be put away of that one is not this one's."""
    wanted: dict[StockKey, int] = {}
    own: dict[StockKey, set[int]] = {}
    for part in parts:
        if not part.crossing.scrapped:
            key = key_of(part.crossing)
            wanted[key] = wanted.get(key, 0) + part.quantity
            own.setdefault(key, set()).add(part.crossing.line_id or 0)
    for key, quantity in wanted.items():
        lying = site.stock_at(key.location_id, key.item_id)
        free = sum(stock.free for stock in lying if stock.key == key)
        free = max(0, free - _waiting(site, key, own[key]))
        if free < quantity:
            item, place = site.item(key.item_id), site.location(key.location_id)
            raise Refusal(
                Outcome.GONE,
                "reverse.touched",
                Step.SCAN_ITEM,
                item=item.code if item is not None else None,
                location=place.code if place is not None else None,
                left=free,
            )


def shrink_tasks(draft: Draft, site: SiteReader, parts: Sequence[Part]) -> None:
    """What is gone need not be put away: first by tasks of its line, then by those of goods that
    somebody brought back."""
    left: dict[tuple[int, StockKey], int] = {}
    for part in parts:
        known = part.crossing.line_id or 0, key_of(part.crossing)
        left[known] = left.get(known, 0) + (0 if part.crossing.scrapped else part.quantity)
    for item_id in {part.crossing.item_id: None for part in parts}:
        tasks = sorted(site.putaway_tasks(item_id), key=lambda task: task.line_id is None)
        for task in tasks:
            shrink_by = 0
            for known in left:
                if known[1] != _source(task) or task.line_id not in (None, known[0]):
                    continue
                less = min(left[known], task.quantity - task.done_quantity - shrink_by)
                left[known] -= less
                shrink_by += less
            if shrink_by:
                shrink(draft, task, shrink_by)


def _waiting(site: SiteReader, key: StockKey, besides: set[int]) -> int:
    """What is to be put away from there for lines of other deliveries."""
    return sum(
        task.quantity - task.done_quantity
        for task in site.putaway_tasks(key.item_id)
        if _source(task) == key and task.line_id is not None and task.line_id not in besides
    )


def _source(task: PutawayTask) -> StockKey:
    return StockKey(
        task.item_id, task.from_location, task.unit_id, task.lot_id, task.owner_id, task.status
    )
