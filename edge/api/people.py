"""People and API keys, managed by those who may. Secrets are told once and kept as hashes."""

from typing import Any

import apsw
import msgspec
from litestar import Request, delete, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from edge.api import shapes
from edge.api.access import role_named
from edge.api.accounts import Caller, Key, Person, person_by_badge
from edge.api.services import Services
from edge.api.views.common import as_of
from edge.store.recorder import Recorder
from models.warehouse import ids
from models.warehouse.catalogue import PERSON
from models.warehouse.scopes import warehouse_scope
from node.http.origin import check_json
from node.http.problems import Problem
from node.keys import new_badge, new_pin, new_token, token_hash
from sync.core.catalogue import Value
from sync.core.change import Put
from sync.store.protocol import Author

BODY_BYTES_MAX = 8_192
PEOPLE_MAX = 2_000
_WORKERS = (
    "SELECT id, name, role, skills, zones, zones_only FROM person"
    " WHERE coalesce(status, 'active')='active' ORDER BY name, id LIMIT ?"
)
_NAMES = msgspec.json.Decoder(list[str])
HttpRequest = Request[Any, Any, Any]


def people_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /people and /keys."""

    @post("/people", status_code=201, rule="manage", request_max_body_size=BODY_BYTES_MAX)
    async def add_person(
        data: JSONBody[shapes.NewPerson], request: HttpRequest
    ) -> shapes.MadePerson:
        check_json(request.headers.get("content-type"))
        return await make_person(at, data)

    @get("/people", rule="supervise")
    async def list_people() -> shapes.People:
        return shapes.People(items=await at.readers.run(workers))

    @post("/keys", status_code=201, rule="manage", request_max_body_size=BODY_BYTES_MAX)
    async def add_key(data: JSONBody[shapes.NewKey], request: HttpRequest) -> shapes.MadeKey:
        check_json(request.headers.get("content-type"))
        return await make_key(at, data)

    @get("/keys", rule="manage")
    async def list_keys() -> shapes.Keys:
        return shapes.Keys(
            items=[
                shapes.Key(
                    id=ids.show(key.id),
                    name=key.name,
                    role=key.role,
                    created_at=as_of(key.created_at_ms),
                )
                for key in at.accounts.all_keys()
            ]
        )

    @delete("/keys/{key_id:str}", status_code=204, rule="manage")
    async def revoke_key(key_id: FromPath[str]) -> None:
        found = [key for key in at.accounts.all_keys() if ids.show(key.id) == key_id.upper()]
        if not found:
            raise Problem(404, "not_found", "there is no such key")
        key, now = found[0], at.wall_ms()
        at.accounts.drop_key(key)
        await at.change(
            lambda recorder: _run(
                recorder, "UPDATE api_key SET revoked_at_ms = ? WHERE id = ?", now, key.id
            )
        )

    return [add_person, list_people, add_key, list_keys, revoke_key]


def workers(connection: apsw.Connection) -> list[shapes.Worker]:
    """What is stored of people's skills and zones."""
    rows: list[tuple[Any, ...]] = connection.execute(_WORKERS, (PEOPLE_MAX,)).fetchall()
    return [
        shapes.Worker(
            id=ids.show(row[0]),
            name=row[1],
            role=row[2],
            skills=_NAMES.decode(row[3]),
            zones=_NAMES.decode(row[4]),
            zones_only=bool(row[5]),
        )
        for row in rows
    ]


async def make_person(at: Services, asked: shapes.NewPerson) -> shapes.MadePerson:
    """Record a person; the badge must be free."""
    badge, pin = asked.badge or new_badge(), asked.pin or new_pin()
    taken: Person | None = await at.readers.run(person_by_badge, badge)
    if taken is not None:
        raise Problem(409, "badge_taken", "this badge belongs to somebody")
    values: dict[str, Value] = {
        "company_id": at.site.company_id,
        "warehouse_id": at.site.warehouse_id,
        "name": asked.name,
        "badge": badge,
        "pin_hash": await at.passwords.hash(pin),
        "role": asked.role,
        "language": asked.language,
        "status": "active",
    }
    scope = warehouse_scope(at.site.warehouse_id)

    def record(recorder: Recorder) -> int:
        row_id = recorder.ids.new()
        recorder.store.write(scope, [Put(PERSON, row_id, values)], Author())
        return row_id

    row_id = await at.change(record)
    return shapes.MadePerson(
        id=ids.show(row_id), name=asked.name, role=asked.role, badge=badge, pin=pin
    )


async def make_key(at: Services, asked: shapes.NewKey) -> shapes.MadeKey:
    """Record a program's key."""
    if not at.accounts.has_room():
        raise Problem(503, "too_many_keys", "revoke keys that are not used")
    token, now = new_token(), at.wall_ms()
    digest = token_hash(token)

    def record(recorder: Recorder) -> int:
        row_id = recorder.ids.new()
        _run(
            recorder,
            "INSERT INTO api_key(id, name, key_hash, role, created_at_ms) VALUES(?,?,?,?,?)",
            row_id,
            asked.name,
            digest,
            asked.role,
            now,
        )
        return row_id

    row_id = await at.change(record)
    caller = Caller(key_id=row_id, role=role_named(asked.role))
    at.accounts.add_key(Key(row_id, asked.name, asked.role, digest, now, caller))
    return shapes.MadeKey(id=ids.show(row_id), name=asked.name, role=asked.role, key=token)


def _run(recorder: Recorder, sql: str, *bound: int | str | bytes) -> None:
    recorder.store.connection.execute(sql, bound)
