"""Who is calling: a device's cookie, a person's session, a program's key."""

from collections.abc import Callable
from typing import Any

import msgspec
from litestar.connection import ASGIConnection
from litestar.types import Scope

from edge.api.access import RULES
from edge.api.accounts import AT_A_DEVICE, NOBODY, Accounts, Caller
from edge.floor.draft import Site
from models.warehouse import ids
from models.warehouse.people.permissions import EVERYTHING
from models.warehouse.people.roles import Role
from node.http.access import rule_of
from node.http.cookies import cookie_name
from node.http.origin import check_browser
from node.http.problems import Problem
from node.keys import code_expiry

OWNER_SCHEME = "folder"
OWNER = Caller(role=Role.ADMIN, allowed=EVERYTHING)
_KEY = "caller"
_SAFE = frozenset({"GET", "HEAD"})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "testclient"})

Connection = ASGIConnection[Any, Any, Any, Any]


class Cookies(msgspec.Struct, frozen=True):
    """What the cookies of this site are called."""

    device: str
    session: str


def cookies_of(site: Site) -> Cookies:
    """A site's own: another site on the same machine does not read them."""
    whose = ids.show(site.warehouse_id)
    return Cookies(cookie_name("device", whose), cookie_name("session", whose))


class Gate:
    """Stands before every handler: finds the caller, then asks the route's rule.

    Not a litestar guard: those get a copy of the handler, which costs more than the check.
    """

    def __init__(
        self,
        accounts: Accounts,
        owner: bytes,
        wall_ms: Callable[[], int],
        refused: Callable[[Caller, str], None],
        cookies: Cookies,
    ) -> None:
        self._accounts = accounts
        self._owner = owner
        self._wall_ms = wall_ms
        self._refused = refused
        self._device = f"{cookies.device}=".encode()
        self._session = f"{cookies.session}=".encode()

    async def admit(self, connection: Connection) -> None:
        """Litestar's hook before a request: raises Problem unless this caller may use its route."""
        self.check(connection.scope)

    def check(self, scope: Scope) -> Caller:
        """The caller of a request; raises Problem unless they may use its route."""
        rule = RULES[rule_of(scope["route_handler"])]
        caller = self.find(scope)
        scope["state"][_KEY] = caller
        if rule.mask & caller.allowed or not rule.mask:
            return caller
        client = scope["client"]
        if rule.local and client is not None and client[0] in _LOOPBACK:
            return caller
        if caller.session is not None and caller.role is None:
            raise Problem(401, "locked", "nothing was done for a while: type the PIN again")
        if caller.role is None:
            raise Problem(401, "unauthenticated", "log in, or send an API key")
        self._refused(caller, f"{scope.get('method')} {scope['path']}")
        raise Problem(403, "not_your_role", f"{caller.role.value} may not do this")

    def find(self, scope: Scope) -> Caller:
        """The caller; raises Problem for a bad key and for a request another page may have sent."""
        authorization = cookie = host = origin = custom = b""
        for name, value in scope["headers"]:
            if name == b"authorization":
                authorization = value
            elif name == b"cookie":
                cookie = value
            elif name == b"host":
                host = value
            elif name == b"origin":
                origin = value
            elif name == b"x-holdfast":
                custom = value
        if authorization:
            return self._program(authorization)
        method = str(scope.get("method", "GET"))
        if not cookie:
            return NOBODY
        check_browser(
            method,
            host.decode("latin-1"),
            origin.decode("latin-1") if origin else None,
            custom.decode("latin-1"),
        )
        # The page asks by itself too, but only with GET and without the header.
        return self._person(cookie, used=method not in _SAFE or custom != b"")

    def _program(self, authorization: bytes) -> Caller:
        scheme, _, token = authorization.decode("latin-1").partition(" ")
        key = self._accounts.key(token.strip()) if scheme.lower() == "bearer" else None
        if key is not None:
            return key.caller
        # Whoever can read the folder's key may do all the node may; the CLI shows it this way.
        is_owner = scheme.lower() == OWNER_SCHEME
        if is_owner and code_expiry(self._owner, token, self._wall_ms() // 1000) is not None:
            return OWNER
        raise Problem(401, "bad_key", "this API key is unknown or revoked")

    def _person(self, cookie: bytes, *, used: bool) -> Caller:
        device = session = None
        for part in cookie.split(b";"):
            part = part.strip()
            if part.startswith(self._device):
                device = self._accounts.device(part[len(self._device) :].decode("latin-1"))
            elif part.startswith(self._session):
                token = part[len(self._session) :].decode("latin-1")
                session = self._accounts.session(token, used=used)
        if device is None:
            return NOBODY
        if session is None or session.device_id != device.id:
            return Caller(allowed=AT_A_DEVICE, device_id=device.id, device=device)
        if self._accounts.is_locked(session):
            return Caller(allowed=AT_A_DEVICE, device_id=device.id, device=device, session=session)
        return Caller(
            role=session.role,
            allowed=session.allowed,
            person_id=session.person_id,
            device_id=device.id,
            device=device,
            session=session,
            sight=session.sight,
        )


def caller_of(connection: Connection) -> Caller:
    """The caller the gate found."""
    caller = connection.scope["state"][_KEY]
    assert isinstance(caller, Caller)
    return caller
