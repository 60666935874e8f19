"""A whole edge for tests: a folder made once and copied, a clock that stands still until moved."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from litestar.testing import TestClient

from edge.admin.making import Made, Wish, make_site
from edge.app import Edge, build
from edge.config import read
from edge.floor.layout import Layout
from node.keys import new_code
from sync.store.sqlite import Options

NOON_MS = 1_795_348_800_000  # 2026-11-22T12:00:00Z
FAST = Options(durability="normal")
SMALL = {"store.ballast_bytes": 0, "store.free_bytes_min": 0}
JSON = {"content-type": "application/json"}


class Clock:
    """Wall milliseconds."""

    def __init__(self, now_ms: int = NOON_MS) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms

    def forward(self, seconds: float) -> None:
        """Time passes."""
        self.now_ms += int(seconds * 1000)


def make(folder: Path, clock: Callable[[], int], company: str = "ACME") -> Made:
    """A small site that stands alone."""
    layout = Layout(zones=("A",), aisles=1, bays=5, levels=2)
    wish = Wish(
        company=company,
        warehouse="NORTH",
        name="North",
        time_zone="UTC",
        layout=layout,
        hub="",
        code="",
        manager="Mia",
        host="127.0.0.1",
        port=0,
    )
    return make_site(folder, wish, clock, FAST)


class Served:
    """An edge behind litestar's test client."""

    def __init__(
        self, template: tuple[Path, Made], folder: Path, clock: Clock, **flags: object
    ) -> None:
        if not folder.exists():
            shutil.copytree(template[0], folder)
        self.made, self.clock, self.folder = template[1], clock, folder
        self.config = read(folder, {**SMALL, **flags}, environment={})
        self.edge: Edge = build(self.config, wall_ms=clock, options=FAST)
        self.client: TestClient[Any] = TestClient(self.edge.asgi, base_url="http://127.0.0.1")

    def __enter__(self) -> "Served":
        self.client.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.client.__exit__()

    # -- calls ------------------------------------------------------------------------------------

    def get(self, path: str) -> httpx.Response:
        """As a program with the first key."""
        return self.client.get(path, headers=self.key())

    def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        """As a program with the first key."""
        return self.client.post(path, json=body, headers={**self.key(), **headers})

    def key(self, token: str | None = None) -> dict[str, str]:
        """The header of a program."""
        return {"authorization": f"Bearer {token or self.made.key}"}

    def command(self, kind: str, number: int | str, **fields: object) -> dict[str, Any]:
        """Give a command that must have its effect; its reply."""
        answer = self.post(
            "/api/v1/commands", {"type": kind, "command_id": f"command-{number}", **fields}
        )
        assert answer.status_code == 200, answer.text
        reply: dict[str, Any] = answer.json()
        assert reply["level"] in ("ok", "info", "warn"), reply
        return reply

    def code(self) -> str:
        """A one-time code as `enrol-device` prints it."""
        return new_code(self.edge.services.secrets.enrolment, self.clock() // 1000)

    def import_csv(self, kind: str, text: str, **fields: str) -> httpx.Response:
        """Upload a table."""
        return self.client.post(
            "/api/v1/imports",
            data={"kind": kind, **fields},
            files={"file": ("table.csv", text.encode(), "text/csv")},
            headers=self.key(),
        )


class Tablet:
    """A browser with its own cookies."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.cookies: dict[str, str] = {}

    def call(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        """As the page calls: cookies, custom header, JSON."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"x-holdfast": "1", **headers}
        if cookie:
            sent["cookie"] = cookie
        client = self.served.client
        client.cookies.clear()
        answer = client.request(method, path, headers=sent, json=body)
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        client.cookies.clear()
        return answer

    def enrol(self) -> httpx.Response:
        """Redeem a fresh code."""
        body = {"code": self.served.code(), "name": "tablet 1"}
        return self.call("POST", "/api/v1/devices", body)

    def log_in(self, badge: str | None = None, pin: str | None = None) -> httpx.Response:
        """With the first person's badge unless another is given."""
        made = self.served.made
        body = {"badge": badge or made.badge, "pin": pin or made.pin}
        return self.call("POST", "/api/v1/session", body)
