"""Opening a file takes as many steps when it holds the records of a year as on its first day."""

from pathlib import Path

from sync.core.change import Append, Delete, Put
from tests.steps import counted
from tests.sync.catalogue import LEDGER, THING
from tests.sync.contract.stores import make_sqlite
from tests.sync.fleet import Replica, Wall, key_of, member_of
from tests.sync.sqlite.make import reopen

FEW, MANY = 130, 1_300  # as many commits since the sums were last brought up to date


def steps_to_open(folder: Path, records: int) -> int:
    """Of a file with so many sealed records, entries and deleted rows."""
    folder.mkdir()
    me, wall = member_of(1, "hub"), Wall()
    store = make_sqlite(folder, me, key_of(1), wall, judge=True)
    one = Replica(store, me, wall)
    for number in range(records):
        one.write(
            Put(THING, number, {"name": "cup"}),
            Append(LEDGER, {"thing_id": number, "quantity": 1}),
        )
        one.write(Delete(THING, number))
    store.close()
    with counted() as steps:
        reopen(folder, 1, wall).close()
    return steps.taken


def test_a_year_opens_in_as_many_steps_as_a_day(tmp_path: Path) -> None:
    few = steps_to_open(tmp_path / "few", FEW)
    assert few > 0
    assert steps_to_open(tmp_path / "many", MANY) < few + FEW
