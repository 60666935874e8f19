"""People of this site, managed by those who may. PINs are told once and kept as hashes."""

from typing import Any

import apsw
import msgspec
from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from edge.api import people_shapes as shapes
from edge.api.accounts import Caller, Person
from edge.api.auditing import who_is
from edge.api.caller import OWNER, caller_of
from edge.api.kept import person_by_badge
from edge.api.services import Services
from edge.store.audit import Act, note
from edge.store.recorder import Recorder
from models.warehouse import ids
from models.warehouse.catalogue import PERSON
from models.warehouse.people.permissions import permissions_in
from models.warehouse.people.roles import FOR_KEYS, FOR_PEOPLE, MAY, Role, role_named
from models.warehouse.scopes import warehouse_scope
from node.http.origin import check_json
from node.http.problems import Problem
from node.keys import new_badge, new_pin
from sync.core.catalogue import Value
from sync.core.change import Put
from sync.store.protocol import Author

BODY_BYTES_MAX = 8_192
PEOPLE_MAX = 2_000
_WORKERS = (
    "SELECT person.id, person.name, role, skills, zones, zones_only,"
    " coalesce(person.status, 'active'), language, partner.code, owner.code FROM person"
    " LEFT JOIN partner ON partner.id=person.partner_id"
    " LEFT JOIN owner ON owner.id=person.owner_id"
    " ORDER BY coalesce(person.status, 'active')<>'active', person.name, person.id LIMIT ?"
)
_HERE = "SELECT name FROM person WHERE id=? AND warehouse_id=?"
_ENDS = frozenset(("role", "status", "partner_id", "owner_id"))
"""What ends the sessions of whom it changes."""
_NAMES = msgspec.json.Decoder(list[str])
HttpRequest = Request[Any, Any, Any]


def people_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /people and /roles."""

    @post("/people", status_code=201, rule="manage_people", request_max_body_size=BODY_BYTES_MAX)
    async def add_person(
        data: JSONBody[shapes.NewPerson], request: HttpRequest
    ) -> shapes.MadePerson:
        check_json(request.headers.get("content-type"))
        return await make_person(at, data, caller_of(request))

    @get("/people", rule="see_people")
    async def list_people() -> shapes.People:
        return shapes.People(items=await at.readers.run(workers))

    @post(
        "/people/{person_id:str}",
        status_code=204,
        rule="manage_people",
        request_max_body_size=BODY_BYTES_MAX,
    )
    async def edit_person(
        person_id: FromPath[str], data: JSONBody[shapes.PersonEdit], request: HttpRequest
    ) -> None:
        check_json(request.headers.get("content-type"))
        await _edit(at, await _at_home(at, person_id), data, caller_of(request))

    @post("/people/{person_id:str}/pin", status_code=200, rule="manage_people")
    async def reset_pin(person_id: FromPath[str], request: HttpRequest) -> shapes.NewPins:
        found, pin = await _at_home(at, person_id), new_pin()
        role = await at.readers.run(_role_of, found)
        demand_less(role, caller_of(request))
        hashed = await at.passwords.hash(pin)
        act = Act("pin_reset", who_is(caller_of(request)), ids.show(found))
        await _put(at, found, {"pin_hash": hashed}, act)
        at.accounts.drop_person(found)
        return shapes.NewPins(id=ids.show(found), pin=pin)

    @get("/roles", rule="see_people")
    async def list_roles() -> shapes.Roles:
        return shapes.Roles(
            items=[
                shapes.RoleRow(
                    role=role.value,
                    permissions=[each.value for each in permissions_in(MAY[role])],
                    for_people=role in FOR_PEOPLE,
                    for_keys=role in FOR_KEYS,
                )
                for role in Role
                if role is not Role.NONE
            ]
        )

    return [add_person, list_people, edit_person, reset_pin, list_roles]


def workers(connection: apsw.Connection) -> list[shapes.Worker]:
    """What is stored of people, their skills and zones."""
    rows: list[tuple[Any, ...]] = connection.execute(_WORKERS, (PEOPLE_MAX,)).fetchall()
    return [
        shapes.Worker(
            id=ids.show(row[0]),
            name=str(row[1] or ""),
            role=role_named(str(row[2] or "")).value,
            skills=_NAMES.decode(row[3]),
            zones=_NAMES.decode(row[4]),
            zones_only=bool(row[5]),
            status=row[6],
            language=str(row[7] or "en"),
            partner=row[8],
            owner=row[9],
        )
        for row in rows
    ]


async def make_person(
    at: Services, asked: shapes.NewPerson, by: Caller = OWNER
) -> shapes.MadePerson:
    """Record a person; the badge must be free."""
    demand_less(role_named(asked.role), by)
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
        "partner_id": await partner_id(at, asked.partner),
        "owner_id": await owner_id(at, asked.owner),
    }
    scope = warehouse_scope(at.site.warehouse_id)

    def record(recorder: Recorder) -> int:
        row_id = recorder.ids.new()
        author = Author(by.person_id, by.device_id)
        recorder.store.write(scope, [Put(PERSON, row_id, values)], author)
        act = Act("person_added", who_is(by), ids.show(row_id), asked.role)
        note(recorder.store.connection, act, at.wall_ms())
        return row_id

    row_id = await at.change(record)
    return shapes.MadePerson(
        id=ids.show(row_id), name=asked.name, role=asked.role, badge=badge, pin=pin
    )


def demand_less(role: Role, by: Caller) -> None:
    """A program whose key was narrowed gives nobody more than it has: raises Problem."""
    if MAY[role] & ~by.allowed:
        raise Problem(403, "wider_than_yours", "nobody may give more than they may do")


def _role_of(connection: apsw.Connection, person_id: int) -> Role:
    found = connection.execute("SELECT role FROM person WHERE id=?", (person_id,)).fetchall()
    return role_named(str(found[0][0] or "")) if found else Role.NONE


async def partner_id(at: Services, code: str | None) -> int | None:
    """The partner of a code; raises Problem."""
    return await _known(at, "SELECT id FROM partner WHERE code=?", code, "partner")


async def owner_id(at: Services, code: str | None) -> int | None:
    """The owner of a code; raises Problem."""
    return await _known(at, "SELECT id FROM owner WHERE code=?", code, "owner")


async def _known(at: Services, sql: str, code: str | None, kind: str) -> int | None:
    if code is None:
        return None
    found = await at.readers.run(lambda reader: reader.execute(sql, (code,)).fetchall())
    if not found:
        raise Problem(409, f"unknown_{kind}", f"there is no {kind} {code}")
    assert isinstance(found[0][0], int)
    return found[0][0]


async def _at_home(at: Services, shown: str) -> int:
    """A person of this site; raises Problem."""
    try:
        person_id = ids.read(shown)
    except ValueError:
        person_id = 0
    bound = (person_id, at.site.warehouse_id)
    if not await at.readers.run(lambda reader: reader.execute(_HERE, bound).fetchall()):
        raise Problem(404, "not_found", "there is no such person")
    return person_id


async def _edit(at: Services, person_id: int, asked: shapes.PersonEdit, by: Caller) -> None:
    values: dict[str, Value] = {
        name: value
        for name in ("name", "role", "language", "status")
        if isinstance(value := getattr(asked, name), str)
    }
    if "role" in values:
        demand_less(role_named(str(values["role"])), by)
    if asked.partner is not msgspec.UNSET:
        values["partner_id"] = await partner_id(at, asked.partner)
    if asked.owner is not msgspec.UNSET:
        values["owner_id"] = await owner_id(at, asked.owner)
    if not values:
        raise Problem(400, "malformed", "say at least one field")
    detail = ", ".join(f"{name}={value!s}" for name, value in values.items() if name != "name")
    await _put(at, person_id, values, Act("person_edited", who_is(by), ids.show(person_id), detail))
    if values.keys() & _ENDS:
        at.accounts.drop_person(person_id)


async def _put(at: Services, person_id: int, values: dict[str, Value], act: Act) -> None:
    scope = warehouse_scope(at.site.warehouse_id)

    def record(recorder: Recorder) -> None:
        author = Author(act.who.person_id, act.who.device_id)
        recorder.store.write(scope, [Put(PERSON, person_id, values)], author)
        connection = recorder.store.connection
        if values.keys() & (_ENDS | {"pin_hash"}):
            connection.execute("DELETE FROM session WHERE person_id=?", (person_id,))
            connection.execute("DELETE FROM conversation WHERE person_id=?", (person_id,))
            recorder.standing.pop(person_id, None)
        note(connection, act, at.wall_ms())

    await at.change(record)
