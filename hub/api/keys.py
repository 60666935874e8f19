"""API keys of programs, managed by administrators. A key is told once and kept as a hash."""

from typing import Annotated

import msgspec
from litestar import delete, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta

from hub.access import asker
from hub.api.request import HttpRequest, act_of, json_in
from hub.api.sessions import BODY_BYTES_MAX, Name, RoleName, demand_less, named
from hub.permissions import Permission, may
from hub.services import Services
from hub.store import users
from hub.store.moments import shown
from hub.store.users import Person, Role
from models.warehouse import ids
from node.http.problems import Problem
from node.keys import new_token, token_hash

DAYS_MAX = 3_650


class NewKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A program that may call. `permissions`: no more than these of its role's; `days`: how long it
    holds."""

    name: Name
    role: RoleName = "viewer"
    permissions: Annotated[list[Permission], Meta(max_length=len(Permission))] | None = None
    days: Annotated[int, Meta(ge=1, le=DAYS_MAX)] | None = None


class MadeKey(msgspec.Struct, frozen=True):
    """The key is told this once; only its hash is kept."""

    id: str
    name: str
    role: str
    key: str
    expires_at: str | None


class ShownKey(msgspec.Struct, frozen=True):
    """A program's key; `permissions`: what it may do."""

    id: str
    name: str
    role: str
    permissions: list[str]
    created_at: str | None
    created_by: str
    expires_at: str | None


class Keys(msgspec.Struct, frozen=True):
    """Those that were not revoked."""

    items: list[ShownKey]


KEY: msgspec.json.Decoder[NewKey] = msgspec.json.Decoder(NewKey)


def key_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /keys: administrators only."""

    @post("/keys", rule=Permission.MANAGE_PEOPLE, body=NewKey, request_max_body_size=BODY_BYTES_MAX)
    async def add_key(request: HttpRequest) -> MadeKey:
        asked, by, now = await json_in(request, KEY), asker(request), at.wall_ms()
        scope = None if asked.permissions is None else frozenset(p.value for p in asked.permissions)
        role = Role(asked.role)
        program = Person(at.new_id.new(), asked.name, role, is_program=True, scope=scope)
        demand_less(program, by)
        token, days = new_token(), asked.days or 0
        await named(
            at,
            act_of(request, "key_made", asked.name, asked.role),
            lambda store: users.add_key(
                store.connection, program, token_hash(token), by.name, now, days
            ),
        )
        expires = shown(now + days * users.DAY_MS) if days else None
        return MadeKey(ids.show(program.id), asked.name, asked.role, token, expires)

    @get("/keys", rule=Permission.MANAGE_PEOPLE)
    async def list_keys() -> Keys:
        found = await at.ask(users.keys)
        return Keys(
            [
                ShownKey(
                    id=ids.show(key.program.id),
                    name=key.program.name,
                    role=key.program.role.value,
                    permissions=[each.value for each in Permission if may(key.program, each)],
                    created_at=shown(key.created_at_ms),
                    created_by=key.created_by,
                    expires_at=shown(key.expires_at_ms),
                )
                for key in found
            ]
        )

    @delete("/keys/{name:str}", rule=Permission.MANAGE_PEOPLE, status_code=204)
    async def end_key(name: FromPath[str], request: HttpRequest) -> None:
        now = at.wall_ms()
        if not await at.record(
            act_of(request, "key_revoked", name),
            lambda store: users.revoke_key(store.connection, name, now),
        ):
            raise Problem(404, "no_such_key", f"there is no key called {name}")
        await at.ask(at.access.load)

    return [add_key, list_keys, end_key]
