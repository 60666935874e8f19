"""The audit trail: whoever changes a row of it is found out, wherever it is."""

import random
from collections.abc import Callable
from typing import Any

import apsw
import pytest

from edge.store.added import PEOPLE_DDL
from edge.store.audit import TRAIL, Act, Who, broken, note
from edge.store.sealing import seal
from models.warehouse.ids import COUNTER_BITS
from tests.edge.site import TestSite

ROWS = 1_000
SITE, NODE = 22, 5


@pytest.fixture(scope="module")
def trail() -> apsw.Connection:
    """A thousand rows, with the tables of the signed log that a check asks."""
    connection = apsw.Connection(":memory:")
    connection.execute(
        PEOPLE_DDL + "CREATE TABLE audit_seal(id, warehouse_id, seq, hash, at_ms);"
        "CREATE TABLE s_stream(epoch); CREATE TABLE s_meta(key, value);"
        "INSERT INTO s_meta VALUES('epoch', 1)"
    )
    connection.execute("BEGIN")
    for at in range(ROWS):
        act = Act(("login", "logout")[at % 2], Who(1 + at % 7, 2, 0), f"badge {at}", "how")
        note(connection, act, 1_000 * at)
    connection.execute("COMMIT")
    sealed = TRAIL.head(connection)
    values = (NODE << COUNTER_BITS | 1, SITE, sealed.seq, sealed.hash.hex(), 1_000 * ROWS)
    connection.execute("INSERT INTO audit_seal VALUES(?,?,?,?,?)", values)
    return connection


def found(trail: apsw.Connection) -> list[str]:
    return [subject for subject, _ in broken(trail, SITE, NODE)]


def test_a_trail_nobody_touched_holds(trail: apsw.Connection) -> None:
    assert found(trail) == []


def test_a_change_of_any_row_is_located(trail: apsw.Connection) -> None:
    columns = ("at_ms", "act", "person_id", "device_id", "key_id", "subject", "detail", "hash")
    for seq in range(1, ROWS + 1):
        column = columns[seq % len(columns)]
        altered = (
            "x'00'" if column == "hash" else "99" if column.endswith(("_id", "_ms")) else "'no'"
        )
        trail.execute("SAVEPOINT one")
        trail.execute(f"UPDATE audit SET {column}={altered} WHERE seq=?", (seq,))
        named = found(trail)
        assert f"audit row {seq}" in named, (seq, column)
        assert set(named) <= {f"audit row {seq}", f"audit row {seq + 1}"}
        trail.execute("ROLLBACK TO one")
        trail.execute("RELEASE one")


@pytest.mark.parametrize("seq", [1, 500, 999])
def test_a_row_that_was_taken_out_is_missed(trail: apsw.Connection, seq: int) -> None:
    trail.execute("SAVEPOINT one")
    trail.execute("DELETE FROM audit WHERE seq=?", (seq,))
    assert f"audit row {seq}" in found(trail)
    trail.execute("ROLLBACK TO one")


def rewritten(trail: apsw.Connection, seed: int) -> None:
    """All rows again with new hashes, one of them another."""
    kept: list[tuple[Any, ...]] = trail.execute(
        "SELECT at_ms, act, person_id, device_id, key_id, subject, detail FROM audit ORDER BY seq"
    ).fetchall()
    trail.execute("DELETE FROM audit")
    victim = random.Random(seed).randrange(ROWS)
    for place, (at_ms, act, person, device, key, subject, detail) in enumerate(kept):
        if place == victim:
            subject = "somebody else"
        note(trail, Act(act, Who(person, device, key), subject, detail), at_ms)


def cut(trail: apsw.Connection, seed: int) -> None:
    """The last rows gone."""
    trail.execute("DELETE FROM audit WHERE seq>?", (ROWS - 1 - seed,))


@pytest.mark.parametrize("forge", [rewritten, cut])
def test_a_trail_made_anew_does_not_bear_out_its_seal(
    trail: apsw.Connection, forge: Callable[[apsw.Connection, int], None]
) -> None:
    trail.execute("SAVEPOINT one")
    forge(trail, 3)
    assert found(trail) == [f"audit row {ROWS}"]
    trail.execute("ROLLBACK TO one")


def test_what_a_restore_lost_is_excused_only_by_a_life_the_log_knows(
    trail: apsw.Connection,
) -> None:
    trail.execute("SAVEPOINT one")
    cut(trail, 9)
    note(trail, Act("restored", subject="77"), 2_000 * ROWS)
    assert found(trail) == [f"audit row {ROWS}"]
    trail.execute("INSERT INTO s_stream VALUES(77)")
    assert found(trail) == []
    trail.execute("ROLLBACK TO one")


def test_the_head_is_sealed_in_the_signed_log_once(site: TestSite) -> None:
    site.store.connection.execute(PEOPLE_DDL)
    site.store.begin()
    seal(site.recorder, site.site, site.clock())  # of nothing
    site.store.commit()
    for _ in range(2):
        site.store.begin()
        note(site.store.connection, Act("login", Who(1, 1)), site.clock())
        seal(site.recorder, site.site, site.clock())
        seal(site.recorder, site.site, site.clock())
        site.store.commit()
    sealed = site.store.connection.execute(
        "SELECT seq, hash FROM audit_seal ORDER BY id"
    ).fetchall()
    assert [seq for seq, _ in sealed] == [1, 2]
    assert sealed[-1][1] == TRAIL.head(site.store.connection).hash.hex()
    assert list(broken(site.store.connection, site.site.warehouse_id, site.store.me.number)) == []
