"""Several companies served by one command: a process and a port each, whatever happens to one."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from node.config import ConfigError
from node.sections import Http
from node.several import given_words, serve_each
from tests.edge.cli.conftest import START, Run

WAIT_S_MAX = 20.0
CODES = ("ACME", "GLOBEX")


class Both:
    """`holdfast-edge serve` of two sites."""

    def __init__(self, made: dict[str, dict[str, Any]], log: Path) -> None:
        self.made, self.log = made, log
        words = [word for each in made.values() for word in ("--data", each["folder"])]
        with log.open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START, "serve", "--json", *words],
                stdout=subprocess.PIPE, stderr=errors, text=True, cwd=Path(__file__).parents[3],
            )  # fmt: skip
        self.pids: dict[str, int] = {}
        self.addresses: dict[str, str] = {}
        self.hear(len(made))

    def hear(self, lines: int) -> None:
        """So many of them say that they are ready."""
        assert self.process.stdout is not None
        for _ in range(lines):
            ready = json.loads(self.process.stdout.readline())
            for code, each in self.made.items():
                if self._answers(ready["address"], each["key"]) == 200:
                    self.pids[code], self.addresses[code] = ready["pid"], ready["address"]

    def ask(self, at: str, whose: str) -> int:
        """The status of a question at one with a key of one."""
        return self._answers(self.addresses[at], self.made[whose]["key"])

    def _answers(self, address: str, key: str) -> int:
        headers = {"authorization": f"Bearer {key}"}
        return httpx.get(f"{address}/api/v1/orders", headers=headers, trust_env=False).status_code

    def end(self) -> int:
        """Told to stop; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(WAIT_S_MAX)


@pytest.fixture
def both(tmp_path: Path, run: Run) -> Iterator[Both]:
    made: dict[str, dict[str, Any]] = {}
    for code in CODES:
        folder = tmp_path / code.lower()
        result = run("init", "--data", folder, "--company", code, "--port", 0, "--zones", "A",
                     "--aisles", 1, "--bays", 1, "--json")  # fmt: skip
        assert result.exit_code == 0, result.output
        made[code] = json.loads(result.output)
    both = Both(made, tmp_path / "log")
    yield both
    if both.process.poll() is None:
        both.end()
    assert both.process.stdout is not None
    both.process.stdout.close()


def test_each_company_has_a_process_of_its_own_and_comes_back_alone(both: Both) -> None:
    assert {(at, whose): both.ask(at, whose) for at in CODES for whose in CODES} == {
        ("ACME", "ACME"): 200, ("ACME", "GLOBEX"): 401,
        ("GLOBEX", "ACME"): 401, ("GLOBEX", "GLOBEX"): 200,
    }  # fmt: skip
    before = dict(both.pids)
    assert len({both.process.pid, *before.values()}) == 3
    os.kill(before["ACME"], signal.SIGKILL)
    assert both.ask("GLOBEX", "GLOBEX") == 200
    both.hear(1)
    assert both.ask("ACME", "ACME") == 200
    assert both.pids["ACME"] != before["ACME"]
    assert both.pids["GLOBEX"] == before["GLOBEX"]
    assert both.end() == 0
    for each in both.made.values():
        assert not Path(each["folder"], "edge.db-wal").exists()
    logged = [json.loads(line) for line in both.log.read_text().splitlines()]
    assert {line["folder"] for line in logged} <= {"acme", "globex"}
    assert not [line for line in logged if {"acme", "globex"} <= set(json.dumps(line).split('"'))]


def test_a_site_that_is_stopped_by_itself_stays_stopped(both: Both) -> None:
    ended = select.poll()
    process = os.pidfd_open(both.pids["ACME"])
    ended.register(process, select.POLLIN)
    os.kill(both.pids["ACME"], signal.SIGTERM)
    assert ended.poll(WAIT_S_MAX * 1000)
    os.close(process)
    assert both.ask("GLOBEX", "GLOBEX") == 200
    os.kill(both.pids["GLOBEX"], signal.SIGTERM)
    assert both.process.wait(WAIT_S_MAX) == 0


def test_two_sites_cannot_have_one_port() -> None:
    wanted = {Path("a"): Http(port=8080, connections_per_address=1, concurrency=1),
              Path("b"): Http(port=8080, connections_per_address=1, concurrency=1)}  # fmt: skip
    with pytest.raises(ConfigError, match="port 8080 is wanted by another folder too"):
        serve_each("edge.cli", wanted, [])


def test_only_what_was_given_is_handed_on() -> None:
    given = {"--host": "::1", "--port": None, "--json": True, "--quiet": False, "--n": 0}
    assert given_words(given) == ["--host", "::1", "--json", "--n", "0"]
