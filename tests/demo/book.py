"""What the staff saw: every acknowledged command, how long each answer took, what went wrong."""

import math
from collections import Counter
from collections.abc import Iterable

import msgspec

from tests.demo.shapes import Json, Reply, ReplyData

EFFECTS = frozenset(
    {"line_done", "unit_done", "document_done", "batch_done", "short_posted", "partial"}
)
"""Outcomes that say something was recorded; others answer without recording."""


class Done(msgspec.Struct, frozen=True):
    """A command that a site acknowledged, with the fields it was given."""

    site: str
    command_id: str
    kind: str
    fields: dict[str, Json]
    reply: Reply
    at_s: float

    @property
    def has_effect(self) -> bool:
        """Whether the ledger or the documents must show it."""
        return self.reply.done and self.reply.outcome in EFFECTS


class Book:
    """The demo's own record, kept outside the programs. Seconds are of the demo's clock."""

    def __init__(self) -> None:
        self.done: dict[str, Done] = {}
        self.latencies_s: list[float] = []
        self.outcomes: Counter[str] = Counter()
        self.sent_twice = 0
        self.replies_lost = 0
        self.answered_differently: list[str] = []
        self.wrong_scans = 0
        self.wrong_unanswered: list[str] = []
        self.waited_for_node = 0

    def note(self, done: Done) -> None:
        """One acknowledged command; the same one again must have been answered alike."""
        known = self.done.get(done.command_id)
        if known is None:
            self.done[done.command_id] = done
            self.outcomes[done.reply.outcome] += 1
        elif _essence(known.reply) != _essence(done.reply):
            self.answered_differently.append(done.command_id)

    def wrong_scan(self, done: Done) -> None:
        """A scan that was wrong on purpose must have been refused with an answer."""
        self.wrong_scans += 1
        if done.reply.done:
            self.wrong_unanswered.append(f"{done.kind} {done.fields}: {done.reply.outcome}")

    def of_site(self, site: str) -> list[Done]:
        """All that one site acknowledged."""
        return [done for done in self.done.values() if done.site == site]

    def between(self, site: str, first_s: float, last_s: float) -> int:
        """Acknowledged commands of a site in a stretch of time."""
        return sum(first_s <= done.at_s < last_s for done in self.of_site(site))


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that this share of all values does not exceed; nan for none."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def _essence(reply: Reply) -> tuple[str, str, ReplyData]:
    return reply.outcome, reply.level, reply.data
