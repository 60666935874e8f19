"""A line to a hub that is cut once, after so many bytes have come down on one connection."""

import socket
import threading
from contextlib import suppress

CHUNK_BYTES = 1 << 16


class CutLine:
    """Forwards connections to a port; `came` tells how many bytes came down on each long one."""

    def __init__(self, port: int, cut_after_bytes: int) -> None:
        self._port, self._cut_after = port, cut_after_bytes
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self.cut = threading.Event()
        self.came: list[int] = []
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
        with near, suppress(OSError), socket.create_connection(("127.0.0.1", self._port)) as far:
            threading.Thread(target=self._up, args=(near, far), daemon=True).start()
            self._down(near, far)

    def _up(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while chunk := near.recv(CHUNK_BYTES):
                far.sendall(chunk)
            far.shutdown(socket.SHUT_WR)

    def _down(self, near: socket.socket, far: socket.socket) -> None:
        place = len(self.came)
        self.came.append(0)
        while chunk := far.recv(CHUNK_BYTES):
            self.came[place] += len(chunk)
            if self.came[place] > self._cut_after and not self.cut.is_set():
                self.cut.set()
                near.shutdown(socket.SHUT_RDWR)
                return
            near.sendall(chunk)
