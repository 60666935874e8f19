"""What a month came to, for a person to read."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from models.warehouse.dialogues.all import DIALOGUES
from tests.edge.dialogues.talker import EdgeName
from tests.month.house import House

UNITS = (
    ("received", "SELECT coalesce(sum(quantity), 0) FROM movement WHERE kind='receive'"),
    ("shipped", "SELECT coalesce(sum(quantity), 0) FROM movement WHERE kind='ship'"),
    ("returned", "SELECT coalesce(sum(quantity), 0) FROM movement WHERE kind='return'"),
    ("counted in", "SELECT coalesce(sum(quantity), 0) FROM movement WHERE kind='count' AND "
     "from_location=(SELECT id FROM location WHERE code='@found')"),
    ("counted out", "SELECT coalesce(sum(quantity), 0) FROM movement WHERE kind='count' AND "
     "to_location=(SELECT id FROM location WHERE code='@loss')"),
    ("on hand", "SELECT coalesce(sum(quantity), 0) FROM quant"),
)  # fmt: skip
DOCUMENTS = (
    ("orders", "SELECT state, count(*) FROM dn GROUP BY 1 ORDER BY 1"),
    ("deliveries and returns", "SELECT state, count(*) FROM asn GROUP BY 1 ORDER BY 1"),
    ("counts", "SELECT state, count(*) FROM count GROUP BY 1 ORDER BY 1"),
    ("shipments", "SELECT state, count(*) FROM shipment GROUP BY 1 ORDER BY 1"),
    ("exceptions", "SELECT kind, count(*) FROM exception GROUP BY 1 ORDER BY 1"),
)
LOST = (
    "SELECT i.code, sum(CASE WHEN t.code LIKE '@%' THEN 0 ELSE m.quantity END)"
    " - sum(CASE WHEN f.code LIKE '@%' THEN 0 ELSE m.quantity END), (SELECT"
    " coalesce(sum(quantity), 0) FROM quant q WHERE q.item_id=i.id) FROM movement m"
    " JOIN item i ON i.id=m.item_id JOIN location f ON f.id=m.from_location"
    " JOIN location t ON t.id=m.to_location GROUP BY i.id ORDER BY 1"
)
NEGATIVE = "SELECT count(*) FROM quant WHERE quantity<0 OR reserved<0 OR reserved>quantity"


class Figures(msgspec.Struct, frozen=True):
    """`lost`: items whose shelves do not hold what moved in and out of the house."""

    units: dict[str, int]
    documents: dict[str, dict[str, int]]
    lines: int
    lost: list[str]
    negative: int


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """A month, as it ended."""

    days: int
    orders: int
    seed: int
    seconds: float
    turns: int
    replies_lost: int
    worked: frozenset[EdgeName]
    drilled: frozenset[EdgeName]
    drills: int
    strays: tuple[EdgeName, ...]
    stuck: tuple[str, ...]
    astray: tuple[str, ...]
    figures: Figures
    check_code: int
    check_said: str

    @property
    def missing(self) -> list[str]:
        """Edges that nobody walked."""
        walked = self.worked | self.drilled
        return [
            ".".join(edge)
            for table in DIALOGUES
            for edge in sorted(table.edges)
            if edge not in walked
        ]

    @property
    def is_good(self) -> bool:
        """All edges walked, no turn outside the tables, every drill as the book says, nobody stuck,
        nothing lost, nothing below zero, and the check holds."""
        figures = self.figures
        books = (figures.lost, figures.negative)
        wrong = (self.missing, self.strays, self.stuck, self.astray, *books)
        return not any(wrong) and self.check_code == 0


def figures_of(house: House) -> Figures:
    """Read from the file while the house is open."""
    lost = [
        f"{item}: moved {moved}, lying {lying}"
        for item, moved, lying in house.rows(LOST)
        if moved != lying
    ]
    return Figures(
        units={name: int(house.one(sql)) for name, sql in UNITS},
        documents={name: dict(house.rows(sql)) for name, sql in DOCUMENTS},
        lines=int(house.one("SELECT count(*) FROM dn_line")),
        lost=lost,
        negative=int(house.one(NEGATIVE)),
    )


def told(proof: Proof) -> Iterator[str]:
    """Line by line."""
    figures = proof.figures
    yield (
        f"{proof.days} days, {proof.orders} orders a day, {figures.lines:,} lines,"
        f" {proof.turns:,} turns over HTTP, {proof.replies_lost} answers lost and asked for again"
    )
    yield f"{proof.drills} drills in the training room, each on a site of its own over HTTP"
    yield "units: " + _listed(figures.units)
    for name, found in figures.documents.items():
        yield f"{name}: {_listed(found)}"
    yield f"never balanced: {', '.join(figures.lost) or 'nothing'}; below zero: {figures.negative}"
    yield from _edges(proof)
    for name, found in (("turn no table foresees", Counter(map(".".join, proof.strays))),
                        ("nobody got out of", Counter(proof.stuck)),
                        ("a drill went astray", Counter(proof.astray))):  # fmt: skip
        yield from (f"{name}: {each} ({count})" for each, count in found.items())
    yield proof.check_said.rstrip()
    yield (
        f"{proof.seconds:.0f} s; repeat with: make month DAYS={proof.days}"
        f" ORDERS_PER_DAY={proof.orders} SEED={proof.seed}"
    )


def _edges(proof: Proof) -> Iterator[str]:
    of = walked = 0
    for table in DIALOGUES:
        worked = len(table.edges & proof.worked)
        drilled = len((table.edges & proof.drilled) - proof.worked)
        missing = [each for each in proof.missing if each.startswith(f"{table.name}.")]
        walked, of = walked + worked + drilled, of + len(table.edges)
        yield (
            f"  {table.name:12} {worked + drilled:3} of {len(table.edges):3} edges,"
            f" {drilled} of them only in drills"
        )
        yield from (f"    not walked: {each}" for each in missing)
    worked = len(proof.worked)
    yield f"edges walked: {walked} of {of}, {100 * walked / of:.1f} %; at work {worked}"


def _listed(found: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in found.items()) or "none"
