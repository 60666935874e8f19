"""Turns a local change into the operation that is logged, given the row as it stands here."""

from sync.core.catalogue import Merge, Table, Value
from sync.core.change import (
    Add,
    Append,
    Change,
    Delete,
    Grant,
    HandOver,
    Insert,
    Put,
    Remove,
    Spend,
)
from sync.core.errors import NotAllowed
from sync.core.fold import View
from sync.core.merge import owned
from sync.core.record import Op, OpKind, kind_with
from sync.core.stamp import length_of
from sync.core.state import RightsState, RowState


def ops_of(change: Change, view: View, number: int) -> list[Op]:
    """Operations for one change; raises NotAllowed where the merge rule forbids it."""
    match change:
        case Put(table, pk, values):
            return _put(table, pk, values, view.load_row(table, pk), number)
        case Insert(table, rows):
            return [
                op
                for row in rows
                for op in _put(
                    table,
                    _pk(row[0]),
                    dict(zip(table.names, row[1:], strict=True)),
                    view.load_row(table, _pk(row[0])),
                    number,
                )
            ]
        case Delete(table, pk):
            return _delete(table, pk, view.load_row(table, pk))
        case Append(table, values):
            return [Op(table.id, OpKind.LEDGER, None, b"", _whole(table, values))]
        case Add(table, pk, element):
            return [Op(table.id, OpKind.ADD, pk, b"", [element])]
        case Remove(table, pk, element):
            present = view.load_element(table, pk, element)
            if present is None or not present.dots:
                return []
            return [Op(table.id, OpKind.REMOVE, pk, b"", [element, present.dots])]
        case HandOver(table, pk, to_number):
            return [_hand_over(table, pk, to_number, view.load_row(table, pk), number)]
        case Grant(table, pk, to_number, amount):
            return [_grant(table, pk, to_number, amount, view.load_rights(table, pk), number)]
        case Spend(table, pk, amount):
            return [_spend(table, pk, amount, view.load_rights(table, pk), number)]


def _put(
    table: Table, pk: int | str, values: dict[str, Value], state: RowState | None, number: int
) -> list[Op]:
    if state is None or not state.alive:
        length = length_of(state.clocks) + 1 if state is not None else 1
        variant = length if length > 1 else 0
        return [Op(table.id, kind_with(OpKind.PUT, variant), pk, b"", _whole(table, values))]
    places = {name: place for place, name in enumerate(table.names)}
    changed = sorted(
        (places[name] + 1, value)
        for name, value in values.items()
        if state.values[places[name]] != value
    )
    if not changed:
        return []
    if table.merge is Merge.OWNED:
        variant = owned.owner_of(state.clocks)[1]
    else:
        length = length_of(state.clocks)
        variant = length if length > 1 else 0
    fields = bytes(field for field, _ in changed)
    op = Op(table.id, kind_with(OpKind.PUT, variant), pk, fields, [value for _, value in changed])
    if table.merge is Merge.OWNED:
        _demand(owned.refusal(state, table, op, number), table, pk)
    return [op]


def _delete(table: Table, pk: int | str, state: RowState | None) -> list[Op]:
    if table.merge is not Merge.ROWS:
        raise NotAllowed("never_deleted", table.name)
    if state is None or not state.alive:
        return []
    length = length_of(state.clocks) + 1
    return [Op(table.id, kind_with(OpKind.DELETE, length), pk, b"", [])]


def _hand_over(
    table: Table, pk: int | str, to_number: int, state: RowState | None, number: int
) -> Op:
    if state is None:
        raise NotAllowed("no_such_row", f"{table.name} {pk}")
    fence = owned.owner_of(state.clocks)[1] + 1
    op = Op(table.id, kind_with(OpKind.OWN, fence), pk, b"", [to_number])
    _demand(owned.refusal(state, table, op, number), table, pk)
    return op


def _grant(
    table: Table, pk: int | str, to: int, amount: int, state: RightsState | None, number: int
) -> Op:
    state = state or RightsState()
    if amount <= 0 or (to != number and state.held(number) < amount):
        raise NotAllowed("no_rights_left", f"{table.name} {pk}: {state.held(number)} held")
    total = state.granted.get((number, to), 0) + amount
    received = state.received(number) + (amount if to == number else 0)
    return Op(table.id, OpKind.GRANT, pk, b"", [to, total, received])


def _spend(table: Table, pk: int | str, amount: int, state: RightsState | None, number: int) -> Op:
    state = state or RightsState()
    if amount <= 0 or state.held(number) < amount:
        raise NotAllowed("no_rights_left", f"{table.name} {pk}: {state.held(number)} held")
    total = state.used.get(number, 0) + amount
    return Op(table.id, OpKind.SPEND, pk, b"", [total, state.received(number)])


def _whole(table: Table, values: dict[str, Value]) -> list[Value]:
    unknown = values.keys() - set(table.names)
    assert not unknown, f"{table.name} has no {unknown}"
    return [values.get(field.name, field.default) for field in table.fields]


def _pk(value: Value) -> int | str:
    assert isinstance(value, int | str)
    return value


def _demand(code: str, table: Table, pk: int | str) -> None:
    if code:
        raise NotAllowed(code, f"{table.name} {pk}")
