"""Backups that must be proved, damaged files that are kept, readers that are bounded."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import apsw
import pytest

from node import readers
from node.aside import damage_text, set_aside
from node.backup import BackupError, file_digest, proved_copy
from node.http.problems import Problem
from node.proof import FINDINGS_MAX, Finding, Notes
from node.readers import Readers
from sync.store.sqlite import Options


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "node.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE fact(n)")
    connection.execute("INSERT INTO fact VALUES(7)")
    connection.commit()
    connection.close()
    return path


def rows(path: Path) -> list[object]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT n FROM fact").fetchall()
    connection.close()
    return found


def silent(_: str, __: int, ___: int) -> None:
    """Nobody watches."""


def test_a_copy_bears_its_name_once_it_is_proved(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "out" / "copy.db"

    def prove(copy: Path) -> list[object]:
        assert not target.exists()
        return rows(copy)

    assert proved_copy(database, target, Options(), silent, prove) == [(7,)]
    assert rows(target) == [(7,)]
    with pytest.raises(BackupError, match="exists already and is kept"):
        proved_copy(database, target, Options(), silent, prove)


def test_a_copy_that_does_not_hold_leaves_nothing(database: Path, tmp_path: Path) -> None:
    def prove(_: Path) -> None:
        raise BackupError("stock does not add up")

    with pytest.raises(BackupError, match="stock does not add up"):
        proved_copy(database, tmp_path / "out" / "copy.db", Options(), silent, prove)
    assert list((tmp_path / "out").iterdir()) == []


def test_nothing_is_copied_where_nothing_is(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="holds no database"):
        proved_copy(tmp_path / "none.db", tmp_path / "copy.db", Options(), silent, rows)


def test_a_digest_does_not_depend_on_how_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    assert file_digest(file).startswith("e3b0c44298fc1c14")


def test_damaged_files_are_kept_together_and_never_overwritten(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    folders = []
    for body in (b"first", b"second"):
        database.write_bytes(body)
        (tmp_path / "node.db-wal").write_bytes(body)
        (tmp_path / "other").write_bytes(b"stays")
        folders.append(set_aside(database, 0))
    assert [sorted(file.name for file in folder.iterdir()) for folder in folders] == [
        ["node.db", "node.db-wal"]
    ] * 2
    assert [(folder / "node.db").read_bytes() for folder in folders] == [b"first", b"second"]
    assert [folder.name for folder in folders] == [
        "aside-19700101T000000Z",
        "aside-19700101T000000Z-2",
    ]
    assert not database.exists()
    told = damage_text("page 3", folders[0], "Restore the last backup.")
    assert "page 3" in told
    assert told.endswith("nothing was deleted. Restore the last backup.")


def test_all_findings_are_counted_and_the_first_kept() -> None:
    notes = Notes()
    notes.add("negative", ((f"item {n}", -n) for n in range(FINDINGS_MAX + 1)))
    notes.add("fine", ())
    assert notes.counts == {"negative": FINDINGS_MAX + 1}
    assert len(notes.findings) == FINDINGS_MAX
    assert notes.findings[1] == Finding("negative", "item 1", "-1")


def open_in_memory() -> apsw.Connection:
    return apsw.Connection(":memory:")


def test_a_question_sees_one_moment_and_ends_its_transaction() -> None:
    asking = Readers(open_in_memory, 1)

    def both(connection: apsw.Connection, add: int) -> tuple[bool, object]:
        return connection.in_transaction, connection.execute("SELECT 1 + ?", (add,)).get

    async def main() -> tuple[bool, object]:
        return await asking.run(both, add=2)

    assert asyncio.run(main()) == (True, 3)
    assert asking.waiting == 0
    with pytest.raises(ZeroDivisionError):
        asking.now(lambda _: 1 // 0)
    assert asking.now(both, 1) == (True, 2)
    asking.close()


def test_more_questions_than_the_bound_are_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "WAITING_MAX", 2)
    asking, go = Readers(open_in_memory, 1), threading.Event()

    async def main() -> Problem:
        waiting = [asyncio.ensure_future(asking.run(lambda _: go.wait(10))) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Problem) as turned_away:
            await asking.run(lambda _: True)
        go.set()
        assert await asyncio.gather(*waiting) == [True, True]
        return turned_away.value

    problem = asyncio.run(main())
    assert (problem.status, problem.code, problem.retry_after_s) == (503, "busy", 1)
    asking.close()
