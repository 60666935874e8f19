"""Digests of a memory replica of one scope, from its rows instead of from its changes."""

from sync.core import digest
from sync.store.memory.data import Data


def summed_anew(data: Data) -> dict[int, int]:
    """Table id → digest."""
    sums: dict[int, int] = {}
    pieces = [(table, digest.row_digest(pk, row)) for (table, pk), row in data.rows.items()]
    pieces += [
        (table, digest.element_digest(pk, element, state))
        for (table, pk, element), state in data.elements.items()
    ]
    pieces += [
        (table, digest.rights_digest(pk, state)) for (table, pk), state in data.counters.items()
    ]
    pieces += [
        (table, one)
        for table, entries in data.entries.items()
        for *_, one in digest.ledger_digests(entries)
    ]
    for table, piece in pieces:
        sums[table] = (sums.get(table, 0) + piece) & digest.MASK
    return sums
