"""A label printer on a port of this machine: takes jobs, says how it is, dies when told to."""

import socket
from threading import Thread

ONE, TWO, THREE = (
    "\x02030,{paper},{paused},1245,000,0,0,0,000,0,0,0\x03\r\n",
    "\x02000,0,{head},0,0,2,4,0,00000000,1,000\x03\r\n",
    "\x021234,0\x03\r\n",
)


class FakePrinter:
    """What it took in stands in `labels`. dies_after: bytes of a job after which it breaks off;
    silent: it answers no `~HS`."""

    def __init__(self, port: int = 0, *, silent: bool = False) -> None:
        self.labels: list[str] = []
        self.dies_after: int | None = None
        self.flags = {"paper": 0, "paused": 0, "head": 0}
        self.silent = silent
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port = int(self._socket.getsockname()[1])
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def off(self) -> None:
        """Nobody answers at its address any more."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line:
                self._take(line)

    def _take(self, line: socket.socket) -> None:
        held = b""
        while True:
            try:
                part = line.recv(700)
            except OSError:
                return
            if not part:
                return
            held += part
            if held.startswith(b"^XA") and len(held) >= (self.dies_after or len(held) + 1):
                # Resets the line, as a printer does whose mains plug is pulled and comes back.
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                return
            while b"~HS\r\n" in held:
                before, _, held = held.partition(b"~HS\r\n")
                self._print(before)
                if not self.silent:
                    line.sendall("".join((ONE, TWO, THREE)).format(**self.flags).encode())
            if self.silent:
                held = self._print(held)

    def _print(self, held: bytes) -> bytes:
        """Whole labels come out; the rest is kept."""
        while b"^XZ\n" in held:
            label, _, held = held.partition(b"^XZ\n")
            self.labels.append(label.decode() + "^XZ\n")
        return held
