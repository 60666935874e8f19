"""A served site as a process: ready, busy, stopped, killed, damaged, out of room."""

import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.edge.cli.conftest import Program, Run

Start = Callable[..., Program]


def take(program: Program, number: int) -> int:
    body = {
        "type": "adjust", "command_id": f"adjust-{number:05}", "item": "TEA",
        "location": "A-01-01-1", "quantity": 1, "reason": "found",
    }  # fmt: skip
    return program.call("POST", "/api/v1/commands", body).status_code


@pytest.fixture
def stocked(run: Run, made: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "items.csv"
    file.write_text("code\nTEA\n")
    assert run("import", file, "--kind", "items", "--data", made["folder"]).exit_code == 0
    return made


def test_a_site_serves_until_it_is_told_to_stop(
    run: Run, stocked: dict[str, Any], start: Start, tmp_path: Path
) -> None:
    program = start(stocked)
    assert program.call("GET", "/readyz").json() == {"status": "ok", "reasons": []}
    assert take(program, 1) == 200
    # The same commands work beside the running program.
    assert run("serve", "--data", stocked["folder"]).exit_code == 1
    assert run("check", "--data", stocked["folder"]).exit_code == 0
    assert run("backup", tmp_path / "b.db", "--data", stocked["folder"]).exit_code == 0
    assert run("add-person", "Bo", "--data", stocked["folder"]).exit_code == 0
    file = tmp_path / "more.csv"
    file.write_text("code\nCUP\n")
    result = run("import", file, "--kind", "items", "--data", stocked["folder"])
    assert (result.exit_code, "Loaded 1" in result.output) == (0, True)
    metrics = program.call("GET", "/metrics").text
    assert "holdfast_scans_total 1" in metrics
    assert "holdfast_ready 1" in metrics
    code, errors = program.end()
    assert code == 0, errors
    assert not Path(stocked["folder"], "edge.db-wal").exists()


def test_what_was_acknowledged_survives_a_kill(
    run: Run, stocked: dict[str, Any], start: Start
) -> None:
    acknowledged = 0
    for attempt in range(3):
        program = start(stocked)
        for number in range(20):
            assert take(program, attempt * 100 + number) == 200
            acknowledged += 1
        program.end(signal.SIGKILL)
    program = start(stocked)
    rows = program.call("GET", "/api/v1/stock?item=TEA").json()["items"]
    assert [row["on_hand"] for row in rows] == [acknowledged]
    assert program.end()[0] == 0
    assert run("check", "--data", stocked["folder"]).exit_code == 0


@pytest.mark.parametrize("damage", [b"", b"rubbish" * 5_000])
def test_a_damaged_database_is_set_aside_and_never_replaced(
    made: dict[str, Any], start: Start, damage: bytes
) -> None:
    database = Path(made["folder"], "edge.db")
    database.write_bytes(damage)
    code, errors = start(made).end()
    assert code == 1
    assert "nothing was deleted" in errors
    (aside,) = Path(made["folder"]).glob("aside-*")
    assert (aside / "edge.db").read_bytes() == damage
    assert not database.exists()
    code, errors = start(made).end()
    assert (code, "restore" in errors) == (1, True)
    assert not database.exists()


def test_secrets_others_can_read_stop_the_start(made: dict[str, Any], start: Start) -> None:
    Path(made["folder"], "node.key").chmod(0o644)
    code, errors = start(made).end()
    assert (code, "chmod 600" in errors) == (1, True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Sixteen megabytes, where this user may mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_refuses_writes_and_recovers_by_itself(
    run: Run, stocked: dict[str, Any], start: Start, small_disk: Path
) -> None:
    folder = small_disk / "site"
    Path(stocked["folder"], "ballast").unlink()
    shutil.copytree(stocked["folder"], folder)
    (folder / "edge.toml").write_text(
        "[http]\nport = 0\n[store]\nballast_bytes = 1048576\nfree_bytes_min = 1048576\n"
    )
    program = start({**stocked, "folder": str(folder)})
    assert take(program, 1) == 200
    filler = small_disk / "filler"
    fill(filler)
    number, status = 2, 200
    while status == 200:
        status = take(program, number)
        number += 1
        assert number < 20_000
    refused = program.call("GET", "/api/v1/stock?item=TEA")
    assert status == 507
    held = refused.json()["items"][0]["on_hand"]
    assert held == number - 2
    filler.unlink()
    wait_until_written(program, number)
    assert program.end()[0] == 0
    assert run("check", "--data", folder).exit_code == 0


def fill(file: Path) -> None:
    """Take all the room there is."""
    with file.open("wb", buffering=0) as opened, suppress(OSError):
        while True:
            opened.write(b"x" * 65_536)


def wait_until_written(program: Program, number: int) -> None:
    """Recovery takes a second or two: ask until it is there."""
    for _ in range(2_000):
        if take(program, number) == 200:
            return
    raise AssertionError("the site did not recover")
