"""A line between tablet and edge that loses answers: commands get through, replies do not."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

CHUNK_BYTES = 1 << 16


class LossyLine:
    """Forwards connections to a port. While `losing`, the reply to a command is read from the edge,
    so that it was committed, and then the tablet's connection is torn instead."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._server.getsockname()[1]}/"
        self.losing = False
        self.lost = 0
        self.on_lost: Callable[[], None] = lambda: None
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Nobody gets through any more."""
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._server.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near, suppress(OSError):
            far = socket.create_connection(("127.0.0.1", self._target))
            with far:
                commands = threading.Event()
                up = threading.Thread(target=self._up, args=(near, far, commands), daemon=True)
                up.start()
                try:
                    self._down(near, far, commands)
                finally:
                    near.shutdown(socket.SHUT_RDWR)

    def _up(self, near: socket.socket, far: socket.socket, commands: threading.Event) -> None:
        with suppress(OSError):
            while chunk := near.recv(CHUNK_BYTES):
                if chunk.startswith(b"POST /api/v1/commands"):
                    commands.set()
                elif chunk.startswith((b"GET ", b"POST ", b"DELETE ")):
                    commands.clear()
                far.sendall(chunk)
            far.shutdown(socket.SHUT_WR)

    def _down(self, near: socket.socket, far: socket.socket, commands: threading.Event) -> None:
        while chunk := far.recv(CHUNK_BYTES):
            if self.losing and commands.is_set():
                self.lost += 1
                self.on_lost()
                return
            near.sendall(chunk)
