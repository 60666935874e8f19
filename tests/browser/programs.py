"""The real programs as the pages meet them: made by their commands, each its own process."""

import json
import subprocess
import time
from pathlib import Path

import httpx

from tests.demo.programs import command, environment, free_port

HUB, EDGE = "holdfast-hub", "holdfast-edge"
ENVIRONMENT = {
    **environment(),
    "HOLDFAST_EDGE_STORE_BALLAST_BYTES": "0",
    "HOLDFAST_EDGE_LINK_ANNOUNCE": "false",
    "HOLDFAST_HUB_STORE_BALLAST_BYTES": "0",
}
WAIT_S_MAX = 30.0
PAUSE_S = 0.05
Json = dict[str, object]


def told(program: str, *arguments: str) -> Json:
    """What a command that runs to a good end says with --json."""
    done = subprocess.run(
        [*command(program, *arguments), "--json"], env=ENVIRONMENT, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{program} {arguments}: {done.stderr}{done.stdout}"
    answer: Json = json.loads(done.stdout)
    return answer


class Program:
    """A node that is served from its data folder; its port stays the same."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program, self.folder = program, folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[str] | None = None

    def start(self, *options: str) -> None:
        """Serve; it prints one line when it is ready."""
        assert self._process is None
        log = self.folder.with_name(f"{self.folder.name}.log")
        serve = ("serve", "--data", str(self.folder), "--port", str(self.port), "--json")
        with log.open("a") as errors:
            self._process = subprocess.Popen(
                command(self.program, *serve, *options),
                stdout=subprocess.PIPE,
                stderr=errors,
                env=ENVIRONMENT,
                text=True,
                start_new_session=True,
            )
        assert self._process.stdout is not None
        assert "ready" in self._process.stdout.readline(), log.read_text()[-3000:]

    def stop(self) -> None:
        """SIGKILL: nothing is written after it."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None


class Calls:
    """HTTP calls with a key or with cookies; an answer outside 2xx fails the test."""

    def __init__(self, address: str, key: str | None = None) -> None:
        headers = {"authorization": f"Bearer {key}"} if key else {"x-holdfast": "1"}
        self._client = httpx.Client(base_url=f"{address}/api/v1", headers=headers, timeout=30)

    def close(self) -> None:
        """No more calls."""
        self._client.close()

    def get(self, path: str, **query: str) -> Json:
        """A view."""
        return self._read(self._client.get(path, params=query))

    def post(self, path: str, body: Json) -> Json:
        """Something said in JSON."""
        return self._read(self._client.post(path, json=body))

    def patch(self, path: str, body: Json) -> Json:
        """Master data changed, on top of whatever it is now."""
        return self._read(self._client.patch(path, json=body, headers={"if-match": "*"}))

    def table(self, kind: str, rows: list[str]) -> None:
        """A CSV as the office imports it; every row of it must be taken."""
        file = {"file": (f"{kind}.csv", "\n".join(rows).encode(), "text/csv")}
        report = self._read(self._client.post("/imports", data={"kind": kind}, files=file))
        assert report["state"] == "loaded", report

    def command(self, kind: str, **fields: object) -> Json:
        """A command that must have its effect; its reply."""
        reply = self.post(
            "/commands", {"command_id": f"test-{time.time_ns()}", "type": kind, **fields}
        )
        assert reply["level"] in ("ok", "info"), reply
        return reply

    def until(self, path: str, **wanted: object) -> None:
        """Until the view has these values; what arrives by replication takes a moment."""
        end = time.monotonic() + WAIT_S_MAX
        while not wanted.items() <= self._seen(path).items():
            assert time.monotonic() < end, self._seen(path)
            time.sleep(PAUSE_S)

    def _seen(self, path: str) -> Json:
        """The view; for a search, its first row."""
        answer = self._client.get(path)
        seen: Json = answer.json()
        rows = seen.get("items")
        if isinstance(rows, list):
            return rows[0] if rows else {}
        return seen

    @staticmethod
    def _read(answer: httpx.Response) -> Json:
        assert answer.is_success, f"{answer.request.url}: {answer.status_code} {answer.text}"
        body: Json = answer.json() if answer.content else {}
        return body
