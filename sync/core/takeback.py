"""Taking back what a withheld record did to sets, owned rows and counters of its author.

What stamps decide is undone by its stamp (sync.core.verdict). The rest has no stamps to go by: the
author takes what its judge holds, and does again what it wrote later and nobody has refused.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from sync.core.catalogue import Catalogue, Merge, Pk
from sync.core.fold import ElementKey, RowKey, View
from sync.core.judge import FUTURE, PAST
from sync.core.merge import escrow, owned, sets
from sync.core.record import KIND_MASK, Op, OpKind
from sync.core.state import ElementState, RightsState, RowState, split_dots
from sync.core.verdict import read_accepted

Later = Iterable[tuple[bytes, Op]]
"""Operations of the author's later records, in order, each with its stamp."""


class TakenBack(msgspec.Struct):
    """The states as they are without the record. A row that is None is gone."""

    owned: dict[RowKey, RowState | None] = {}
    elements: dict[ElementKey, ElementState] = {}
    rights: dict[RowKey, RightsState] = {}

    def touches(self, op: Op) -> bool:
        """Whether an operation is on one of these."""
        pk = op.pk
        if pk is None:
            return False
        if (op.table, pk) in self.owned or (op.table, pk) in self.rights:
            return True
        return bool(op.values) and (op.table, pk, str(op.values[0])) in self.elements


class Undo:
    """One withheld record of this node."""

    def __init__(self, catalogue: Catalogue, view: View, number: int, stamp: bytes) -> None:
        self._catalogue, self._view = catalogue, view
        self._number, self._stamp = number, stamp
        self.back = TakenBack()

    def run(self, code: str, accepted: bytes, ops: list[Op]) -> TakenBack:
        """The judge's word in place of what these operations did."""
        if code == FUTURE:
            return self.back
        judged = self._judged(accepted)
        for op in ops:
            table = self._catalogue.by_id.get(op.table)
            if table is None or op.pk is None:
                continue
            if table.merge is Merge.SET:
                told, _ = judged.get((op.table, op.pk, str(op.values[0])), ([], b""))
                self._element(op, told, only_add=code == PAST)
            elif code != PAST and (op.table, op.pk, "") in judged:
                values, clocks = judged[op.table, op.pk, ""]
                if table.merge is Merge.OWNED:
                    state = RowState(list(values), clocks) if clocks else None
                    self.back.owned[op.table, op.pk] = state
                elif table.merge is Merge.ESCROW:
                    self._rights(op.table, op.pk, values)
        return self.back

    def _judged(self, accepted: bytes) -> dict[tuple[int, Pk, str], tuple[list[Any], bytes]]:
        found: dict[tuple[int, Pk, str], tuple[list[Any], bytes]] = {}
        for number, pk, _, values, clocks in read_accepted(accepted):
            table = self._catalogue.by_id.get(number)
            element = str(values[0]) if table is not None and table.merge is Merge.SET else ""
            found[number, pk, element] = values, clocks
        return found

    def again(self, later: Later) -> None:
        """What was written later and stands."""
        for stamp, op in later:
            table, pk = self._catalogue.by_id.get(op.table), op.pk
            if table is None or pk is None or not self.back.touches(op):
                continue
            if table.merge is Merge.OWNED:
                self._write_again(op, stamp)
            elif table.merge is Merge.ESCROW:
                self._spend_again(op)
            elif op.kind & KIND_MASK == OpKind.REMOVE:
                key = (op.table, pk, str(op.values[0]))
                self.back.elements[key] = sets.remove(self.back.elements[key], op.values[1])

    def _element(self, op: Op, told: list[Any], *, only_add: bool) -> None:
        assert op.pk is not None
        key = (op.table, op.pk, str(op.values[0]))
        table = self._catalogue.by_id[op.table]
        known = self.back.elements.get(key)
        mine = known if known is not None else self._view.load_element(table, op.pk, key[2])
        if mine is None:
            mine = ElementState()
        if op.kind & KIND_MASK == OpKind.ADD:
            kept = [dot for dot in split_dots(mine.dots) if dot != self._stamp]
            self.back.elements[key] = ElementState(b"".join(kept), mine.gone)
        elif not only_add and len(told) == 3:
            dots, gone = told[1], told[2]
            assert isinstance(dots, bytes) and isinstance(gone, bytes)
            seen = set(split_dots(op.values[1]))
            lives = {*split_dots(mine.dots), *(seen & set(split_dots(dots)))}
            dead = set(split_dots(mine.gone)) - (seen - set(split_dots(gone)))
            self.back.elements[key] = ElementState(b"".join(sorted(lives)), b"".join(sorted(dead)))

    def _rights(self, table: int, pk: Pk, values: list[Any]) -> None:
        mine = self._view.load_rights(self._catalogue.by_id[table], pk) or RightsState()
        granted, used = values
        assert isinstance(granted, list) and isinstance(used, list)
        own = {(giver, to): total for giver, to, total in granted if giver == self._number}
        others = {key: total for key, total in mine.granted.items() if key[0] != self._number}
        spent = {number: total for number, total in mine.used.items() if number != self._number}
        spent |= {number: total for number, total in used if number == self._number}
        self.back.rights[table, pk] = RightsState(others | own, spent)

    def _write_again(self, op: Op, stamp: bytes) -> None:
        assert op.pk is not None
        key, table = (op.table, op.pk), self._catalogue.by_id[op.table]
        state = self.back.owned[key]
        if owned.refusal(state, table, op, self._number):
            return
        if op.kind & KIND_MASK == OpKind.OWN:
            assert state is not None
            self.back.owned[key] = owned.hand_over(state, op, stamp)
        else:
            self.back.owned[key] = owned.put(state, table, op, stamp)

    def _spend_again(self, op: Op) -> None:
        assert op.pk is not None
        state, key = self.back.rights[op.table, op.pk], (op.table, op.pk)
        if op.kind & KIND_MASK == OpKind.GRANT:
            self.back.rights[key] = escrow.grant(
                state, self._number, to=op.values[0], total=op.values[1]
            )
        else:
            self.back.rights[key] = escrow.spend(state, self._number, total=op.values[0])
