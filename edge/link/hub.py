"""The hub a site belongs to: joined once by a code, its key pinned from then on."""

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
