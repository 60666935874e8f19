"""Taking a port: knows nothing of HTTP, so a program has its port before it loads what answers."""

import socket

BACKLOG = 512


def listen(host: str, port: int) -> socket.socket:
    """A bound listening socket; port 0 takes a free one. Raises OSError when taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted connections inherit it: an answer never waits for the last one's receipt.
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except OSError:
        bound.close()
        raise
    bound.setblocking(False)
    return bound


def address_of(bound: socket.socket, *, secure: bool = False) -> str:
    """`http://host:port` of a listening socket, as a person on this machine can open it."""
    scheme = "https" if secure else "http"
    host, port = bound.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
