"""The reserve on the disk, the lock on the folder, tasks that are started again."""

import asyncio
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from node.disk import Disk
from node.lock import FolderBusy, FolderLock, holder_of
from node.logs import start_logs
from node.supervise import Supervisor


def test_the_reserve_is_real_and_comes_back(tmp_path: Path) -> None:
    disk = Disk(tmp_path, ballast_bytes=3 << 20, free_bytes_min=1)
    assert not disk.holds_ballast()
    assert disk.lay_ballast()
    file = tmp_path / "ballast"
    assert file.stat().st_size == 3 << 20
    assert file.stat().st_blocks * 512 >= 3 << 20
    assert disk.free_ballast()
    assert not disk.free_ballast()
    assert disk.lay_ballast()


def test_no_reserve_is_laid_where_it_would_take_the_last_room(tmp_path: Path) -> None:
    disk = Disk(tmp_path, ballast_bytes=1, free_bytes_min=1 << 60)
    assert disk.is_low()
    assert not disk.lay_ballast()


def test_one_program_per_folder_and_others_learn_its_address(tmp_path: Path) -> None:
    assert holder_of(tmp_path) is None
    with FolderLock(tmp_path) as lock:
        lock.tell("http://127.0.0.1:1")
        assert holder_of(tmp_path) == "http://127.0.0.1:1"
        with pytest.raises(FolderBusy):
            FolderLock(tmp_path)
    assert holder_of(tmp_path) is None
    FolderLock(tmp_path).release()


def test_a_task_that_fails_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("node.supervise.FIRST_S", 0.0)
    runs: list[int] = []

    async def main() -> int:
        done = asyncio.Event()

        async def work() -> None:
            runs.append(len(runs))
            if len(runs) < 3:
                raise OSError("again")
            done.set()

        supervisor = Supervisor()
        supervisor.start("work", work)
        await done.wait()
        await supervisor.stop()
        return supervisor.restarts

    assert asyncio.run(main()) == 2


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    yield io.StringIO()
    structlog.reset_defaults()


def test_logs_are_json_and_keep_secrets(stream: io.StringIO) -> None:
    start_logs(stream=stream)
    structlog.get_logger("x").info("login", pin="1234", Token="abc", badge="B1")
    line = json.loads(stream.getvalue())
    assert (line["event"], line["pin"], line["Token"], line["badge"]) == (
        "login", "hidden", "hidden", "B1",
    )  # fmt: skip
