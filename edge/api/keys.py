"""API keys and devices, managed by those who may. Secrets are told once and kept as hashes."""

from typing import Any

import msgspec
from litestar import Request, delete, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from edge.api import people_shapes as shapes
from edge.api.accounts import Caller, Key
from edge.api.auditing import who_is
from edge.api.caller import OWNER, caller_of
from edge.api.kept import key_caller
from edge.api.people import owner_id, partner_id
from edge.api.services import Services
from edge.api.views.common import as_of, moment
from edge.papers.symbols import square_of
from edge.store.audit import Act, note
from edge.store.recorder import Recorder
from models.warehouse import ids
from models.warehouse.people.permissions import permissions_in
from models.warehouse.people.roles import OF_PARTNERS, role_named
from models.warehouse.people.sight import sight_of
from node.http.origin import check_json
from node.http.problems import Problem
from node.keys import new_code, new_token, token_hash

BODY_BYTES_MAX = 8_192
DAY_MS = 86_400_000
CODE_LIFE_S = 600
_KEY = "INSERT INTO api_key(id, name, key_hash, role, created_at_ms) VALUES(?,?,?,?,?)"
_SCOPE = "INSERT INTO key_scope VALUES(?,?,?,?,?)"
_END_KEY = ("UPDATE api_key SET revoked_at_ms=:now WHERE id=:id",)
_END_DEVICE = (
    "UPDATE device SET revoked_at_ms=:now WHERE id=:id",
    "DELETE FROM session WHERE device_id=:id",
)
HttpRequest = Request[Any, Any, Any]


def key_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /keys."""

    @post("/keys", status_code=201, rule="manage_keys", request_max_body_size=BODY_BYTES_MAX)
    async def add_key(data: JSONBody[shapes.NewKey], request: HttpRequest) -> shapes.MadeKey:
        check_json(request.headers.get("content-type"))
        return await make_key(at, data, caller_of(request))

    @get("/keys", rule="manage_keys")
    async def list_keys() -> shapes.Keys:
        return shapes.Keys(items=[_shown(key) for key in at.accounts.all_keys()])

    @delete("/keys/{key_id:str}", status_code=204, rule="manage_keys")
    async def revoke_key(key_id: FromPath[str], request: HttpRequest) -> None:
        found = [key for key in at.accounts.all_keys() if ids.show(key.id) == key_id.upper()]
        if not found:
            raise Problem(404, "not_found", "there is no such key")
        key, act = found[0], Act("key_revoked", who_is(caller_of(request)), found[0].name)
        at.accounts.drop_key(key)
        await _revoked(at, _END_KEY, key.id, act)

    return [add_key, list_keys, revoke_key]


def device_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /devices, but enrolment."""

    @post("/devices/codes", status_code=201, rule="manage_devices")
    async def make_code(request: HttpRequest) -> shapes.NewCode:
        now_ms = at.wall_ms()
        code = new_code(at.secrets.enrolment, now_ms // 1000, life_s=CODE_LIFE_S)
        await at.keep(Act("code_made", who_is(caller_of(request))))
        link = f"{str(request.base_url).rstrip('/')}/#{code}"
        return shapes.NewCode(
            code=code,
            expires_at=as_of(now_ms + CODE_LIFE_S * 1000),
            link=link,
            square=["".join(map(str, row)) for row in square_of(link)],
        )

    @get("/devices", rule="manage_devices")
    async def list_devices() -> shapes.Devices:
        names = at.accounts.names_at_devices()
        return shapes.Devices(
            items=[
                shapes.EnrolledDevice(
                    id=ids.show(device.id),
                    name=device.name,
                    enrolled_at=as_of(device.enrolled_at_ms),
                    expires_at=as_of(device.expires_at_ms),
                    person=names.get(device.id),
                )
                for device in at.accounts.all_devices()
            ]
        )

    @delete("/devices/{device_id:str}", status_code=204, rule="manage_devices")
    async def revoke_device(device_id: FromPath[str], request: HttpRequest) -> None:
        shown, devices = device_id.upper(), at.accounts.all_devices()
        found = [device for device in devices if ids.show(device.id) == shown]
        if not found:
            raise Problem(404, "not_found", "there is no such device")
        at.accounts.drop_device(found[0])
        act = Act("device_revoked", who_is(caller_of(request)), found[0].name)
        await _revoked(at, _END_DEVICE, found[0].id, act)

    return [make_code, list_devices, revoke_device]


async def make_key(at: Services, asked: shapes.NewKey, by: Caller = OWNER) -> shapes.MadeKey:
    """Record a program's key."""
    if not at.accounts.has_room():
        raise Problem(503, "too_many_keys", "revoke keys that are not used")
    role = role_named(asked.role)
    if role in OF_PARTNERS and asked.partner is None:
        raise Problem(400, "partner_needed", "say whose supplier or customer this is")
    scope = _names(asked)
    if key_caller(0, role, scope, None).allowed & ~by.allowed:
        raise Problem(403, "wider_than_yours", "a key may do no more than whoever makes it")
    token, now = new_token(), at.wall_ms()
    digest = token_hash(token)
    expires_at_ms = now + asked.days * DAY_MS if asked.days else None
    partner, owner = await partner_id(at, asked.partner), await owner_id(at, asked.owner)

    def record(recorder: Recorder) -> int:
        row_id = recorder.ids.new()
        connection = recorder.store.connection
        connection.execute(_KEY, (row_id, asked.name, digest, asked.role, now))
        connection.execute(_SCOPE, (row_id, scope, expires_at_ms, partner, owner))
        note(connection, Act("key_made", who_is(by), asked.name, asked.role), now)
        return row_id

    row_id = await at.change(record)
    caller = key_caller(row_id, role, scope, sight_of(role, partner, owner))
    at.accounts.add_key(Key(row_id, asked.name, role.value, digest, now, caller, expires_at_ms))
    return shapes.MadeKey(
        id=ids.show(row_id),
        name=asked.name,
        role=asked.role,
        key=token,
        expires_at=moment(expires_at_ms),
    )


def _names(asked: shapes.NewKey) -> str | None:
    if asked.permissions is None:
        return None
    return msgspec.json.encode(sorted({each.value for each in asked.permissions})).decode()


def _shown(key: Key) -> shapes.Key:
    return shapes.Key(
        id=ids.show(key.id),
        name=key.name,
        role=key.role,
        permissions=[each.value for each in permissions_in(key.caller.allowed)],
        created_at=as_of(key.created_at_ms),
        expires_at=moment(key.expires_at_ms),
    )


async def _revoked(at: Services, statements: tuple[str, ...], row_id: int, act: Act) -> None:
    """Out in memory already; now also after a restart."""
    now = at.wall_ms()

    def record(recorder: Recorder) -> None:
        connection = recorder.store.connection
        for statement in statements:
            connection.execute(statement, {"now": now, "id": row_id})
        note(connection, act, now)

    await at.change(record)
