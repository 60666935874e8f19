"""The command line in this process, and a served site in a process of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from edge.cli import main

Run = Callable[..., Result]
START = "from edge.cli import main; main()"


@pytest.fixture
def run() -> Run:
    """`run("check", "--data", folder)`."""

    def call(*words: object) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words])

    return call


@pytest.fixture
def made(tmp_path: Path, run: Run) -> dict[str, Any]:
    """A site made by `init`: what it printed."""
    result = run(
        "init", "--data", tmp_path / "site", "--warehouse", "NORTH", "--port", 0, "--zones", "A",
        "--aisles", 1, "--bays", 3, "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.output)
    return told


class Program:
    """`holdfast-edge serve` as a process."""

    def __init__(self, folder: str, key: str, *words: str) -> None:
        command = [sys.executable, "-c", START, "serve", "--data", folder, "--json", *words]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[3],
        )  # fmt: skip
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.ready: dict[str, Any] = json.loads(line) if line else {}
        headers = {"authorization": f"Bearer {key}"}
        self.client = httpx.Client(headers=headers, trust_env=False)

    def call(self, method: str, path: str, body: object = None) -> httpx.Response:
        """One request with the first key."""
        url = f"{self.ready['address']}{path}"
        return self.client.request(method, url, json=body)

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Stop it; exit code and what it wrote to standard error."""
        self.client.close()
        if self.process.poll() is None:
            os.kill(self.process.pid, how)
        _, errors = self.process.communicate(timeout=20)
        return self.process.returncode, errors


@pytest.fixture
def start() -> Iterator[Callable[..., Program]]:
    """Serve a folder; whatever still runs at the end is killed."""
    programs: list[Program] = []

    def serve(made: dict[str, Any], *words: str) -> Program:
        programs.append(Program(made["folder"], made["key"], *words))
        return programs[-1]

    yield serve
    for program in programs:
        program.end(signal.SIGKILL)
