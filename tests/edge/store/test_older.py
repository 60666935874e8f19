"""A folder made by an older program: what it lacks is made when it is opened."""

import re
import shutil
from pathlib import Path

import apsw
import pytest
from click.testing import CliRunner

from edge.admin.checking import check_folder
from edge.admin.making import Made
from edge.cli import main
from edge.export.files import write_list
from edge.opening import DATABASE, NotASite, open_folder
from edge.store.added import ADDED_DDL
from edge.store.local import LOCAL_DDL
from models.warehouse.catalogue import CATALOGUE, RULE
from sync.store.sqlite import Options
from sync.store.sqlite.open import open_file
from tests.edge.serving import FAST, Clock, Served, make

CAME_LATER = ("printer", "print_job", "audit", "key_scope", "webhook", "webhook_letter")
"""Tables that the first sites were made without, each of them empty in a new one."""
_SCHEMA = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name"
_MADE = re.compile(r"CREATE (INDEX|TRIGGER) IF NOT EXISTS (\w+)")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    folder = tmp_path_factory.mktemp("older") / "data"
    made = make(folder, Clock())
    open_folder(folder, Clock(), FAST).close()
    return folder, made


def older(folder: Path, *statements: str) -> None:
    """Undo what later programs made."""
    connection = open_file(folder / DATABASE, Options())
    for statement in statements:
        connection.execute(statement)
    connection.close()


def schema(folder: Path) -> list[tuple[object, ...]]:
    connection: apsw.Connection = open_file(folder / DATABASE, Options())
    try:
        return connection.execute(_SCHEMA).fetchall()
    finally:
        connection.close()


def test_a_folder_from_before_printing_prints(template: tuple[Path, Made], tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(template[0], folder)
    older(folder, *(f"DROP TABLE {name}" for name in CAME_LATER))
    with Served(template, folder, Clock()) as served:
        served.import_csv("items", "code\nTEA\n")
        printer = {"address": "127.0.0.1:9100"}
        made = served.client.put("/api/v1/printers/P1", json=printer, headers=served.key())
        assert made.status_code in (200, 201), made.text
        body = {"command_id": "print-0001", "kind": "item", "code": "TEA", "printer": "P1"}
        assert served.post("/api/v1/print", body).status_code == 202
        assert served.post("/api/v1/keys", {"name": "erp", "role": "viewer"}).status_code == 201
        acts = [row["act"] for row in served.get("/api/v1/audit").json()["items"]]
        assert acts[0] == "key_made"
    assert check_folder(folder, lambda *_: None).ok


def test_all_that_is_local_is_there_after_an_opening(
    template: tuple[Path, Made], tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(template[0], folder)
    whole = schema(folder)
    older(folder, *(f"DROP TABLE {name}" for name in CAME_LATER))
    made = _MADE.findall(LOCAL_DDL + ADDED_DDL)
    older(folder, *(f"DROP {kind} IF EXISTS {name}" for kind, name in made))
    assert len(whole) - len(schema(folder)) > 50
    open_folder(folder, Clock(), FAST).close()
    assert {row[1] for row in whole} - {row[1] for row in schema(folder)} == set()


def test_what_was_not_opened_yet_is_not_checked_but_said(
    template: tuple[Path, Made], tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(template[0], folder)
    version = f"UPDATE s_meta SET value={CATALOGUE.schema - 1} WHERE key='schema'"
    older(folder, version, "DROP TABLE audit_seal")
    with pytest.raises(NotASite, match="older program"):
        check_folder(folder, lambda *_: None)
    result = CliRunner().invoke(main, ["check", "--data", str(folder)])
    assert result.exit_code == 1
    open_folder(folder, Clock(), FAST).close()
    assert check_folder(folder, lambda *_: None).ok


def test_a_folder_from_before_pallets_came_whole_gets_the_column_and_its_index(
    template: tuple[Path, Made], tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(template[0], folder)
    whole = schema(folder)
    older(
        folder,
        "DROP INDEX unit_that_left",
        "ALTER TABLE handling_unit DROP COLUMN left_in",
        "DELETE FROM s_schema WHERE name='left_in'",
        f"UPDATE s_meta SET value={CATALOGUE.schema - 1} WHERE key='schema'",
    )
    open_folder(folder, Clock(), FAST).close()
    assert {row[1] for row in whole} - {row[1] for row in schema(folder)} == set()
    assert check_folder(folder, lambda *_: None).ok


def test_a_folder_whose_rules_had_no_code_gets_one(
    template: tuple[Path, Made], tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(template[0], folder)
    older(
        folder,
        "ALTER TABLE rule DROP COLUMN code",
        f"DELETE FROM s_schema WHERE table_id={RULE.id} AND name='code'",
        f"UPDATE s_meta SET value={CATALOGUE.schema - 1} WHERE key='schema'",
    )
    target = tmp_path / "rules.csv"
    with pytest.raises(NotASite, match="older program"):
        write_list(folder, "rules", target, "en", lambda _: None)
    with Served(template, folder, Clock()) as served:
        report = served.import_csv("rules", "rule,kind,every days\nC-1,count,30\n").json()
        assert (report["loaded"], report["refused"]) == (1, [])
    assert check_folder(folder, lambda *_: None).ok
    assert write_list(folder, "rules", target, "en", lambda _: None).rows == 1
