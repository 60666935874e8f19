"""Letting another hub of the company in: a one-time code, then keys pinned on both sides.

A hub that joins gets a range of node numbers of its own, so that afterwards neither has to ask the
other. Ranges are handed out by the hub that founded the company alone, so no two overlap.
Everything here runs on the writer.
"""

from collections.abc import Iterable

import apsw
import msgspec

from hub.identity import NUMBERS_PER_HUB, HubIdentity
from hub.link.enrolment import (
    NO_SITE,
    SELECTOR_CHARACTERS,
    EnrolmentRefused,
    Issued,
    new_code,
    refuse_turned_away,
)
from hub.store import sql
from hub.store.away import revoked_nodes, turn_away
from models.warehouse.ids import COUNTER_BITS
from models.warehouse.policy import HUB
from models.warehouse.scopes import company_scope, warehouse_scope
from node.keys import plain_code
from sync.core.ids import NodeId
from sync.store.protocol import Author, Member
from sync.store.sqlite import SqliteStore

NUMBER_MAX = (1 << (62 - COUNTER_BITS)) - 1
"""The upper half is for sites that stand alone."""
HUBS_MAX = 64


class PeerHub(msgspec.Struct, frozen=True):
    """Another hub as it was introduced."""

    node: int
    name: str
    number_first: int
    number_last: int


class Admitted(msgspec.Struct, frozen=True):
    """What a hub that joins is told."""

    number_first: int
    number_last: int
    scopes: tuple[str, ...]


def issue_for_hub(
    store: SqliteStore, hub: HubIdentity, *, who: str, secret: bytes, now_ms: int
) -> Issued:
    """A code to read out or paste, once. In a transaction."""
    if hub.joined:
        raise EnrolmentRefused("not_the_founder", "ask the hub that founded the company")
    return new_code(store.connection, NO_SITE, who=who, secret=secret, now_ms=now_ms)


def admit(
    store: SqliteStore,
    hub: HubIdentity,
    code: str,
    node: NodeId,
    public_key: bytes,
    name: str,
    now_ms: int,
) -> Admitted:
    """Pin the key a right code was shown with. Outside any transaction: pinning has its own."""
    refuse_turned_away(store.connection, node)
    selector = plain_code(code)[:SELECTOR_CHARACTERS]
    used_by = sql.row(
        store.connection, "SELECT node FROM hub_enrolment WHERE selector = ?", (selector,)
    )
    known = store.members().get(node)
    if known is not None and (known.public_key, known.role) != (public_key, HUB):
        raise EnrolmentRefused("node_known", "this node is enrolled already")
    if used_by is not None and used_by[0] not in (None, node):
        raise EnrolmentRefused("code_used", "this code has been used by another computer")
    before = {peer.node: peer for peer in peers(store.connection)}
    first = before[node].number_first if node in before else _next_range(hub, before.values())
    peer = PeerHub(node, name, first, first + NUMBERS_PER_HUB - 1)
    scopes = shared_scopes(store, hub.company_id)
    if known is None:
        store.enrol(Member(node, peer.number_first, public_key, HUB, scopes))
    store.begin()
    try:
        keep_peer(store.connection, peer, now_ms)
        sql.rows(
            store.connection,
            "UPDATE hub_enrolment SET node = ?, public_key = ? WHERE selector = ?",
            (node, public_key, selector),
        )
        store.commit()
    except BaseException:
        store.rollback()
        raise
    return Admitted(peer.number_first, peer.number_last, scopes)


def turn_hub_away(
    store: SqliteStore, company: int, node: int, by: Author, who: str, now_ms: int
) -> bool:
    """Take nothing from another hub any more, here and at all others. False if it is no hub."""
    known = store.members().get(NodeId(node))
    if known is None or known.role != HUB or node == store.me.node:
        return False
    if node not in revoked_nodes(store.connection):
        turn_away(store, company, node, by, who, now_ms)
    return True


def keep_peer(connection: apsw.Connection, peer: PeerHub, now_ms: int) -> None:
    """Remember a hub that was introduced."""
    sql.rows(
        connection,
        "INSERT OR IGNORE INTO hub_peer (node, name, number_first, number_last, introduced_at_ms)"
        " VALUES (?, ?, ?, ?, ?)",
        (peer.node, peer.name, peer.number_first, peer.number_last, now_ms),
    )


def peers(connection: apsw.Connection) -> list[PeerHub]:
    """All other hubs that were introduced here."""
    found = sql.rows(
        connection,
        "SELECT node, name, number_first, number_last FROM hub_peer ORDER BY number_first",
    )
    return [PeerHub(*row) for row in found]


def shared_scopes(store: SqliteStore, company_id: int) -> tuple[str, ...]:
    """What hubs of one company share: its master data and every warehouse it names."""
    found = sql.rows(store.connection, "SELECT id FROM warehouse")
    scopes = {str(company_scope(company_id)), *(str(warehouse_scope(site)) for (site,) in found)}
    for member in store.members().values():
        scopes.update(member.scopes)
    return tuple(sorted(scopes))


def _next_range(hub: HubIdentity, known: Iterable[PeerHub]) -> int:
    lasts = [peer.number_last for peer in known]
    first = max([hub.number_last, *lasts]) + 1
    if len(lasts) >= HUBS_MAX or first + NUMBERS_PER_HUB - 1 > NUMBER_MAX:
        raise EnrolmentRefused("numbers_used_up", "no range of node numbers is left")
    return first
