"""Which records to count: two queues, and one count in ten by lot, which alone says how many
records of the site are wrong."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from models.counting import parts
from models.counting.records import Known, Numbers, Records

RANDOM_EACH = 10
LOW_STOCK_MAX = 4.0


class Queue(StrEnum):
    """What a count is after."""

    DISCREPANCIES = "discrepancies"
    STOCK_OUTS = "stock_outs"
    RANDOM = "random"


class Proposal(NamedTuple):
    """Count this. `score` is the sum of `parts`, in nats of log-odds; of a random one there are
    none. `belief`: the score as a probability, for people to read; value is no part of it."""

    row: int
    item: str
    location: str
    queue: Queue
    score: float
    belief: float
    parts: Mapping[str, float]


def parts_of(queue: Queue, records: Records, known: Known) -> dict[str, Numbers]:
    """By name, a number per record."""
    shared = {"history": parts.history(records, known), "drift": parts.drift(records)}
    shared["value"] = parts.value(records)
    if queue is Queue.DISCREPANCIES:
        return shared | {
            "activity": parts.activity(records, known),
            "quantity": parts.quantity(records),
            "silence": parts.SILENCE_WEIGHT * parts.silence(records),
        }
    assert queue is Queue.STOCK_OUTS
    usual = np.log(known.out_share / (1 - known.out_share))
    return shared | {
        "usual": np.full(len(records.recorded), usual),
        "silence": parts.silence(records),
        "low_stock": np.maximum(parts.low_stock(records, known), -LOW_STOCK_MAX),
    }


def propose(
    queue: Queue, records: Records, known: Known, counts: int, chance: np.random.Generator
) -> list[Proposal]:
    """So many counts at most, the likeliest first and the random ones last; equal scores in the
    sequence of the records. No stock-out is looked for where the record says there is nothing."""
    assert counts >= 0
    rows = len(records.recorded)
    counts = min(counts, rows)
    by_lot = -(-counts // RANDOM_EACH)
    found = parts_of(queue, records, known) if rows else {}
    scores = sum(found.values(), start=np.zeros(rows))
    allowed = records.recorded > 0 if queue is Queue.STOCK_OUTS else np.full(rows, True)
    order = np.argsort(-scores, kind="stable")
    chosen = order[allowed[order]][: counts - by_lot]
    rest = np.setdiff1d(np.arange(rows), chosen)
    drawn = chance.choice(rest, size=min(by_lot, len(rest)), replace=False)
    proposals = [_proposal(int(row), queue, records, found, float(scores[row])) for row in chosen]
    return proposals + [_by_lot(int(row), records) for row in drawn]


def _proposal(
    row: int, queue: Queue, records: Records, found: Mapping[str, Numbers], score: float
) -> Proposal:
    shown = {name: float(column[row]) for name, column in found.items()}
    belief = float(1 / (1 + np.exp(shown["value"] - score)))
    return Proposal(row, records.items[row], records.locations[row], queue, score, belief, shown)


def _by_lot(row: int, records: Records) -> Proposal:
    item, location = records.items[row], records.locations[row]
    return Proposal(row, item, location, Queue.RANDOM, 0.0, 0.0, {})
