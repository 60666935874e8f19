"""Who did what at headquarters, and from where; whoever changes a row of it is found out."""

from pathlib import Path
from typing import Any

import apsw
import pytest

from hub.check.report import check_file
from hub.keys import load_keys
from hub.store.audit import Act, broken, note
from hub.store.schema import LOCAL_DDL
from sync.store.sqlite import Options
from sync.store.sqlite.open import open_file
from tests.hub.world import PASSWORD, QUICK, Hub, Site, World, enrol_body

ROWS = 1_000
ADMIN = {"name": "ada", "password": PASSWORD}
COMMAND = {"command_id": "c-0000001", "type": "release_orders", "orders": ["D"]}


async def trail(hub: Hub, **query: object) -> list[tuple[str, str, str, str]]:
    """(act, who, subject, detail), oldest first."""
    rows = (await hub.get("/audit", **query))["items"]
    return [(row["act"], row["who"], row["subject"], row["detail"]) for row in reversed(rows)]


def test_each_change_is_kept_with_who_made_it(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        local = hub.client.headers["authorization"]
        await hub.enrol("BONN")
        await hub.log_in("ada")
        await hub.post("/users", {"name": "bo", "password": PASSWORD, "role": "planner"}, 201)
        made = await hub.post("/keys", {"name": "erp", "role": "planner"}, 201)
        key = {"authorization": f"Bearer {made['key']}"}
        await hub.client.post("/items", json={"code": "TEA"}, headers=key)
        field = {"kind": "text", "label_en": "Colour"}
        assert (await hub.client.put("/custom-fields/item/colour", json=field)).status_code < 300
        for _ in range(2):  # the second time it does nothing
            await hub.post("/sites/BONN/commands", COMMAND, 202)
        assert (await hub.client.delete("/keys/erp")).status_code == 204
        assert (await hub.client.delete("/users/bo")).status_code == 204
        assert (await hub.client.delete("/users/bo")).status_code == 404
        assert (await hub.client.delete("/session")).status_code == 204
        hub.client.headers["authorization"] = local
        assert await trail(hub) == [
            ("code_issued", "local operator", "BONN", ""),
            ("computer_enrolled", "", "mini-pc", (await trail(hub))[1][3]),
            ("login", "ada", "", ""),
            ("person_added", "ada", "bo", "planner"),
            ("key_made", "ada", "erp", "planner"),
            ("item_added", "erp", "TEA", ""),
            ("field_defined", "ada", "item:colour", ""),
            ("command_sent", "ada", "BONN release_orders", "c-0000001"),
            ("key_revoked", "ada", "erp", ""),
            ("person_put_out", "ada", "bo", ""),
            ("logout", "ada", "", ""),
        ]
        assert await trail(hub, who="erp") == [("item_added", "erp", "TEA", "")]
        assert await trail(hub, act="login") == [("login", "ada", "", "")]
        first = await hub.get("/audit", limit=6)
        rest = await hub.get("/audit", limit=6, cursor=first["next_cursor"])
        numbers = [row["number"] for row in (*first["items"], *rest["items"])]
        assert numbers == list(range(11, 0, -1))
        assert rest["next_cursor"] is None
        assert {row["address"] for row in first["items"]} == {"127.0.0.1"}

    world.run(scenario)


def test_what_was_refused_is_kept_too(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        viewer = (await hub.post("/keys", {"name": "eyes", "role": "viewer"}, 201))["key"]
        local = hub.client.headers["authorization"]
        hub.client.headers["authorization"] = f"Bearer {viewer}"
        for _ in range(3):
            assert (await hub.client.post("/items", json={"code": "TEA"})).status_code == 403
        assert (await hub.client.get("/audit")).status_code == 403
        del hub.client.headers["authorization"]
        wrong = {**ADMIN, "password": "guessed wrong"}
        assert (await hub.client.post("/session", json=wrong)).status_code == 401
        computer = Site(world.folder, world.clock)
        stray = await hub.client.post("/enrol", json=enrol_body(computer, "AAAA-BBBB-CCCC"))
        assert stray.status_code == 403
        hub.client.headers["authorization"] = local

    world.run(scenario)  # what was refused is written now and then, and at the end

    async def later(hub: Hub) -> None:
        assert sorted(await trail(hub)) == [
            ("enrolment_refused", "", "mini-pc", "code_refused"),
            ("key_made", "local operator", "eyes", "viewer"),
            ("login_refused", "", "ada", ""),
            ("refused", "eyes", "GET /api/v1/audit", ""),
            ("refused", "eyes", "POST /api/v1/items", ""),
        ]

    world.run(later)


def test_check_names_a_row_that_was_altered(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        for code in ("TEA", "CUP", "POT"):
            await hub.post("/items", {"code": code}, 201)

    world.run(scenario)
    database = world.config.database
    assert rules_broken(database) == {}
    with_checksums = open_file(database, QUICK)
    with_checksums.execute("UPDATE hub_audit SET who='somebody else' WHERE seq=2")
    with_checksums.close()
    assert rules_broken(database) == {"audit": 1}


def rules_broken(database: Path) -> dict[str, int]:
    """What a check counts."""
    signing = load_keys(database.parent).signing
    report = check_file(database, signing, lambda *_: None, Options())
    return report.counts


@pytest.fixture(scope="module")
def rows() -> apsw.Connection:
    """A thousand rows."""
    connection = apsw.Connection(":memory:")
    start = LOCAL_DDL.index("CREATE TABLE IF NOT EXISTS hub_audit")
    connection.execute(LOCAL_DDL[start : LOCAL_DDL.index(";", start) + 1])
    connection.execute("BEGIN")
    for at in range(ROWS):
        note(connection, Act("login", at, f"p{at}", "10.0.0.1", "s", "d"), 1_000 * at)
    connection.execute("COMMIT")
    return connection


def test_a_change_of_any_row_is_located(rows: apsw.Connection) -> None:
    assert list(broken(rows)) == []
    columns = ("at_ms", "act", "who_id", "who", "address", "subject", "detail", "hash")
    for seq in range(1, ROWS + 1):
        column = columns[seq % len(columns)]
        value: Any = b"\0" if column == "hash" else -1 if column in ("at_ms", "who_id") else "no"
        rows.execute("SAVEPOINT one")
        rows.execute(f"UPDATE hub_audit SET {column}=? WHERE seq=?", (value, seq))
        named = {subject for subject, _ in broken(rows)}
        assert f"audit row {seq}" in named, (seq, column)
        assert named <= {f"audit row {seq}", f"audit row {seq + 1}"}
        rows.execute("ROLLBACK TO one")


@pytest.mark.parametrize("gone", [1, 2, ROWS - 1])
def test_a_row_that_was_taken_out_is_missed(rows: apsw.Connection, gone: int) -> None:
    rows.execute("SAVEPOINT one")
    rows.execute("DELETE FROM hub_audit WHERE seq=?", (gone,))
    assert f"audit row {gone}" in {subject for subject, _ in broken(rows)}
    rows.execute("ROLLBACK TO one")


def test_a_database_from_before_there_was_a_trail_is_no_broken_one() -> None:
    assert list(broken(apsw.Connection(":memory:"))) == []
