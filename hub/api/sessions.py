"""Logging in by name and password, and out; people."""

from collections.abc import Callable
from typing import Annotated, Literal

import msgspec
from litestar import delete, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Meta

from hub.access import OPEN, address_of, asker
from hub.api.request import HttpRequest, act_of, json_in
from hub.permissions import MAY, Permission, may
from hub.services import Services
from hub.store import users
from hub.store.audit import Act
from hub.store.users import NameTaken, Person, Role
from models.warehouse import ids
from node.http.cookies import sealed_cookie
from node.http.problems import Problem
from node.keys import new_token, token_hash
from node.passwords import TooManyLogins
from sync.store.sqlite import SqliteStore

BODY_BYTES_MAX = 8_192
PASSWORD_CHARACTERS_MIN = 10
Name = Annotated[str, Meta(min_length=1, max_length=80)]
Password = Annotated[str, Meta(min_length=PASSWORD_CHARACTERS_MIN, max_length=200)]
RoleName = Literal["viewer", "planner", "admin"]


class Login(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's name and password."""

    name: Name
    password: Annotated[str, Meta(max_length=200)]


class ShownPerson(msgspec.Struct, frozen=True):
    """Who is logged in."""

    id: str
    name: str
    role: str
    language: str


class Company(msgspec.Struct, frozen=True):
    """Whose hub this is."""

    code: str
    name: str


class Session(msgspec.Struct, frozen=True):
    """Who is asking, and of which hub."""

    person: ShownPerson | None
    company: Company
    version: str


class NewUser(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person who may log in."""

    name: Name
    password: Password
    role: RoleName = "viewer"


LOGIN: msgspec.json.Decoder[Login] = msgspec.json.Decoder(Login)
USER: msgspec.json.Decoder[NewUser] = msgspec.json.Decoder(NewUser)


def session_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /session."""

    @get("/session", rule=OPEN)
    async def whose_session(request: HttpRequest) -> Response[Session]:
        body = _shown(at, at.access.person_of(request))
        return Response(body, headers={"cache-control": "no-store"})

    @post("/session", status_code=200, rule=OPEN, body=Login, request_max_body_size=BODY_BYTES_MAX)
    async def log_in(request: HttpRequest) -> Response[Session]:
        asked = await json_in(request, LOGIN)
        person = await _person_for(at, asked, address_of(request))
        token, now = new_token(), at.wall_ms()
        life_s = int(at.config.login.session_life_s)
        ends = now + life_s * 1000
        hashed = token_hash(token)
        act = Act("login", person.id, person.name, address_of(request))
        await at.record(
            act, lambda store: users.open_session(store.connection, hashed, person.id, now, ends)
        )
        at.access.opened(hashed, person, ends)
        return Response(
            _shown(at, person),
            cookies=[sealed_cookie(request, at.access.cookie, token, life_s)],
            headers={"cache-control": "no-store"},
        )

    @delete("/session", status_code=204, rule=Permission.LOOK)
    async def log_out(request: HttpRequest) -> Response[None]:
        cookie = request.cookies.get(at.access.cookie)
        if cookie:
            hashed = token_hash(cookie)
            await at.record(
                act_of(request, "logout"),
                lambda store: users.close_session(store.connection, hashed),
            )
            at.access.closed(hashed)
        gone = sealed_cookie(request, at.access.cookie, "", 0)
        return Response(None, cookies=[gone], status_code=204)

    return [whose_session, log_in, log_out]


def people_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /users: administrators only."""

    @post(
        "/users", rule=Permission.MANAGE_PEOPLE, body=NewUser, request_max_body_size=BODY_BYTES_MAX
    )
    async def add_user(request: HttpRequest) -> dict[str, str]:
        asked = await json_in(request, USER)
        demand_less(Person(0, asked.name, Role(asked.role)), asker(request))
        hashed = await at.passwords.hash(asked.password)
        user_id, now = at.new_id.new(), at.wall_ms()
        await named(
            at,
            act_of(request, "person_added", asked.name, asked.role),
            lambda store: users.add_user(
                store.connection, user_id, asked.name, hashed, Role(asked.role), now
            ),
        )
        return {"id": ids.show(user_id), "name": asked.name, "role": asked.role}

    @post(
        "/users/password",
        rule=Permission.MANAGE_PEOPLE,
        body=NewUser,
        request_max_body_size=BODY_BYTES_MAX,
        status_code=204,
    )
    async def set_password(request: HttpRequest) -> None:
        asked = await json_in(request, USER)
        known = await at.ask(lambda connection: users.user_named(connection, asked.name))
        if known is not None:
            demand_less(known[0], asker(request))
        hashed = await at.passwords.hash(asked.password)
        if not await at.record(
            act_of(request, "password_set", asked.name),
            lambda store: users.set_password(store.connection, asked.name, hashed),
        ):
            raise Problem(404, "no_such_person", f"there is nobody called {asked.name}")
        await at.ask(at.access.load)

    @delete("/users/{name:str}", rule=Permission.MANAGE_PEOPLE, status_code=204)
    async def put_out(name: FromPath[str], request: HttpRequest) -> None:
        now = at.wall_ms()
        if not await at.record(
            act_of(request, "person_put_out", name),
            lambda store: users.disable(store.connection, name, now),
        ):
            raise Problem(404, "no_such_person", f"there is nobody called {name}")
        await at.ask(at.access.load)

    return [add_user, set_password, put_out]


async def _person_for(at: Services, asked: Login, address: str) -> Person:
    keys = (f"user:{asked.name.casefold()}", f"address:{address}")
    wait_s = at.login_tries.wait_s(*keys)
    if wait_s:
        raise Problem(429, "locked_out", "too many wrong passwords; wait", retry_after_s=wait_s)
    at.login_tries.begin(*keys)
    found = await at.ask(lambda connection: users.user_named(connection, asked.name))
    try:
        good = await at.passwords.matches(found[1] if found else None, asked.password)
    except TooManyLogins:
        raise Problem(503, "busy", "many people log in right now", retry_after_s=1) from None
    if found is None or not good:
        await at.keep(Act("login_refused", address=address, subject=asked.name))
        raise Problem(401, "login_refused", "name or password is wrong")
    at.login_tries.right(*keys)
    return found[0]


def demand_less(made: Person, by: Person) -> None:
    """A program whose key was narrowed makes nobody who may do more: raises Problem."""
    wider = [each for each in MAY[made.role] if may(made, each) and not may(by, each)]
    if wider:
        names = ", ".join(sorted(each.value for each in wider))
        raise Problem(403, "wider_than_yours", f"you may not do this yourself: {names}")


async def named(at: Services, act: Act, work: Callable[[SqliteStore], None]) -> None:
    """Make somebody who needs a name of their own; raises Problem."""
    try:
        await at.record(act, work)
    except NameTaken as error:
        raise Problem(409, "name_taken", f"{error} is there already") from None
    await at.ask(at.access.load)


def _shown(at: Services, person: Person | None) -> Session:
    shown = (
        None
        if person is None
        else ShownPerson(ids.show(person.id), person.name, person.role.value, person.language)
    )
    company = Company(at.identity.company_code, at.identity.company_name)
    return Session(shown, company, at.version)
