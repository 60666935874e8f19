"""A newer catalogue on an older file, and back: nothing is lost, and digests agree."""

from pathlib import Path

import msgspec

from sync.core.catalogue import Catalogue, Field, Kind, Merge, Table, TableId
from sync.core.change import Append, Insert, Put
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore
from tests.sync.catalogue import CATALOGUE, LEDGER, THING
from tests.sync.fleet import SHARED, Replica, Wall, key_of, member_of

WIDER = msgspec.structs.replace(
    THING, fields=(*THING.fields, Field(4, "maker", Kind.TEXT, "unknown"), Field(5, "year"))
)
LONGER = msgspec.structs.replace(LEDGER, fields=(*LEDGER.fields, Field(3, "reason", Kind.TEXT)))
NEW = Table(TableId(6), "shelf", Merge.ROWS, (Field(1, "name", Kind.TEXT),))
OTHERS = tuple(table for table in CATALOGUE.tables if table not in (THING, LEDGER))
NEXT = Catalogue(2, (WIDER, LONGER, *OTHERS, NEW))


def replica_of(folder: Path, number: int, catalogue: Catalogue) -> Replica:
    folder.mkdir(exist_ok=True)
    me, path = member_of(number), folder / "replica.db"
    if path.exists():
        store = SqliteStore.open(path, catalogue, key_of(number), Wall())
    else:
        store = SqliteStore.create(path, catalogue, me, key_of(number), Wall())
    for other in (1, 2, 3):
        store.enrol(member_of(other))
    return Replica(store, me, Wall())


def store_of(replica: Replica) -> SqliteStore:
    assert isinstance(replica.store, SqliteStore)
    return replica.store


def test_a_newer_program_takes_over_what_the_older_one_kept_as_unknown(tmp_path: Path) -> None:
    new, old = replica_of(tmp_path / "new", 1, NEXT), replica_of(tmp_path / "old", 2, CATALOGUE)
    old.write(Insert(THING, [(n, f"cup {n}", "red", n) for n in range(1, 50)]))
    old.write(Append(LEDGER, {"thing_id": 1, "quantity": 4}))
    new.pull(old)
    new.write(Put(WIDER, 7, {"maker": "Meissen", "year": 1710, "name": "fine cup"}))
    new.write(Put(NEW, 1, {"name": "top"}), Append(LONGER, {"thing_id": 1, "reason": "broken"}))
    old.pull(new)
    row = old.store.row(THING, 7)
    assert row == {"name": "fine cup", "colour": "red", "weight_g": 7}
    assert store_of(old).verify() == []
    store_of(old).close()
    raised = replica_of(tmp_path / "old", 2, NEXT)
    assert store_of(raised).verify() == []
    assert raised.store.digest(SHARED) == new.store.digest(SHARED)
    assert raised.store.rows(WIDER) == new.store.rows(WIDER)
    assert raised.store.rows(NEW) == {1: {"name": "top"}}
    assert [e.values for e in raised.store.entries(LONGER)] == [
        entry.values for entry in sorted(new.store.entries(LONGER), key=lambda e: -e.stream.node)
    ]
    raised.write(Put(WIDER, 8, {"year": 1800}))
    new.pull(raised)
    assert raised.store.digest(SHARED) == new.store.digest(SHARED)


def test_an_older_program_can_go_on_with_a_newer_file(tmp_path: Path) -> None:
    one = replica_of(tmp_path / "one", 1, NEXT)
    one.write(Put(WIDER, 7, {"name": "cup", "maker": "Meissen", "year": 1710}))
    one.write(Put(NEW, 1, {"name": "top"}), Append(LONGER, {"thing_id": 1, "reason": "broken"}))
    before = one.store.digest(SHARED)
    store_of(one).close()
    back = replica_of(tmp_path / "one", 1, CATALOGUE)
    assert back.store.rows(THING) == {7: {"name": "cup", "colour": "grey", "weight_g": 0}}
    store_of(back).begin()
    store_of(back).write(SHARED, [Put(THING, 8, {"name": "jug"})], Author())
    store_of(back).rollback()
    assert store_of(back).verify() == []
    two = replica_of(tmp_path / "two", 2, NEXT)
    two.pull(back)
    two.write(Put(NEW, 1, {"name": "bottom"}), Put(NEW, 2, {"name": "second"}))
    back.pull(two)
    store_of(back).close()
    again = replica_of(tmp_path / "one", 1, NEXT)
    assert again.store.digest(SHARED) == two.store.digest(SHARED) != before
    assert again.store.rows(NEW) == {1: {"name": "bottom"}, 2: {"name": "second"}}
    assert again.store.rows(WIDER)[7]["year"] == 1710
    assert store_of(again).verify() == []
