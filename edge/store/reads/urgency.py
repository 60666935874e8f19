"""Orders in the sequence in which they are worked on, read only as far as somebody asks."""

from edge.store.local import DUE, ORDER_IN_WORK

_OF_STATE = (
    f"SELECT id, number, priority, {DUE} AS due FROM dn INDEXED BY dn_in_turn"
    f" WHERE state='{{}}' AND {ORDER_IN_WORK}"
)


def most_urgent(*states: str, most: int) -> str:
    """SQL of the first orders in these states: id, number, priority, due. Each state is read in
    the sequence of the index and the two are merged, so that no backlog is sorted."""
    of_each = " UNION ALL ".join(map(_OF_STATE.format, states))
    return f"{of_each} ORDER BY priority DESC, due, id LIMIT {most}"
