"""What the browser tests need of an edge: an address, a way in, and the list of what it recorded.

`FixtureEdge` is the pretend floor of web/dev, for looks and errors; `RealEdge` in `site.py` is the
program itself. Both offer the methods of `EdgeServer`.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import urlopen

from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parents[2]
Event = dict[str, str | int | float]
"""A key as the browser's debugging protocol takes it."""
FIXTURE = ROOT / "web" / "dev" / "fixture.py"


class EdgeServer(Protocol):
    """An edge with at least 20 pick tasks for one worker; stops and starts on one port."""

    url: str
    badge: str
    pin: str

    @property
    def enrolment_code(self) -> str:
        """A one-time code for a tablet."""

    def start(self) -> None:
        """Serve; returns when the address answers."""

    def stop(self) -> None:
        """Gone at once, as when the plug is pulled."""

    def recorded(self) -> list[str]:
        """The command ids that took effect, oldest first, each as often as it did."""


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class FixtureEdge:
    """The development server as an edge; its journal survives a stop."""

    enrolment_code = "K7QD-93HM"
    badge = "4711"
    pin = "1234"

    def __init__(
        self, folder: Path, role: str = "edge", rows: int = 24, extra: tuple[str, ...] = ()
    ) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}/"
        self.journal = folder / "commands.jsonl"
        options = [
            "--port",
            str(self.port),
            "--rows",
            str(rows),
            "--journal",
            str(self.journal),
            *extra,
        ]
        self._command = [sys.executable, str(FIXTURE), role, *options]
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Serve; the process prints its address when it listens."""
        assert self._process is None
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline().startswith("http")

    def stop(self) -> None:
        """SIGKILL: nothing is written after it."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def recorded(self) -> list[str]:
        """Command ids in the journal."""
        if not self.journal.exists():
            return []
        return [json.loads(line)["command_id"] for line in self.journal.read_text().splitlines()]


class Chromium:
    """A browser that we started and may kill; its profile outlives it."""

    FLAGS = (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--remote-debugging-port=0",
        "--lang=en",
    )

    def __init__(self, path: str, profile: Path, width: int = 1280, height: int = 800) -> None:
        self._profile = profile
        (profile / "DevToolsActivePort").unlink(missing_ok=True)
        command = [
            path,
            *self.FLAGS,
            f"--user-data-dir={profile}",
            f"--window-size={width},{height}",
            "about:blank",
        ]
        self._process = subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self.endpoint = self._endpoint()

    def wait(self) -> None:
        """Until it has ended by itself."""
        self._process.wait(timeout=30)
        if self._process.stderr is not None:
            self._process.stderr.close()

    def kill(self) -> None:
        """As the power switch does: every process of this browser, at once."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def press(self, address: str, events: Sequence[Event]) -> None:
        """Hands keys to the page at this address without waiting between them."""
        port = urlsplit(self.endpoint).port
        with urlopen(f"http://127.0.0.1:{port}/json/list", timeout=30) as answer:
            targets = json.load(answer)
        page = next(one for one in targets if one["url"].startswith(address))
        with connect(page["webSocketDebuggerUrl"]) as wire:
            for number, event in enumerate(events):
                wire.send(
                    json.dumps({"id": number, "method": "Input.dispatchKeyEvent", "params": event})
                )
            left = set(range(len(events)))
            while left:
                left.discard(json.loads(wire.recv(timeout=30)).get("id"))

    def _endpoint(self) -> str:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            found = re.search(r"DevTools listening on (ws://\S+)", line)
            if found:
                return found.group(1)
        raise AssertionError("the browser ended before it listened")
