"""The real programs as processes: started until they say that they are ready, ended by SIGKILL."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

HOST = "127.0.0.1"
READY_S_MAX, PAUSE_S = 60.0, 0.005


# As installed: byte code is kept. No time goes into a reserve of disk space.
AS_INSTALLED = (
    "env",
    "-u",
    "PYTHONDONTWRITEBYTECODE",
    *(f"HOLDFAST_{name}_STORE_BALLAST_BYTES=0" for name in ("EDGE", "HUB")),
    sys.executable,
    "-c",
)


def say(program: str, *words: str) -> dict[str, object]:
    """What a command that ends by itself answers."""
    command = [*AS_INSTALLED, _entry(program), *words, "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    told: dict[str, object] = json.loads(done.stdout)
    return told


def floor_s() -> float:
    """Seconds to load the two libraries that both programs stand on, and nothing of ours."""
    started = time.perf_counter()
    subprocess.run([*AS_INSTALLED, "import litestar, apsw"], check=True)
    return time.perf_counter() - started


def _entry(program: str) -> str:
    return f"from {program}.cli import main; main()"


class Node:
    """`edge` or `hub` with its folder and its port."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program, self.folder = program, folder
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = int(probe.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> float:
        """Seconds from the start of the process to the first good answer of /readyz."""
        assert self._process is None
        words = ["serve", "--data", str(self.folder), "--port", str(self.port)]
        started = time.perf_counter()
        self._process = subprocess.Popen(
            [*AS_INSTALLED, _entry(self.program), *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not self._is_ready():
            assert self._process.poll() is None, f"{self.program} ended while starting"
            assert time.perf_counter() - started < READY_S_MAX, f"{self.program} is not ready"
            time.sleep(PAUSE_S)
        return time.perf_counter() - started

    def kill(self) -> None:
        """As a power switch would; nothing happens to a node that does not run."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def call(self, path: str, key: str, body: Mapping[str, object] | None = None) -> bytes:
        """One request with a key; the body of the answer."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=READY_S_MAX)
        headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        method = "GET" if body is None else "POST"
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        assert answer.status == 200, (path, answer.status, said[:200])
        return said

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=READY_S_MAX)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()
