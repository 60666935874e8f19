"""Which computer belongs to which site, and which are the other hubs."""

from hub.link.peering import shared_scopes
from hub.store import sql
from hub.store.away import revoked_nodes
from models.warehouse.policy import HUB
from sync.core.ids import StreamId
from sync.store.sqlite import SqliteStore


class Directory:
    """Which computer belongs to which site; read again after each enrolment.

    hubs: the other hubs of the company. scopes: what is shared with them.
    """

    def __init__(self, company: int) -> None:
        self._company = company
        self.hubs: frozenset[int] = frozenset()
        self.scopes: tuple[str, ...] = ()
        self.sites: dict[int, int] = {}
        self.codes: dict[int, str] = {}
        self.revoked: frozenset[int] = frozenset()

    def load(self, store: SqliteStore) -> None:
        """On the writer's thread; replaces whole values, so the loop sees old or new."""
        found = sql.rows(store.connection, "SELECT node, warehouse_id FROM hub_node")
        codes = sql.rows(store.connection, "SELECT id, code FROM warehouse")
        self.sites, self.codes = dict(found), dict(codes)
        self.revoked = revoked_nodes(store.connection)
        self.scopes = self.shared(store)
        members = store.members().values()
        self.hubs = frozenset(m.node for m in members if m.role == HUB) - {store.me.node}

    def shared(self, store: SqliteStore) -> tuple[str, ...]:
        """What the store says is shared with other hubs now."""
        return shared_scopes(store, self._company)

    def site_of_stream(self, stream: StreamId) -> int | None:
        """A warehouse's own stream by its scope, master data by who wrote it."""
        if stream.scope.startswith("w") and stream.scope[1:].isdecimal():
            return int(stream.scope[1:])
        return self.sites.get(stream.node)
