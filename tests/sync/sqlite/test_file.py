"""The file itself: its profile, opening it again, and everything that is refused."""

from pathlib import Path

import apsw
import pytest

from sync.core.change import Append, Insert, Put
from sync.core.errors import NotAllowed
from sync.store.protocol import Author
from sync.store.sqlite import Damaged, DiskFull, SqliteStore
from sync.store.sqlite.schema import FORMAT
from tests.sync.catalogue import CATALOGUE, LEDGER, THING
from tests.sync.fleet import SHARED, START_MS, Replica, Wall, key_of, member_of
from tests.sync.sqlite.make import make_sqlite, reopen


def one_of(folder: Path) -> Replica:
    me, wall = member_of(1, "hub"), Wall()
    return Replica(make_sqlite(folder, me, key_of(1), wall, judge=True), me, wall)


def store_of(replica: Replica) -> SqliteStore:
    assert isinstance(replica.store, SqliteStore)
    return replica.store


def test_the_profile_is_the_safe_one_and_pages_are_checksummed(tmp_path: Path) -> None:
    store = store_of(one_of(tmp_path))
    pragma = store.connection.pragma
    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert (pragma("page_size"), pragma("mmap_size"), pragma("wal_autocheckpoint")) == (4096, 0, 0)
    assert (pragma("busy_timeout"), pragma("journal_size_limit")) == (5_000, 64 << 20)
    store.close()
    assert (tmp_path / "replica.db").read_bytes()[20] == 8


def test_what_was_committed_is_there_after_reopening(tmp_path: Path) -> None:
    one = one_of(tmp_path)
    one.store.enrol(member_of(2))
    one.write(Put(THING, 7, {"name": "cup"}), Append(LEDGER, {"thing_id": 7, "quantity": 1}))
    last = one.write(Put(THING, 8, {"name": "jug"}))
    kept = (one.store.vector(), one.store.digest(SHARED), one.store.rows(THING))
    members = one.store.members()
    store_of(one).close()
    store = reopen(tmp_path, 1, Wall(START_MS - 10_000_000))
    assert (store.vector(), store.digest(SHARED), store.rows(THING)) == kept
    assert store.members() == members
    assert store.verify() == []
    store.begin()
    written = store.write(SHARED, [Put(THING, 7, {"name": "mug"})], Author())
    store.commit()
    assert last is not None
    assert written is not None
    assert (written.seq, written.stamp > last.stamp) == (last.seq + 1, True)


def test_an_existing_file_is_not_created_and_a_missing_one_not_opened(tmp_path: Path) -> None:
    store_of(one_of(tmp_path)).close()
    with pytest.raises(Damaged, match="database_exists"):
        one_of(tmp_path)
    (tmp_path / "none").mkdir()
    with pytest.raises(Damaged, match="database_missing"):
        reopen(tmp_path / "none", 1, Wall())
    assert not any((tmp_path / "none").iterdir())


def test_a_file_of_another_program_or_format_or_key_is_refused(tmp_path: Path) -> None:
    strange = tmp_path / "strange"
    strange.mkdir()
    apsw.Connection(str(strange / "replica.db")).execute("CREATE TABLE t(a)")
    with pytest.raises(Damaged, match="not a database of this program"):
        reopen(strange, 1, Wall())
    for other in (FORMAT - 1, FORMAT + 1):
        folder = tmp_path / str(other)
        folder.mkdir()
        store = store_of(one_of(folder))
        store.connection.pragma("user_version", other)
        store.close()
        with pytest.raises(Damaged, match=f"format {other}"):
            reopen(folder, 1, Wall())


def test_the_wrong_key_does_not_open_a_replica(tmp_path: Path) -> None:
    store_of(one_of(tmp_path)).close()
    with pytest.raises(Damaged, match="key_differs"):
        SqliteStore.open(tmp_path / "replica.db", CATALOGUE, key_of(2), Wall())


def test_bytes_that_are_no_database_are_reported_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "replica.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(Damaged, match="database_damaged"):
        reopen(tmp_path, 1, Wall())
    assert (tmp_path / "replica.db").read_bytes() == b"not a database" * 1000


def test_a_flipped_bit_in_any_page_is_found(tmp_path: Path) -> None:
    one = one_of(tmp_path)
    one.write(Insert(THING, [(n, f"cup {n}", "red", n) for n in range(1, 400)]))
    store_of(one).close()
    path = tmp_path / "replica.db"
    sound = path.read_bytes()
    for page in range(1, len(sound) // 4096):
        harmed = bytearray(sound)
        harmed[page * 4096 + 2_000] ^= 1
        path.write_bytes(harmed)
        assert _found(tmp_path), f"page {page}"


def _found(folder: Path) -> bool:
    try:
        store = reopen(folder, 1, Wall())
    except Damaged:
        return True
    try:
        return bool(store.verify())
    except Damaged:
        return True
    finally:
        store.close()


def test_a_database_behind_its_head_file_is_damaged(tmp_path: Path) -> None:
    one = one_of(tmp_path)
    one.write(Put(THING, 7, {"name": "cup"}))
    store_of(one).close()
    before = (tmp_path / "replica.db").read_bytes()
    store = reopen(tmp_path, 1, Wall())
    store.begin()
    store.write(SHARED, [Put(THING, 7, {"name": "mug"})], Author())
    store.commit()
    store.close()
    (tmp_path / "replica.db").write_bytes(before)
    with pytest.raises(Damaged, match="2 had been acknowledged"):
        reopen(tmp_path, 1, Wall())


def test_the_head_file_follows_within_a_second_and_at_close(tmp_path: Path) -> None:
    one = one_of(tmp_path)
    store = store_of(one)
    head_file = store.replica.head_file
    assert head_file is not None
    one.write(Put(THING, 1, {"name": "cup"}))
    one.write(Put(THING, 2, {"name": "cup"}))
    assert {head.seq for head in head_file.read().values()} == {1}
    one.wall.now_ms += 1_000
    store.tick()
    assert {head.seq for head in head_file.read().values()} == {2}
    one.write(Put(THING, 3, {"name": "cup"}))
    store.close()
    assert {head.seq for head in head_file.read().values()} == {3}


def test_a_command_rolled_back_to_its_savepoint_leaves_no_trace(tmp_path: Path) -> None:
    one = one_of(tmp_path)
    store = store_of(one)
    store.begin()
    with store.savepoint():
        store.write(SHARED, [Put(THING, 1, {"name": "cup"})], Author())
    with pytest.raises(RuntimeError):
        fail_after_writing(store)
    with pytest.raises(NotAllowed, match="nul_character"), store.savepoint():
        store.write(SHARED, [Put(THING, 3, {"name": "a\0b"})], Author())
    store.commit()
    assert set(store.rows(THING)) == {1}
    assert [head.seq for head in store.vector().values()] == [1]
    assert store.verify() == []


def fail_after_writing(store: SqliteStore) -> None:
    with store.savepoint():
        store.write(SHARED, [Put(THING, 2, {"name": "jug"})], Author())
        store.write(SHARED, [Append(LEDGER, {"thing_id": 2, "quantity": 1})], Author())
        raise RuntimeError


@pytest.mark.parametrize("many", [1, 100])
def test_text_with_a_nul_is_refused_in_every_change(tmp_path: Path, many: int) -> None:
    one = one_of(tmp_path)
    rows = [(n, "a\0b", "red", 1) for n in range(1, many + 1)]
    with pytest.raises(NotAllowed, match="nul_character"):
        one.write(Insert(THING, list(rows)))
    with pytest.raises(NotAllowed, match="value_unfit"):
        one.write(Insert(THING, [(n, "cup", "red", 1 << 63) for n in range(1, many + 1)]))
    assert one.store.rows(THING) == {}


def test_a_bulk_insert_equals_single_puts(tmp_path: Path) -> None:
    rows = [(n, f"cup {n}", None if n % 3 else "red", n * 7) for n in range(100, 300)]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = one_of(tmp_path / "a"), one_of(tmp_path / "b")
    one.write(Insert(THING, list(rows)))
    puts = [Put(THING, n, {"name": a, "colour": b, "weight_g": c}) for n, a, b, c in rows]
    two.write(*puts)
    assert one.store.vector() == two.store.vector()
    assert one.store.digest(SHARED) == two.store.digest(SHARED)
    one.write(Insert(THING, list(rows)))  # again, all there: nothing changes
    assert one.store.vector() == two.store.vector()
    assert store_of(one).verify() == []


def test_later_writes_of_one_call_win_over_earlier_ones_everywhere(tmp_path: Path) -> None:
    one = one_of(tmp_path)
    one.write(Put(THING, 7, {"name": "z", "weight_g": 9}))
    one.write(Put(THING, 7, {"name": "y"}), Put(THING, 7, {"name": "a", "weight_g": 1}))
    one.write(Put(THING, 8, {"name": "z"}), Put(THING, 8, {"name": "b"}))
    (tmp_path / "two").mkdir()
    me = member_of(2)
    two = Replica(make_sqlite(tmp_path / "two", me, key_of(2), Wall()), me, Wall())
    two.store.enrol(one.me)
    two.pull(one)
    assert two.store.rows(THING) == one.store.rows(THING)
    assert one.store.row(THING, 7) == {"name": "a", "colour": "grey", "weight_g": 1}
    assert one.store.row(THING, 8) == {"name": "b", "colour": "grey", "weight_g": 0}
    assert two.store.digest(SHARED) == one.store.digest(SHARED)


def test_a_full_disk_refuses_the_write_and_nothing_else(tmp_path: Path) -> None:
    one = one_of(tmp_path)
    store = store_of(one)
    one.write(Put(THING, 7, {"name": "cup"}))
    pages = store.connection.pragma("page_count")
    store.connection.pragma("max_page_count", pages + 1)
    with pytest.raises(DiskFull):
        one.write(Insert(THING, [(n, "x" * 90, "red", n) for n in range(100, 1100)]))
    assert store.rows(THING) == {7: {"name": "cup", "colour": "grey", "weight_g": 0}}
    store.connection.pragma("max_page_count", 1 << 30)
    one.write(Put(THING, 8, {"name": "jug"}))
    assert set(store.rows(THING)) == {7, 8}
    assert store.verify() == []


def test_nothing_is_written_outside_a_transaction_the_disk_has_ended(tmp_path: Path) -> None:
    one = one_of(tmp_path)
    store = store_of(one)
    store.begin()
    store.write(SHARED, [Put(THING, 1, {"name": "cup"})], Author())
    store.connection.execute("ROLLBACK")  # as SQLite may do when the disk is full
    with pytest.raises(DiskFull):
        store.write(SHARED, [Put(THING, 2, {"name": "jug"})], Author())
    with pytest.raises(DiskFull):
        store.commit()
    store.rollback()
    one.write(Put(THING, 3, {"name": "pot"}))
    assert set(store.rows(THING)) == {3}
    assert store.verify() == []


def test_a_reader_sees_what_is_committed_and_cannot_write(tmp_path: Path) -> None:
    one = one_of(tmp_path)
    store = store_of(one)
    reader = store.read_connection()
    store.begin()
    store.write(SHARED, [Put(THING, 7, {"name": "cup"})], Author())
    assert reader.execute("SELECT count(*) FROM thing").fetchall() == [(0,)]
    store.commit()
    assert reader.execute("SELECT id, name FROM thing").fetchall() == [(7, "cup")]
    with pytest.raises(apsw.ReadOnlyError):
        reader.execute("DELETE FROM thing")


def test_the_log_before_the_file_stays_bounded(tmp_path: Path) -> None:
    one = one_of(tmp_path)
    for number in range(60):
        rows = [(number * 1000 + n + 1, "x" * 90, "red", n) for n in range(1000)]
        one.write(Insert(THING, list(rows)))
    assert (tmp_path / "replica.db-wal").stat().st_size < 24 << 20
