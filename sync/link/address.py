"""Where a hub's WebSocket is, from the address people know."""

from urllib.parse import urlsplit

PATH = "/sync/v1"


def sync_address(address: str) -> str:
    """Where the hub's WebSocket is; raises ValueError."""
    return f"{base_address(address).replace('http', 'ws', 1)}{PATH}"


def base_address(address: str) -> str:
    """Without a slash at its end; raises ValueError unless it is an HTTP address."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{address!r} is no address such as https://hub.example:8443")
    return address.rstrip("/")
