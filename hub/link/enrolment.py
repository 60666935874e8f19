"""Enrolment of edges: a one-time code, then a pinned key. Runs on the writer.

A code is `SSSS-CCCCC-CCCCC`: four characters name the enrolment, ten (50 bits) are the secret, of
which only a hash is kept. It lives ten minutes and bears five wrong tries.
"""

import hmac
from hashlib import sha256

import apsw
import msgspec

from hub.identity import HubIdentity
from hub.store import sql
from hub.store.away import revoked_nodes, turn_away
from models.warehouse.catalogue import WAREHOUSE
from models.warehouse.ids import IdSource
from models.warehouse.policy import EDGE
from models.warehouse.scopes import company_scope, warehouse_scope
from node.keys import CODE_ALPHABET, plain_code
from sync.core.catalogue import Value
from sync.core.change import Put
from sync.core.ids import NodeId
from sync.store.protocol import Author, Member
from sync.store.sqlite import SqliteStore

CODE_LIFE_MS = 10 * 60_000
TRIES_MAX = 5
SELECTOR_CHARACTERS = 4
SECRET_CHARACTERS = 10
KEPT_MAX = 1_000
NO_SITE = 0
"""In place of a warehouse: the code lets another hub in."""


class EnrolmentRefused(Exception):
    """`code` is stable; the detail is for the person at the edge."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


class Issued(msgspec.Struct, frozen=True):
    """A code to read out or paste, once."""

    code: str
    warehouse_id: int
    expires_at_ms: int


class Accepted(msgspec.Struct, frozen=True):
    """What a new edge is told."""

    number: int
    warehouse_id: int
    warehouse_code: str
    warehouse_name: str
    time_zone: str
    scopes: tuple[str, ...]


class SiteToBe(msgspec.Struct, frozen=True):
    """The site a code is for."""

    code: str
    name: str
    time_zone: str


def issue(
    store: SqliteStore,
    hub: HubIdentity,
    new_id: IdSource,
    site: SiteToBe,
    by: Author,
    *,
    who: str,
    secret: bytes,
    now_ms: int,
) -> Issued:
    """A code for a site, which is made if it is new. `secret`: 10 random bytes or more."""
    warehouse_id = _site(store, hub, new_id, site, by)
    return new_code(store.connection, warehouse_id, who=who, secret=secret, now_ms=now_ms)


def new_code(
    connection: apsw.Connection, warehouse_id: int, *, who: str, secret: bytes, now_ms: int
) -> Issued:
    """A one-time code for a computer of this warehouse, or (NO_SITE) for another hub."""
    selector, rest = _characters(secret, SELECTOR_CHARACTERS, SECRET_CHARACTERS)
    expires = now_ms + CODE_LIFE_MS
    sql.rows(
        connection, "DELETE FROM hub_enrolment WHERE expires_at_ms < ?", (now_ms - 86_400_000,)
    )
    count = sql.row(connection, "SELECT count(*) FROM hub_enrolment")
    if count is not None and count[0] >= KEPT_MAX:
        raise EnrolmentRefused("too_many_codes", "wait until older codes have expired")
    sql.rows(
        connection,
        "INSERT OR REPLACE INTO hub_enrolment (selector, secret_hash, warehouse_id, created_at_ms,"
        " created_by, expires_at_ms) VALUES (?, ?, ?, ?, ?, ?)",
        (selector, _hash(rest), warehouse_id, now_ms, who, expires),
    )
    half = SECRET_CHARACTERS // 2
    return Issued(f"{selector}-{rest[:half]}-{rest[half:]}", warehouse_id, expires)


def _site(
    store: SqliteStore, hub: HubIdentity, new_id: IdSource, site: SiteToBe, by: Author
) -> int:
    found = sql.row(store.connection, "SELECT id FROM warehouse WHERE code = ?", (site.code,))
    if found is not None:
        busy = sql.row(
            store.connection,
            "SELECT 1 FROM hub_node WHERE warehouse_id = ? AND revoked_at_ms IS NULL",
            found,
        )
        if busy is not None:
            raise EnrolmentRefused(
                "site_has_node", f"{site.code} has a computer; revoke it before enrolling another"
            )
        return int(found[0])
    warehouse_id = new_id.new()
    values: dict[str, Value] = {
        "company_id": hub.company_id,
        "code": site.code,
        "name": site.name,
        "time_zone": site.time_zone,
    }
    store.write(company_scope(hub.company_id), [Put(WAREHOUSE, warehouse_id, values)], by)
    return warehouse_id


def count_try(connection: apsw.Connection, code: str, now_ms: int, *, for_hub: bool = False) -> str:
    """Check a code; a wrong one costs a try. Empty if it is right, else the stable code.

    The caller commits before it answers, whatever the answer, so that tries survive a restart.
    """
    plain = plain_code(code)
    selector, secret = plain[:SELECTOR_CHARACTERS], plain[SELECTOR_CHARACTERS:]
    found = sql.row(
        connection,
        "SELECT secret_hash, expires_at_ms, tries, warehouse_id FROM hub_enrolment"
        " WHERE selector = ?",
        (selector,),
    )
    if found is None or (found[3] == NO_SITE) is not for_hub:
        return "code_refused"
    kept, expires, tries, _ = found
    if tries >= TRIES_MAX or now_ms >= expires:
        return "code_expired"
    if hmac.compare_digest(kept, _hash(secret)):
        return ""
    sql.rows(
        connection, "UPDATE hub_enrolment SET tries = tries + 1 WHERE selector = ?", (selector,)
    )
    return "code_refused"


def member_for(
    store: SqliteStore, hub: HubIdentity, code: str, node: NodeId, public_key: bytes
) -> Member:
    """The member a right code makes of this node; raises EnrolmentRefused."""
    selector = plain_code(code)[:SELECTOR_CHARACTERS]
    found = sql.row(
        store.connection,
        "SELECT warehouse_id, node, public_key FROM hub_enrolment WHERE selector = ?",
        (selector,),
    )
    assert found is not None
    warehouse_id, used_by, used_key = found
    refuse_turned_away(store.connection, node)
    known = store.members().get(node)
    if used_by is not None:
        if used_by == node and used_key == public_key and known is not None:
            return known  # the answer was lost on the way: give it again
        raise EnrolmentRefused("code_used", "this code has been used by another computer")
    scopes = (str(company_scope(hub.company_id)), str(warehouse_scope(warehouse_id)))
    if known is not None:
        if known.public_key == public_key and known.scopes == scopes:
            return known  # the hub stopped between pinning the key and noting the code as used
        raise EnrolmentRefused("node_known", "this node is enrolled already")
    return Member(node, _next_number(store, hub), public_key, EDGE, scopes)


def refuse_turned_away(connection: apsw.Connection, node: int) -> None:
    """A computer that was turned away does not come in by another code."""
    if node in revoked_nodes(connection):
        raise EnrolmentRefused("revoked", "this computer was turned away; make it anew")


def _next_number(store: SqliteStore, hub: HubIdentity) -> int:
    """Numbers are never used twice: they are the tie-breaker in stamps and the root of row ids."""
    ours = range(hub.number_first, hub.number_last + 1)
    used = {member.number for member in store.members().values()} & set(ours)
    number = max(used, default=hub.number_first) + 1
    if number > hub.number_last:
        raise EnrolmentRefused("numbers_used_up", "this hub has no node numbers left")
    return number


def settle(
    connection: apsw.Connection, code: str, member: Member, name: str, now_ms: int
) -> Accepted:
    """Note who redeemed the code, and what to answer."""
    selector = plain_code(code)[:SELECTOR_CHARACTERS]
    sql.rows(
        connection,
        "UPDATE hub_enrolment SET node = ?, public_key = ? WHERE selector = ?",
        (member.node, member.public_key, selector),
    )
    found = sql.row(
        connection,
        "SELECT warehouse.id, code, name, time_zone FROM hub_enrolment"
        " JOIN warehouse ON warehouse.id = hub_enrolment.warehouse_id WHERE selector = ?",
        (selector,),
    )
    assert found is not None
    sql.rows(
        connection,
        "INSERT OR IGNORE INTO hub_node (node, number, warehouse_id, name, enrolled_at_ms)"
        " VALUES (?, ?, ?, ?, ?)",
        (member.node, member.number, found[0], name, now_ms),
    )
    return Accepted(*(member.number, *found, member.scopes))


def redeem(
    store: SqliteStore,
    hub: HubIdentity,
    code: str,
    node: NodeId,
    public_key: bytes,
    name: str,
    now_ms: int,
) -> Accepted:
    """Pin the key a right code was shown with. Outside any transaction: pinning has its own."""
    member = member_for(store, hub, code, node, public_key)
    write_there_too(store, member.scopes)
    if store.members().get(node) != member:
        store.enrol(member)
    store.begin()
    try:
        accepted = settle(store.connection, code, member, name, now_ms)
        store.commit()
    except BaseException:
        store.rollback()
        raise
    return accepted


def write_there_too(store: SqliteStore, scopes: tuple[str, ...]) -> None:
    """A hub writes verdicts and commands into the scopes of sites; its pin says so."""
    me = store.members()[store.me.node]
    more = tuple(scope for scope in scopes if scope not in me.scopes)
    if more:
        store.enrol(msgspec.structs.replace(me, scopes=(*me.scopes, *more)))


def revoke(
    store: SqliteStore, company: int, warehouse: int, node: int, by: Author, who: str, now_ms: int
) -> bool:
    """Turn a site's computer away from now on, at all hubs, behind whichever of them it is. False
    if it is no computer of this site."""
    known = store.members().get(NodeId(node))
    if known is None or known.role != EDGE or str(warehouse_scope(warehouse)) not in known.scopes:
        return False
    if node not in revoked_nodes(store.connection):
        turn_away(store, company, node, by, who, now_ms)
    return True


def _characters(secret: bytes, *counts: int) -> list[str]:
    value = int.from_bytes(secret, "big")
    texts = []
    for count in counts:
        text = ""
        for _ in range(count):
            value, digit = divmod(value, 32)
            text += CODE_ALPHABET[digit]
        texts.append(text)
    return texts


def _hash(secret: str) -> bytes:
    return sha256(b"holdfast-enrol-1" + secret.encode()).digest()
