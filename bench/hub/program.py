"""The real `holdfast-hub`, founded in a folder and served in a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec

from hub.config import FILE, Config
from hub.founding import Founding, found
from hub.keys import load_keys
from node.clock import wall_clock_ms

_SERVE = "from hub.cli import main; main(prog_name='holdfast-hub')"


class _Ready(msgspec.Struct, frozen=True):
    address: str
    pid: int


class Hub:
    """Where it answers, and what it has used."""

    def __init__(self, address: str, token: str, pid: int) -> None:
        self.address, self._pid = address, pid
        self.headers = {"authorization": f"Bearer {token}"}
        self.client = httpx.Client(base_url=f"{address}/api/v1", headers=self.headers, timeout=60)

    def peak_rss_mib(self) -> float:
        """The most memory the process has ever held."""
        status = Path(f"/proc/{self._pid}/status").read_text(encoding="ascii")
        (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024


@contextmanager
def served(folder: Path) -> Iterator[Hub]:
    """A new hub from start to stop."""
    config = Config(folder=str(folder))
    found(config, Founding("ACME", "Acme", "hub"), wall_clock_ms, admin=None)
    (folder / FILE).write_text("[store]\nballast_bytes = 0\n", encoding="utf-8")
    serve = [sys.executable, "-c", _SERVE, "serve", "--data", str(folder), "--port", "0", "--json"]
    process = subprocess.Popen(serve, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        ready = msgspec.json.decode(process.stdout.readline(), type=_Ready)
        hub = Hub(ready.address, load_keys(folder).local_token, ready.pid)
        yield hub
        hub.client.close()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()
