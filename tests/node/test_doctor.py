"""The doctor: what it looks at, and what it says of each fault."""

from collections.abc import Callable
from pathlib import Path

import apsw
import msgspec
import pytest

from node.doctor import (
    CLOCK_MS_MIN,
    FSYNC_S_MAX,
    FSYNC_S_MIN,
    Examined,
    Subject,
    examine,
    judge_fsync,
)
from node.keys import create_secret
from node.sections import Http
from sync.store.sqlite.keys import log_id

NOW_MS = CLOCK_MS_MIN + 1_000_000


@pytest.fixture
def healthy(tmp_path: Path) -> Subject:
    folder, pages = tmp_path / "data", tmp_path / "pages"
    folder.mkdir(mode=0o700)
    pages.mkdir()
    (pages / "index.html").write_text("page")
    create_secret(folder / "node.key")
    record(folder / "node.db", NOW_MS)
    return Subject(
        node="site",
        made_by="make it",
        secrets="PINs",
        folder=folder,
        database=folder / "node.db",
        keys=("node.key",),
        pages=pages,
        http=Http(port=0, connections_per_address=1, concurrency=1),
        free_bytes_min=0,
        free_bytes_warn=0,
    )


def record(database: Path, *recorded_ms: int) -> None:
    """A log whose streams ended at these times."""
    connection = apsw.Connection(str(database))
    connection.execute(
        "CREATE TABLE IF NOT EXISTS s_stream(id INTEGER PRIMARY KEY);"
        "CREATE TABLE IF NOT EXISTS s_log(id INTEGER PRIMARY KEY, hlc)"
    )
    for stream, ms in enumerate(recorded_ms, start=1):
        connection.execute("INSERT OR IGNORE INTO s_stream VALUES(?)", (stream,))
        last = (log_id(stream, 1), ms << 16)
        connection.execute("INSERT OR REPLACE INTO s_log VALUES(?, ?)", last)
    connection.close()


def levels(examined: Examined) -> dict[str, str]:
    return {finding.name: finding.level for finding in examined.findings}


def test_a_healthy_node_has_nothing_bad(healthy: Subject) -> None:
    examined = examine(healthy, lambda: NOW_MS)
    looked = levels(examined)
    assert (examined.ok, set(looked.values()) <= {"ok", "warn"}) == (True, True)
    assert list(looked) == [
        "sqlite", "folder", "node.key", "database", "fsync", "disk", "clock", "log", "port",
        "tls", "pages",
    ]  # fmt: skip


def test_without_a_folder_it_says_how_to_make_one(healthy: Subject, tmp_path: Path) -> None:
    subject = msgspec.structs.replace(healthy, folder=tmp_path / "none")
    examined = examine(subject, lambda: NOW_MS)
    assert (examined.ok, levels(examined)["folder"]) == (False, "bad")
    assert "make a site: make it" in examined.findings[-1].detail


@pytest.mark.parametrize(
    ("name", "level", "harm"),
    [
        ("folder", "warn", lambda at: at.folder.chmod(0o755)),
        ("node.key", "bad", lambda at: (at.folder / "node.key").chmod(0o644)),
        ("database", "bad", lambda at: at.database.write_bytes(b"rubbish" * 1_000)),
        ("database", "bad", lambda at: at.database.unlink()),
        ("pages", "warn", lambda at: (at.pages / "index.html").unlink()),
        ("clock", "bad", lambda at: record(at.database, NOW_MS, NOW_MS + 600_000)),
    ],
)
def test_a_fault_is_named(
    healthy: Subject, name: str, level: str, harm: Callable[[Subject], object]
) -> None:
    harm(healthy)
    assert levels(examine(healthy, lambda: NOW_MS))[name] == level


def test_a_clock_that_was_never_set_is_bad(healthy: Subject) -> None:
    assert levels(examine(healthy, lambda: CLOCK_MS_MIN - 1))["clock"] == "bad"
    assert levels(examine(healthy, lambda: NOW_MS))["clock"] == "ok"


@pytest.mark.parametrize(
    ("host", "certificate", "level"),
    [("127.0.0.1", "", "ok"), ("192.0.2.1", "", "warn"), ("192.0.2.1", "/none.pem", "bad")],
)
def test_an_open_door_needs_tls(healthy: Subject, host: str, certificate: str, level: str) -> None:
    http = msgspec.structs.replace(healthy.http, host=host, tls_certificate=certificate)
    subject = msgspec.structs.replace(healthy, http=http)
    assert levels(examine(subject, lambda: NOW_MS))["tls"] == level


def test_too_little_room_is_bad_and_little_room_a_warning(healthy: Subject) -> None:
    for bounds, level in (
        ({"free_bytes_warn": 1 << 62}, "warn"),
        ({"free_bytes_min": 1 << 62}, "bad"),
    ):
        subject = msgspec.structs.replace(healthy, **bounds)
        assert levels(examine(subject, lambda: NOW_MS))["disk"] == level


@pytest.mark.parametrize(
    ("taken_s", "level"),
    [
        (FSYNC_S_MIN / 2, "warn"),
        (FSYNC_S_MIN, "ok"),
        (FSYNC_S_MAX, "ok"),
        (FSYNC_S_MAX * 2, "warn"),
    ],
)
def test_a_disk_too_fast_lies_and_one_too_slow_holds_up(taken_s: float, level: str) -> None:
    assert judge_fsync(taken_s).level == level
