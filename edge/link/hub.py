"""The hub a site belongs to: joined once by a code, its key pinned from then on."""

from urllib.parse import urlsplit

import apsw
import msgspec

SETTING = "hub"


class Pinned(msgspec.Struct, frozen=True):
    """What is kept of the hub: its node id finds its key among the members."""

    node: int
    name: str


def save_hub(connection: apsw.Connection, hub: Pinned) -> None:
    """Keep who our hub is, inside the open transaction."""
    connection.execute(
        "INSERT INTO setting VALUES(?, ?) ON CONFLICT DO UPDATE SET value=excluded.value",
        (SETTING, msgspec.json.encode(hub).decode()),
    )


def load_hub(connection: apsw.Connection) -> Pinned | None:
    """Our hub; None for a site that stands alone."""
    row = connection.execute("SELECT value FROM setting WHERE name=?", (SETTING,)).fetchone()
    return msgspec.json.decode(str(row[0]), type=Pinned) if row is not None else None


def sync_address(address: str) -> str:
    """Where the hub's WebSocket is; raises ValueError."""
    base = base_address(address)
    return f"{base.replace('http', 'ws', 1)}/sync/v1"


def base_address(address: str) -> str:
    """Without a slash at its end; raises ValueError unless it is an HTTP address."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{address!r} is no address such as https://hub.example:8443")
    return address.rstrip("/")
