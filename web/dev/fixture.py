"""Development server for the two pages: the HTTP contract over pretend data.

    python web/dev/fixture.py edge --port 8470 [--journal FILE] [--rows 500] [--empty] [--open]
    python web/dev/fixture.py hub --port 8471 [--rows 500] [--empty]

Never part of a release: any badge with PIN 1234 enters, and any one-time code but "used" enrols.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from edge_lists import Json
from edge_world import EdgeWorld, problem
from hub_world import HubWorld

ROOT = Path(__file__).resolve().parents[2]
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}
SITE = {"code": "LEJ", "name": "Leipzig", "company": "Holdfast Trading"}
ENDING = threading.Event()


class Handler(BaseHTTPRequestHandler):
    """Routes by hand; both roles share pages, session and events."""

    protocol_version = "HTTP/1.1"
    world: EdgeWorld | HubWorld
    pages: Path
    open_door: bool
    lock = threading.Lock()

    def do_GET(self) -> None:
        """Pages, lists and the event stream."""
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        if url.path == "/api/v1/events":
            return self._events()
        if url.path == "/healthz":
            return self._send(200, {"status": "ok"})
        if not url.path.startswith("/api/"):
            return self._page(url.path)
        if url.path == "/api/v1/session":
            return self._send(200, self._session())
        if not self._entered():
            return self._send(401, problem(401, "login_required", "Log in first."))
        with self.lock:
            answer = (
                self._edge(url.path, query)
                if isinstance(self.world, EdgeWorld)
                else self._hub(self.world, url.path, query)
            )
        if answer is None:
            return self._send(404, problem(404, "not_found", url.path))
        return self._send(200, answer)

    def do_POST(self) -> None:
        """Enrolment, login, commands."""
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
        path = urlsplit(self.path).path
        if (
            self.headers.get("x-holdfast") != "1"
            or self.headers.get("content-type") != "application/json"
        ):
            return self._send(403, problem(403, "foreign_request", "Header X-Holdfast is missing."))
        if path == "/api/v1/devices":
            if body["code"] == "used":
                return self._send(403, problem(403, "code_used", "This code was used before."))
            return self._send(
                201, {"device_id": "D1", "name": body["name"], "site": SITE}, "holdfast_device=D1"
            )
        if path == "/api/v1/session":
            if body.get("pin", body.get("password")) != "1234":
                return self._send(401, problem(401, "login_refused", "Badge and PIN do not match."))
            return self._send(200, self._session(entered=True), "holdfast_session=P1")
        if not self._entered():
            return self._send(401, problem(401, "login_required", "Log in first."))
        with self.lock:
            return self._send(*self._command(path, body))

    def do_DELETE(self) -> None:
        """Logout."""
        self._send(204, None, "holdfast_session=; Max-Age=0")

    def _edge(self, path: str, query: dict[str, str]) -> Json | None:
        world = self.world
        assert isinstance(world, EdgeWorld)
        if path == "/api/v1/work":
            return world.work()
        if path.startswith("/api/v1/work/"):
            return {"items": world.items(path.rsplit("/", 1)[1]), "as_of": world.now()}
        if path.startswith("/api/v1/lookup/"):
            return world.lookup(unquote(path.rsplit("/", 1)[1]))
        return {"commands": len(world.replies)} if path == "/api/v1/sync" else None

    def _hub(self, world: HubWorld, path: str, query: dict[str, str]) -> Json | None:
        name = path.removeprefix("/api/v1/")
        if name.startswith("sites/"):
            return world.site_detail(name.split("/")[1])
        routes = {
            "overview": world.overview,
            "stock": lambda: world.stock(query.get("item"), query.get("site")),
            "orders": lambda: world.orders(query.get("site"), query.get("state")),
            "exceptions": lambda: world.exceptions(query.get("site")),
            "conflicts": world.conflicts,
        }
        answer = routes[name]() if name in routes else None
        if answer is not None and self.empty:
            return {**answer, "items": [], "sites": []}
        return answer

    empty = False

    def _command(self, path: str, body: Json) -> tuple[int, Json]:
        world = self.world
        if isinstance(world, HubWorld):
            if path.endswith("/resolve"):
                world.resolved.add(path.split("/")[-2])
            if path.endswith("/enrolments"):
                return 201, {"code": "K7QD-93HM-2XWA", "expires_at": "2026-12-01T12:00:00Z"}
            return 200, {}
        if path == "/api/v1/commands":
            return world.take(body)
        if path == "/api/v1/commands/batch":
            commands: list[Json] = body["commands"]  # type: ignore[assignment]
            return 200, {"replies": [world.take(command)[1] for command in commands]}
        return 200, {
            "order": "569239",
            "items": world.pick,
            "lease_until": world.now(),
            "as_of": world.now(),
        }

    def _entered(self) -> bool:
        return self.open_door or "holdfast_session=P1" in (self.headers.get("cookie") or "")

    def _session(self, entered: bool = False) -> Json:
        device = (
            self.open_door or entered or "holdfast_device=D1" in (self.headers.get("cookie") or "")
        )
        person = {"id": "P1", "name": "Li Wei", "role": "worker", "language": "en"}
        return {
            "device": {"id": "D1", "name": "Tablet 7"} if device else None,
            "site": SITE,
            "version": "0.1.0",
            "person": person if entered or self._entered() else None,
            "locked": False,
        }

    def _events(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        name, n = ("work" if isinstance(self.world, EdgeWorld) else "sites"), 0
        while not ENDING.is_set():
            n += 1
            try:
                self.wfile.write(f"event: {name}\nid: {n}\ndata: {{}}\n\n".encode())
                self.wfile.flush()
            except OSError:
                return
            ENDING.wait(3)

    def _page(self, path: str) -> None:
        file = (self.pages / path.lstrip("/")).resolve()
        if not file.is_relative_to(self.pages) or not file.is_file():
            file = self.pages / "index.html"
        body = file.read_bytes()
        self.send_response(200)
        self.send_header("content-type", TYPES.get(file.suffix, "application/octet-stream"))
        self.send_header("content-security-policy", "default-src 'self'")
        self.send_header("cache-control", "no-cache" if file.suffix == ".html" else "max-age=60")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send(self, status: int, body: object, cookie: str | None = None) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        if cookie:
            self.send_header(
                "set-cookie",
                f"{cookie}; Path=/; HttpOnly; SameSite=Strict"
                + ("" if "Max-Age" in cookie else "; Max-Age=86400"),
            )
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: bodies and cookies belong in no log."""


def main() -> None:
    """Serve until interrupted; prints the address."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("role", choices=["edge", "hub"])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--rows", type=int, default=6)
    parser.add_argument(
        "--journal", type=Path, help="where an edge keeps its commands between runs"
    )
    parser.add_argument("--empty", action="store_true", help="no work, no sites")
    parser.add_argument("--open", action="store_true", help="no enrolment and no login")
    options = parser.parse_args()
    journal = options.journal or Path(tempfile.mkdtemp()) / "commands.jsonl"
    Handler.world = (
        EdgeWorld(journal, time.time, options.rows)
        if options.role == "edge"
        else HubWorld(time.time, options.rows)
    )
    if options.empty and isinstance(Handler.world, EdgeWorld):
        for name in ("receive", "putaway", "pick", "pack", "ship"):
            Handler.world.items(name).clear()
    Handler.empty = options.empty
    Handler.pages = ROOT / options.role / "pages"
    Handler.open_door = options.open
    ThreadingHTTPServer.allow_reuse_address = True
    server = ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
    server.daemon_threads = True
    sys.stdout.write(f"http://localhost:{server.server_address[1]}/\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        ENDING.set()


if __name__ == "__main__":
    main()
