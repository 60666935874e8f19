"""Who is asking, and whether they may: sessions of people, keys of programs, one guard for all."""

import hmac
from collections.abc import Callable
from typing import Any

import apsw
from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from hub.permissions import Permission, may
from hub.store import sql
from hub.store.audit import Act
from hub.store.users import Key, Person, Role, keys
from node.http.cookies import cookie_name
from node.http.origin import check_browser
from node.http.problems import Problem
from node.keys import token_hash
from node.trail import Gathered

OPEN = "open"
"""The rule of routes anyone may call."""

LOCAL = Person(0, "local operator", Role.ADMIN, is_program=True)
"""Whoever can read the data folder: the CLI on this machine."""


class Access:
    """Sessions and keys in memory, as the database holds them. All calls happen on the loop."""

    def __init__(self, local_token: str, wall_ms: Callable[[], int], whose: str) -> None:
        self.cookie = cookie_name("session", whose)
        self._local = token_hash(local_token)
        self._wall_ms = wall_ms
        self._sessions: dict[bytes, tuple[Person, int]] = {}
        self._keys: dict[bytes, Key] = {}
        self.refusals: Gathered[Act] = Gathered(wall_ms)

    def load(self, connection: apsw.Connection) -> None:
        """Everything anew: at start, and after people, keys or passwords changed."""
        people = sql.rows(connection, _SESSIONS, (self._wall_ms(),))
        self._sessions = {
            token: (Person(number, name, Role(role), language), ends)
            for token, number, name, role, language, ends in people
        }
        self._keys = {key.token_hash: key for key in keys(connection)}

    def opened(self, token: bytes, person: Person, ends_ms: int) -> None:
        """A login that is durable."""
        self._sessions[token] = (person, ends_ms)

    def closed(self, token: bytes) -> None:
        """A logout."""
        self._sessions.pop(token, None)

    def by_cookie(self, token: str) -> Person | None:
        """The person behind a session cookie."""
        found = self._sessions.get(token_hash(token))
        return found[0] if found is not None and found[1] > self._wall_ms() else None

    def by_key(self, token: str) -> Person | None:
        """The program behind a key."""
        hashed = token_hash(token)
        if hmac.compare_digest(hashed, self._local):
            return LOCAL
        key = self._keys.get(hashed)
        if key is None or (key.expires_at_ms is not None and key.expires_at_ms <= self._wall_ms()):
            return None
        return key.program

    def person_of(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Person | None:
        """Who asks. A cookie counts only from our own page."""
        kind, _, key = connection.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self.by_key(key.strip())
        cookie = connection.cookies.get(self.cookie)
        person = self.by_cookie(cookie) if cookie else None
        if person is not None:
            headers = connection.headers
            check_browser(
                str(connection.scope.get("method", "GET")),
                headers.get("host", ""),
                headers.get("origin"),
                headers.get("x-holdfast"),
            )
        return person

    async def guard(
        self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
    ) -> None:
        """The one place where a request is let in. A route that states no rule lets nobody in.

        A coroutine that never waits: litestar would run a plain function on another thread.
        """
        rule = handler.opt.get("rule")
        if rule == OPEN:
            return
        if handler.opt.get("sync"):
            return  # the handshake of a session proves who dials
        person = self.person_of(connection)
        if person is None:
            raise Problem(401, "unauthenticated", "log in, or send an API key")
        if not isinstance(rule, Permission) or not may(person, rule):
            what = f"{connection.scope.get('method')} {connection.scope['path']}"
            self.refusals.add(Act("refused", person.id, person.name, address_of(connection), what))
            raise Problem(403, "forbidden", f"{person.role.value} may not do this")
        connection.scope.setdefault("state", {})["person"] = person


def demand_rules(app: Litestar) -> None:
    """Raises NoRule unless every route has a rule; a session's handshake has its own proof."""
    without = []
    for route in app.routes:
        handlers = getattr(route, "route_handlers", None) or [getattr(route, "route_handler", None)]
        for handler in handlers:
            if handler is None or getattr(handler, "http_methods", None) == {"OPTIONS"}:
                continue
            rule = handler.opt.get("rule")
            if rule != OPEN and not isinstance(rule, Permission) and not handler.opt.get("sync"):
                without.append(route.path)
    if without:
        raise NoRule(f"these routes have no rule: {', '.join(without)}")


class NoRule(Exception):
    """A route that nobody decided about; the text names it."""


def address_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Where a request comes from."""
    return connection.client.host if connection.client is not None else "local"


def asker(request: Request[Any, Any, Any]) -> Person:
    """Who the guard has let in."""
    person = request.scope["state"]["person"]
    assert isinstance(person, Person)
    return person


_SESSIONS = """
SELECT token_hash, hub_user.id, name, role, language, ends_at_ms
FROM hub_session JOIN hub_user ON hub_user.id = user_id
WHERE ends_at_ms > ? AND disabled_at_ms IS NULL
"""
