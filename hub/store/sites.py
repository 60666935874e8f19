"""The directory of sites, their nodes and streams, and everything set aside."""

from collections import Counter
from collections.abc import Mapping

import apsw
import msgspec

from hub.store import sql
from hub.store.cursor import read_cursor, show_cursor
from hub.store.freshness import Freshness, Known
from hub.store.moments import shown
from models.warehouse import ids
from sync.core.clock import hlc_ms
from sync.store.sqlite.keys import last_of

NEVER = Freshness()


class SiteNode(msgspec.Struct, frozen=True):
    """A computer that was enrolled for a site."""

    node: str
    number: int
    name: str
    enrolled_at: str | None
    revoked_at: str | None


class StreamState(msgspec.Struct, frozen=True):
    """One stream as the hub holds it. `frozen` names the fault that stopped it, or is empty."""

    node: str
    epoch: int
    scope: str
    seq: int
    newest_at: str | None
    frozen: str


class Quarantined(msgspec.Struct, frozen=True):
    """Something that was refused or withheld. kind: record, stream or node."""

    id: str
    kind: str
    site: str | None
    node: str
    scope: str | None
    seq: int | None
    code: str
    detail: str
    at: str | None
    times: int


class QuarantinePage(msgspec.Struct, frozen=True):
    """A page of the list."""

    items: list[Quarantined]
    next_cursor: str | None


def known_sites(
    connection: apsw.Connection, fresh: Mapping[int, Freshness], now_ms: int
) -> list[Known]:
    """All warehouses by code, with their freshness now."""
    found = []
    for site, code, name, zone in sql.rows(
        connection, "SELECT id, code, name, time_zone FROM warehouse ORDER BY code, id"
    ):
        state = fresh.get(site, NEVER)
        found.append(Known(site, str(code), str(name), str(zone), state, state.link(now_ms)))
    return found


def nodes_of(connection: apsw.Connection, warehouse: int) -> list[SiteNode]:
    """Computers of a site, the present one last."""
    found = sql.rows(
        connection,
        "SELECT node, number, name, enrolled_at_ms, revoked_at_ms FROM hub_node"
        " WHERE warehouse_id = ? ORDER BY enrolled_at_ms, node",
        (warehouse,),
    )
    return [
        SiteNode(ids.show(node), number, name, shown(enrolled), shown(revoked))
        for node, number, name, enrolled, revoked in found
    ]


def streams_of(connection: apsw.Connection, warehouse: int) -> list[StreamState]:
    """What the site's computers wrote, as far as it is held here."""
    found = sql.rows(connection, _STREAMS, (warehouse,))
    return [
        StreamState(
            ids.show(node), epoch, scope, seq or 0, shown(hlc_ms(hlc) if hlc else None), frozen
        )
        for node, epoch, scope, frozen, seq, hlc in found
    ]


def quarantine_page(
    connection: apsw.Connection, *, warehouse: int | None, cursor: str | None, limit: int
) -> QuarantinePage:
    """Newest first: records withheld and streams frozen, and nodes turned away at the door."""
    after = read_cursor(cursor, (int, int))
    moment, last_id = after or ((1 << 62), 0)
    values = {"moment": moment, "id": last_id, "limit": limit + 1, "site": warehouse}
    found = sql.rows(connection, _QUARANTINE, values)
    items = [
        Quarantined(
            id=ids.show(number),
            kind=kind,
            site=site,
            node=ids.show(node),
            scope=scope,
            seq=seq,
            code=code,
            detail=detail,
            at=shown(at_ms),
            times=times,
        )
        for kind, number, site, node, scope, seq, code, detail, at_ms, times in found[:limit]
    ]
    end = found[limit - 1] if len(found) > limit else None
    return QuarantinePage(items, show_cursor((end[8], end[1])) if end else None)


def quarantined_by_site(connection: apsw.Connection) -> dict[int | None, int]:
    """How much is set aside, by site (None: nodes that belong to no site)."""
    return dict(sql.rows(connection, _QUARANTINED))


def conflicts_by_site(connection: apsw.Connection) -> dict[int, int]:
    """Open conflicts with a value of the site on one side, or on both."""
    sites: dict[int, int] = dict(sql.rows(connection, "SELECT number, warehouse_id FROM hub_node"))
    counts: Counter[int] = Counter()
    for lost, kept, count in sql.rows(
        connection,
        "SELECT substr(stamp, 9, 4), substr(winner, 9, 4), count(*) FROM hub_conflict"
        " WHERE resolved_at_ms IS NULL GROUP BY 1, 2",
    ):
        numbers = {int.from_bytes(lost, "big"), int.from_bytes(kept, "big")}
        for site in {sites[number] for number in numbers if number in sites}:
            counts[site] += count
    return dict(counts)


def turn_away(connection: apsw.Connection, node: int, code: str, detail: str, now_ms: int) -> None:
    """Remember a node refused at the door; the same refusal again only counts."""
    sql.rows(
        connection,
        "INSERT INTO hub_refusal (at_ms, node, warehouse_id, code, detail) VALUES (:now, :node,"
        " (SELECT warehouse_id FROM hub_node WHERE node = :node), :code, :detail)"
        " ON CONFLICT (node, code, detail) DO UPDATE SET at_ms = excluded.at_ms, times = times + 1",
        {"now": now_ms, "node": node, "code": code, "detail": detail[:200]},
    )
    sql.rows(
        connection,
        "DELETE FROM hub_refusal WHERE id IN"
        " (SELECT id FROM hub_refusal ORDER BY at_ms DESC LIMIT -1 OFFSET ?)",
        (REFUSALS_MAX,),
    )


REFUSALS_MAX = 1_000

_STREAMS = f"""
SELECT s_stream.node, s_stream.epoch, s_stream.scope, s_stream.frozen,
    {last_of("seq", "s_stream.id")}, {last_of("hlc", "s_stream.id")}
FROM hub_node CROSS JOIN s_stream ON s_stream.node = +hub_node.node
WHERE hub_node.warehouse_id = ? ORDER BY s_stream.scope, s_stream.epoch
"""
_SET_ASIDE = """
SELECT 'record' AS kind, s_quar.id AS id, hub_node.warehouse_id AS site_id, s_quar.node AS node,
    s_quar.scope AS scope, s_quar.seq AS seq, s_quar.code AS code, s_quar.detail AS detail,
    s_quar.at_ms AS at_ms, 1 AS times
FROM s_quar LEFT JOIN hub_node ON hub_node.node = s_quar.node
UNION ALL
SELECT 'node', -id, warehouse_id, node, NULL, NULL, code, detail, at_ms, times FROM hub_refusal
"""
_QUARANTINE = f"""
SELECT kind, abs(set_aside.id), warehouse.code, node, scope, seq, set_aside.code, detail, at_ms,
    times
FROM ({_SET_ASIDE}) AS set_aside LEFT JOIN warehouse ON warehouse.id = set_aside.site_id
WHERE (at_ms, abs(set_aside.id)) < (:moment, :id) AND (:site IS NULL OR site_id = :site)
ORDER BY at_ms DESC, abs(set_aside.id) DESC LIMIT :limit
"""
_QUARANTINED = f"SELECT site_id, count(*) FROM ({_SET_ASIDE}) GROUP BY site_id"
