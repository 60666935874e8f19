"""A field of a newer schema, at replicas that know it and at those that do not."""

import msgspec

from sync.core.catalogue import Field, Kind
from sync.core.merge import rows
from sync.core.record import Op, OpKind
from sync.core.stamp import pack_stamp
from sync.core.state import RowState
from tests.sync.catalogue import THING

NEWER = msgspec.structs.replace(THING, fields=(*THING.fields, Field(4, "shelf", Kind.TEXT, "none")))
EARLY, LATE = pack_stamp(10, 1), pack_stamp(20, 2)
WHOLE_OF_NEW = Op(THING.id, OpKind.PUT, 7, b"", ["cup", "red", 3, "left"])
WHOLE_OF_OLD = Op(THING.id, OpKind.PUT, 7, b"", ["mug", "red", 4])


def known(state: RowState) -> dict[int, object]:
    return msgspec.msgpack.decode(state.extra, type=dict[int, object]) if state.extra else {}


def test_an_older_replica_keeps_a_field_it_does_not_know() -> None:
    old = rows.put(None, THING, WHOLE_OF_NEW, LATE, [])
    rows.put(old, THING, WHOLE_OF_OLD, EARLY, [])
    assert (old.values, known(old)) == (["cup", "red", 3], {4: "left"})


def test_a_later_whole_row_without_the_field_sets_it_to_its_default_on_both_sides() -> None:
    old = rows.put(None, THING, WHOLE_OF_NEW, EARLY, [])
    new = rows.put(None, NEWER, WHOLE_OF_NEW, EARLY, [])
    for state, table in ((old, THING), (new, NEWER)):
        rows.put(state, table, WHOLE_OF_OLD, LATE, [])
    assert (new.values, new.extra) == (["mug", "red", 4, "none"], None)
    assert (old.values, old.extra) == (["mug", "red", 4], None)
    assert old.clocks == new.clocks


def test_an_edit_of_the_field_alone_outlives_an_earlier_whole_row() -> None:
    old = rows.put(None, THING, WHOLE_OF_OLD, EARLY, [])
    edit = Op(THING.id, OpKind.PUT, 7, bytes((4,)), ["left"])
    rows.put(old, THING, edit, pack_stamp(30, 1), [])
    rows.put(old, THING, WHOLE_OF_OLD, LATE, [])
    assert known(old) == {4: "left"}
