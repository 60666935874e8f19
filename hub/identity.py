"""Who this hub is: fixed by `holdfast-hub init`, kept in the database."""

import apsw
import msgspec

from hub.store import sql
from hub.store.schema import LOCAL_VERSION
from node.errors import OperatorError

NUMBERS_PER_HUB = 4_096
"""Node numbers come in ranges owned by each hub, so hubs never have to ask each other."""


class HubIdentity(msgspec.Struct, frozen=True):
    """The hub's own facts. Its node number is the first of its range. `joined`: another hub of the
    company let it in, and that one alone hands out ranges."""

    company_id: int
    company_code: str
    company_name: str
    owner_id: int
    number_first: int
    number_last: int
    name: str
    joined: bool = False


class NotAHub(OperatorError):
    """The database was not made by `holdfast-hub init`."""


def save_identity(connection: apsw.Connection, identity: HubIdentity) -> None:
    """Keep it in the settings of a new database."""
    sql.rows(
        connection,
        "INSERT INTO hub_setting VALUES ('identity', ?), ('local_version', ?)",
        (msgspec.json.encode(identity).decode(), str(LOCAL_VERSION)),
    )


def load_identity(connection: apsw.Connection) -> HubIdentity:
    """Raises NotAHub."""
    found = sql.row(connection, "SELECT value FROM hub_setting WHERE name = 'identity'")
    if found is None:
        raise NotAHub("this database does not belong to a hub; run holdfast-hub init")
    return msgspec.json.decode(found[0], type=HubIdentity)
