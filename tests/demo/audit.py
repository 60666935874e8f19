"""The proof from outside: what was acknowledged against what the ledgers of edge and hub hold."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from tests.demo.book import Done
from tests.demo.headquarters import Ordered
from tests.demo.replica import Movement, Place, Replica

SHOWN_MAX = 20
MOVED_BY = {
    "receive": "receive",
    "put_away": "put_away",
    "confirm_pick": "pick",
    "pack": "pack",
    "ship": "ship",
}
"""Command → the kind of movement whose quantities it must have written."""
EDITS = frozenset({"edit_item", "edit_location"})
"""These may change nothing (the value was there already), and then no record is due."""


class Findings(msgspec.Struct):
    """What does not hold; each text names the command or place."""

    lost: list[str] = []
    duplicated: list[str] = []
    negative: list[str] = []
    apart: list[str] = []


class Held(msgspec.Struct, frozen=True):
    """One replica of one site's facts, indexed for the audit."""

    name: str
    replica: Replica
    moved: dict[Place, Counter[str]]


def held(name: str, replica: Replica) -> Held:
    """Index a replica: units moved by record and kind."""
    moved: dict[Place, Counter[str]] = {}
    for movement in replica.movements:
        moved.setdefault(movement.place, Counter())[movement.kind] += movement.quantity
    return Held(name, replica, moved)


def check_commands(where: Held, acknowledged: Iterable[Done], findings: Findings) -> int:
    """Every acknowledged command with an effect is here exactly once; how many were looked at."""
    looked = 0
    for done in acknowledged:
        if not done.has_effect:
            continue
        looked += 1
        places = where.replica.keys.get(done.command_id, [])
        said = f"{where.name}: {done.kind} {done.command_id}"
        if not places:
            if done.kind not in EDITS:
                findings.lost.append(f"{said} has no record")
            continue
        if any(count > 1 for count in Counter(place.stream for place in places).values()):
            findings.duplicated.append(f"{said} has {len(places)} records")
        expected = units_of(done)
        if expected is None:
            continue
        moved = sum(where.moved.get(place, Counter())[MOVED_BY[done.kind]] for place in places)
        if moved < expected:
            findings.lost.append(f"{said} moved {moved} of {expected}")
        elif moved > expected:
            findings.duplicated.append(f"{said} moved {moved} instead of {expected}")
    return looked


def units_of(done: Done) -> int | None:
    """How many units the command must have moved; None where it moves none."""
    match done.kind:
        case "receive" | "put_away" | "confirm_pick":
            quantity = done.fields["quantity"]
            assert isinstance(quantity, int)
            return quantity
        case "ship":
            return done.reply.data.units_shipped
        case "pack":
            return sum(part.quantity for part in done.reply.data.contents)
        case _:
            return None


def check_ordered(where: Held, ordered: Iterable[Ordered], findings: Findings) -> None:
    """Every command of headquarters was answered exactly once."""
    for command in ordered:
        answers = where.replica.answers.get(command.command_id, 0)
        said = f"{where.name}: {command.kind} {command.command_id} of headquarters"
        if answers == 0:
            findings.lost.append(f"{said} was not answered")
        elif answers > 1:
            findings.duplicated.append(f"{said} was answered {answers} times")


def check_orders(where: Held, site: str, numbers: Iterable[str], findings: Findings) -> None:
    """Every order taken stands in the books exactly once."""
    warehouse_id = where.replica.warehouses[site]
    for number in numbers:
        count = where.replica.orders.get((warehouse_id, number), 0)
        if count == 0:
            findings.lost.append(f"{where.name}: order {number}")
        elif count > 1:
            findings.duplicated.append(f"{where.name}: order {number} {count} times")


def check_stock(where: Held, findings: Findings) -> dict[tuple[object, ...], int]:
    """Replay the ledger in the order it was written: at no moment less than nothing in a place.
    Returns what lies where in the end."""
    stock: Counter[tuple[object, ...]] = Counter()
    below: set[tuple[object, ...]] = set()
    for movement in sorted(where.replica.movements, key=_written):
        for key, quantity in (
            (movement.source, -movement.quantity),
            (movement.target, movement.quantity),
        ):
            if key[0] in where.replica.virtual:
                continue
            stock[key] += quantity
            if stock[key] < 0:
                below.add(key)
    findings.negative.extend(f"{where.name}: {key}" for key in sorted(below, key=str))
    return {key: units for key, units in stock.items() if units}


def check_convergence(edge: Held, hub: Held, findings: Findings) -> None:
    """Hub and edge hold the same streams to the same records, and their rows give equal digests."""
    scopes = {stream[2] for stream in edge.replica.heads if stream[2][:1] in "cwp"}
    if not scopes or not edge.replica.digests:
        findings.apart.append(f"{edge.name}: holds nothing that could be compared")
    for stream in edge.replica.heads.keys() | hub.replica.heads.keys():
        if stream[2] not in scopes:
            continue
        here, there = edge.replica.heads.get(stream), hub.replica.heads.get(stream)
        if here != there:
            seqs = (here[0] if here else 0, there[0] if there else 0)
            findings.apart.append(f"{edge.name}: stream {stream}: {seqs[0]} here, {seqs[1]} at hub")
    for scope, table in edge.replica.digests.keys() | hub.replica.digests.keys():
        if scope in scopes and _digest(edge, scope, table) != _digest(hub, scope, table):
            findings.apart.append(f"{edge.name}: rows of table {table} in {scope} differ")


def check_same_stock(
    edge: Held,
    at_edge: dict[tuple[object, ...], int],
    at_hub: dict[tuple[object, ...], int],
    places: frozenset[object],
    findings: Findings,
) -> None:
    """The hub's ledger, replayed, gives the site's stock. `places`: locations of the site."""
    seen = {key: units for key, units in at_hub.items() if key[0] in places}
    for key in at_edge.keys() | seen.keys():
        if at_edge.get(key, 0) != seen.get(key, 0):
            findings.apart.append(
                f"{edge.name}: {key}: {at_edge.get(key, 0)} here, {seen.get(key, 0)} at hub"
            )


def locations_of(where: Held) -> frozenset[object]:
    """Every location a site's ledger names."""
    ends = [(each.source[0], each.target[0]) for each in where.replica.movements]
    return frozenset(place for pair in ends for place in pair)


def _written(movement: Movement) -> tuple[object, ...]:
    return (*movement.place.stream, movement.place.seq, movement.part)


def _digest(where: Held, scope: str, table: int) -> bytes:
    return where.replica.digests.get((scope, table), b"").rstrip(b"\0")
