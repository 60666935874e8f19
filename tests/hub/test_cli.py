"""The command line: what it makes, what it refuses, and its exit codes."""

import json
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from click.testing import CliRunner, Result

from hub.cli import main
from hub.identity import load_identity
from hub.store.files import highest_id
from node.row_ids import RESTORED_GAP

_READ = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI


def call(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        main,
        [*arguments, "--data", str(folder)],
        env={
            "HOLDFAST_HUB_STORE_BALLAST_BYTES": "0",
            "HOLDFAST_HUB_STORE_FREE_BYTES_MIN": "0",
            "HOLDFAST_HUB_HTTP_PORT": "0",
        },
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = call(tmp_path / "hub", "init", "--company", "ACME", "--json")
    assert made.exit_code == 0, made.output
    return tmp_path / "hub"


def test_init_makes_a_hub_once(folder: Path) -> None:
    again = call(folder, "init")
    assert again.exit_code == 1
    assert "exists already" in again.output
    assert (folder / "node.key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_code_is_issued_without_a_running_hub(folder: Path) -> None:
    issued = call(folder, "enrol", "NORTH", "--json")
    assert issued.exit_code == 0, issued.output
    assert len(json.loads(issued.output)["code"]) == 16


def test_check_backup_and_restore(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    checked = call(folder, "check", "--json")
    backed = call(folder, "backup", str(copy), "--json")
    twice = call(folder, "backup", str(copy))
    restored = call(folder, "restore", str(copy), "--json")

    assert (checked.exit_code, json.loads(checked.output)["ok"]) == (0, True)
    assert (backed.exit_code, twice.exit_code) == (0, 1)
    assert restored.exit_code == 0, restored.output
    assert json.loads(restored.output)["epoch"] > 1
    assert call(folder, "check").exit_code == 0
    aside = Path(json.loads(restored.output)["aside"])
    assert (aside / "hub.db").exists()
    assert _highest(folder) >= _highest(copy) + RESTORED_GAP


def _highest(path: Path) -> int:
    database = path / "hub.db" if path.is_dir() else path
    with closing(apsw.Connection(f"file:{database}?immutable=1", flags=_READ)) as connection:
        return highest_id(connection, load_identity(connection).number_first)


def test_a_damaged_database_is_set_aside_and_never_replaced(folder: Path) -> None:
    database = folder / "hub.db"
    damaged = bytearray(database.read_bytes())
    damaged[0:4096] = bytes(4096)
    database.write_bytes(bytes(damaged))
    for extra in ("hub.db-wal", "hub.db-shm"):
        (folder / extra).unlink(missing_ok=True)

    refused = call(folder, "serve")
    again = call(folder, "serve")

    assert (refused.exit_code, again.exit_code) == (1, 1)
    assert "nothing was deleted" in refused.output
    (aside,) = folder.glob("aside-*")
    assert (aside / "hub.db").read_bytes() == bytes(damaged)
    assert not database.exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("init", "--password", "short"), 2),
        (("enrol",), 2),
        (("nonsense",), 2),
        (("check",), 1),
        (("serve",), 1),
        (("doctor",), 1),
    ],
)
def test_exit_codes(tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    assert call(tmp_path / "nothing", *arguments).exit_code == code


def test_help_teaches() -> None:
    shown = CliRunner().invoke(main, ["--help"])
    for word in ("init", "serve", "check", "enrol", "backup", "restore", "doctor", "Exit codes"):
        assert word in shown.output
