"""An edge whose robots are pretended, in this process: a test can make them silent or few."""

import shutil
import socket
import threading
from pathlib import Path

from edge.admin.asking import Office
from edge.app import ROBOTS, Edge, build
from edge.config import read
from edge.fleet.recording import Recording
from node.clock import wall_clock_ms
from node.http.protocol import Limits
from node.http.serve import Server, server_for
from tests.browser.servers import free_port
from tests.browser.site import Made
from tests.edge.fleet.desk import PretendDesk
from tests.edge.serving import Clock

SETTINGS: dict[str, object] = {
    "store.ballast_bytes": 0, "store.free_bytes_min": 0, "link.announce": False,
}  # fmt: skip
WAIT_S_MAX = 30.0
REMEMBERED_S = 600


def _remember(folder: Path) -> None:
    """What the robots did in the last ten minutes."""
    clock = Clock(wall_clock_ms() - REMEMBERED_S * 1_000)
    recording, desk = Recording(folder), PretendDesk(clock)
    for _ in range(REMEMBERED_S):
        batch = recording.see(desk.picture())
        if batch is not None:
            recording.write(batch)
        clock.forward(1)


class FleetEdge:
    """The program itself on a made site or a copy of it, with a desk of our own."""

    def __init__(self, made: Made, folder: Path) -> None:
        if folder != made.folder:
            shutil.copytree(made.folder, folder)
        self.folder, self.key = folder, made.key
        self.badge, self.pin = made.badge, made.pin
        self.port = free_port()
        self.url = f"http://localhost:{self.port}/"
        self.desk = PretendDesk(wall_clock_ms)
        _remember(folder / ROBOTS)
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def enrolment_code(self) -> str:
        """A one-time code for a tablet."""
        return Office(read(self.folder, environment={}), wall_clock_ms).enrolment_code()

    def start(self) -> None:
        """Serve on the port of before; returns when it answers."""
        config = read(self.folder, {**SETTINGS, "http.port": self.port}, environment={})
        edge: Edge = build(config)
        edge.watching.desk = self.desk
        started = threading.Event()
        server = server_for(edge.asgi, Limits(), on_started=started.set, on_stopping=edge.stopping)
        bound = socket.create_server(("127.0.0.1", self.port))
        edge.ready(self.url.rstrip("/"), self.port)
        self._server = server
        self._thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        self._thread.start()
        assert started.wait(WAIT_S_MAX)

    def stop(self) -> None:
        """Gone."""
        if self._server is None or self._thread is None:
            return
        self._server.stop()
        self._thread.join(WAIT_S_MAX)
        self._server = self._thread = None

    def recorded(self) -> list[str]:
        """Robots record nothing in the ledger here."""
        return []
