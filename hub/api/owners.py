"""Owners of stock: made and renamed at headquarters, replicated to every site, never taken away,
for what a site has kept stays somebody's."""

import apsw
import msgspec
from litestar import get, patch, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Response

from hub.access import asker
from hub.api.request import BODY_BYTES_MAX, HttpRequest, act_of, json_in, tag_of
from hub.permissions import Permission
from hub.services import Services
from hub.store.owners import NewOwner, Owner, OwnerFields, owner_ids, owner_put, owners
from models.warehouse import ids
from models.warehouse.owners import OWNERS_MAX
from models.warehouse.scopes import company_scope
from node.http.problems import Problem
from sync.core.change import Put
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore

_NEW: msgspec.json.Decoder[NewOwner] = msgspec.json.Decoder(NewOwner)
_EDIT: msgspec.json.Decoder[OwnerFields] = msgspec.json.Decoder(OwnerFields)


class OwnerRow(msgspec.Struct, frozen=True):
    """An owner of stock. `is_first`: whose everything is that names nobody else; `items`: how many
    are its own."""

    id: str
    code: str
    name: str
    is_first: bool
    items: int


class OwnerList(msgspec.Struct, frozen=True):
    """All owners, by code."""

    items: list[OwnerRow]


def owner_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /owners."""

    @get("/owners", rule=Permission.LOOK)
    async def listed() -> OwnerList:
        found = await at.ask(owners)
        return OwnerList([_row(at, owner) for owner in found])

    @get("/owners/{code:str}", rule=Permission.LOOK)
    async def one(code: FromPath[str]) -> Response[OwnerRow]:
        return _sent(at, await at.ask(lambda connection: _single(connection, code)), 200)

    @post(
        "/owners", rule=Permission.EDIT_MASTER, body=NewOwner, request_max_body_size=BODY_BYTES_MAX
    )
    async def add(request: HttpRequest) -> Response[OwnerRow]:
        given = await json_in(request, _NEW)
        by = Author(user=asker(request).id)
        act = act_of(request, "owner_added", given.code)
        made = await at.record(act, lambda store: _add(at, store, given, by))
        return _sent(at, made, 201)

    @patch(
        "/owners/{code:str}",
        rule=Permission.EDIT_MASTER,
        body=OwnerFields,
        tagged=True,
        request_max_body_size=BODY_BYTES_MAX,
    )
    async def change(code: FromPath[str], request: HttpRequest) -> Response[OwnerRow]:
        fields, tag = await json_in(request, _EDIT), tag_of(request)
        by = Author(user=asker(request).id)
        renamed = fields.code if isinstance(fields.code, str) and fields.code != code else ""
        act = act_of(request, "owner_edited", code, renamed)
        edited = await at.record(act, lambda store: _edit(at, store, code, fields, tag, by))
        return _sent(at, edited, 200)

    return [listed, one, add, change]


def known_owner(store: SqliteStore, code: str) -> int:
    """The owner whom a body names; raises Problem."""
    found = owner_ids(store.connection, code)
    if not found:
        raise Problem(422, "unknown_owner", f"there is no owner {code}")
    if len(found) > 1:
        raise Problem(409, "ambiguous_owner", f"there are several owners {code}; rename one")
    return found[0]


def _add(at: Services, store: SqliteStore, given: NewOwner, by: Author) -> Owner:
    _demand_free(store, given.code)
    if len(owners(store.connection)) >= OWNERS_MAX:
        raise Problem(409, "too_many_owners", f"a company has at most {OWNERS_MAX}")
    named = given if given.name else msgspec.structs.replace(given, name=given.code)
    return _written(at, store, owner_put(at.new_id.new(), named, at.identity.company_id), by)


def _edit(
    at: Services, store: SqliteStore, code: str, fields: OwnerFields, tag: str, by: Author
) -> Owner:
    known = _single(store.connection, code)
    if tag not in (known.etag, "*"):
        raise Problem(
            412,
            "changed_meanwhile",
            "someone has changed this since you read it",
            more={"current": msgspec.to_builtins(_row(at, known)), "etag": known.etag},
        )
    if isinstance(fields.code, str) and fields.code != code:
        _demand_free(store, fields.code)
    put = owner_put(known.id, fields)
    return known if put is None else _written(at, store, put, by)


def _written(at: Services, store: SqliteStore, put: Put | None, by: Author) -> Owner:
    assert put is not None
    store.write(company_scope(at.identity.company_id), [put], by)
    return next(owner for owner in owners(store.connection) if owner.id == put.pk)


def _demand_free(store: SqliteStore, code: str) -> None:
    if owner_ids(store.connection, code):
        raise Problem(409, "code_taken", f"{code} is there already; edit it instead")


def _single(connection: apsw.Connection, code: str) -> Owner:
    """The owner of a code or, where there are several, of an id."""
    found = owners(connection, code) or [
        owner for owner in owners(connection) if ids.show(owner.id) == code
    ]
    if not found:
        raise Problem(404, "not_found", "there is none of this code")
    if len(found) > 1:
        raise Problem(
            409,
            "ambiguous_code",
            "two hubs made this code while apart; name the owner by its id",
            more={"ids": [ids.show(owner.id) for owner in found]},
        )
    return found[0]


def _row(at: Services, owner: Owner) -> OwnerRow:
    is_first = owner.id == at.identity.owner_id
    return OwnerRow(ids.show(owner.id), owner.code, owner.name, is_first, owner.items)


def _sent(at: Services, owner: Owner, status: int) -> Response[OwnerRow]:
    headers = {"etag": owner.etag, "cache-control": "no-store"}
    return Response(_row(at, owner), status_code=status, headers=headers)
