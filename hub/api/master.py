"""Items and partners: read with an ETag, edited with If-Match, replicated to every site."""

import msgspec
from litestar import get, patch, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Response

from hub.access import asker
from hub.api.figures import Cursor, Limit, Short
from hub.api.owners import known_owner
from hub.api.request import BODY_BYTES_MAX, HttpRequest, act_of, json_in, tag_of
from hub.permissions import Permission
from hub.services import Services
from hub.store.cursor import page_limit
from hub.store.custom import UnknownField
from hub.store.master import (
    ItemFields,
    NewItem,
    NewPartner,
    PartnerFields,
    Record,
    RecordPage,
    Shown,
    changes_for,
    find,
    find_by_id,
    has_stock,
    owners_of_code,
    page,
)
from models.warehouse import ids
from models.warehouse.catalogue import ITEM, PARTNER
from models.warehouse.commands.base import SHARED_CHARACTERS_MAX
from models.warehouse.custom import BadValue
from models.warehouse.scopes import company_scope
from node.http.problems import Problem
from sync.core.catalogue import Table, Value
from sync.core.change import Change
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore

Fields = ItemFields | PartnerFields
New = NewItem | NewPartner
Body = dict[str, Shown]


def master_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /items and /partners."""
    items = _routes(at, "items", ITEM, _new(NewItem), _decoder(ItemFields))
    partners = _routes(at, "partners", PARTNER, _new(NewPartner), _decoder(PartnerFields))
    return [*items, *partners]


def _new(kind: type[NewItem] | type[NewPartner]) -> "msgspec.json.Decoder[New]":
    return msgspec.json.Decoder(kind)


def _decoder(kind: type[ItemFields] | type[PartnerFields]) -> "msgspec.json.Decoder[Fields]":
    return msgspec.json.Decoder(kind)


def _routes(
    at: Services,
    path: str,
    table: Table,
    new: "msgspec.json.Decoder[New]",
    edit: "msgspec.json.Decoder[Fields]",
) -> list[HTTPRouteHandler]:
    @get(f"/{path}", rule=Permission.LOOK, name=f"list_{path}")
    async def listed(
        search: Short = None, cursor: Cursor = None, limit: Limit = None
    ) -> RecordPage:
        return await at.ask(
            lambda connection: page(connection, table, search, cursor, page_limit(limit))
        )

    @get(f"/{path}/{{code:str}}", rule=Permission.LOOK, name=f"one_{path}")
    async def one(code: FromPath[str]) -> Response[Body]:
        return _sent(await at.ask(lambda connection: _single(find(connection, table, code))), 200)

    @post(
        f"/{path}",
        rule=Permission.EDIT_MASTER,
        name=f"add_{path}",
        body=NewItem if table is ITEM else NewPartner,
        request_max_body_size=BODY_BYTES_MAX,
    )
    async def add(request: HttpRequest) -> Response[Body]:
        given = await json_in(request, new)
        by = Author(user=asker(request).id)
        act = act_of(request, f"{table.name}_added", given.code)
        record = await at.record(act, lambda store: _add(at, store, table, given, by))
        return _sent(record, 201)

    @patch(
        f"/{path}/{{code:str}}",
        rule=Permission.EDIT_MASTER,
        name=f"edit_{path}",
        body=ItemFields if table is ITEM else PartnerFields,
        tagged=True,
        request_max_body_size=BODY_BYTES_MAX,
    )
    async def change(code: FromPath[str], request: HttpRequest) -> Response[Body]:
        fields, tag = await json_in(request, edit), tag_of(request)
        by = Author(user=asker(request).id)
        record = await at.record(
            act_of(request, f"{table.name}_edited", code),
            lambda store: _edit(at, store, table, code, fields, tag, by),
        )
        return _sent(record, 200)

    return [listed, one, add, change]


def _add(at: Services, store: SqliteStore, table: Table, given: New, by: Author) -> Record:
    base: dict[str, Value] = {"company_id": at.identity.company_id, "code": given.code}
    if isinstance(given, NewItem):
        base["owner_id"] = _owner_of(at, store, given)
    elif find(store.connection, table, given.code):
        raise _taken(given.code)
    _demand_weighable(store, Record(0, "", {}), given)
    row_id = at.new_id.new()
    changes = _changes(at, store, table, row_id, given, base)
    store.write(company_scope(at.identity.company_id), changes, by)
    return find_by_id(store.connection, table, row_id)


def _owner_of(at: Services, store: SqliteStore, given: NewItem) -> int:
    """Whose a new item is; each owner has a code once."""
    owner = at.identity.owner_id if given.owner is None else known_owner(store, given.owner)
    holders = owners_of_code(store.connection, given.code)
    if owner in holders:
        raise _taken(given.code)
    if holders and len(given.code) > SHARED_CHARACTERS_MAX:
        raise Problem(422, "code_too_long", f"several owners share {SHARED_CHARACTERS_MAX} letters")
    return owner


def _taken(code: str) -> Problem:
    return Problem(409, "code_taken", f"{code} is there already; edit it instead")


def _edit(
    at: Services,
    store: SqliteStore,
    table: Table,
    code: str,
    fields: Fields,
    tag: str,
    by: Author,
) -> Record:
    record = _single(find(store.connection, table, code))
    if tag not in (record.etag, "*"):
        raise Problem(
            412,
            "changed_meanwhile",
            "someone has changed this since you read it",
            more={"current": record.values, "etag": record.etag},
        )
    _demand_weighable(store, record, fields)
    changes = _changes(at, store, table, record.id, fields, {})
    if changes:
        store.write(company_scope(at.identity.company_id), changes, by)
    return find_by_id(store.connection, table, record.id)


def _demand_weighable(store: SqliteStore, record: Record, fields: Fields) -> None:
    """Goods sold by weight say what a piece weighs as a rule, and what lies somewhere was weighed
    from the beginning or not at all."""
    if not isinstance(fields, ItemFields):
        return
    before = bool(record.values.get("catch_weight"))
    after = before if fields.catch_weight is msgspec.UNSET else fields.catch_weight
    known = record.values.get("weight_g") if fields.weight_g is msgspec.UNSET else fields.weight_g
    if after and not known:
        raise Problem(422, "needs_weight", "an item sold by weight needs weight_g, that of a piece")
    if after != before and has_stock(store.connection, record.id):
        raise Problem(409, "has_stock", "this changes only while nothing of it lies anywhere")


def _changes(
    at: Services,
    store: SqliteStore,
    table: Table,
    row_id: int,
    fields: Fields,
    base: dict[str, Value],
) -> list[Change]:
    company = at.identity.company_id
    try:
        return changes_for(store.connection, table, row_id, fields, base, company)
    except UnknownField as error:
        raise Problem(422, "unknown_field", f"there is no field {error}") from error
    except BadValue as error:
        raise Problem(422, error.reason, "a custom value does not fit its field") from error


def _single(found: list[Record]) -> Record:
    if not found:
        raise Problem(404, "not_found", "there is none of this code")
    if len(found) > 1:
        raise Problem(
            409,
            "ambiguous_code",
            "several owners use this code, so say CODE@OWNER; or two sites made it while apart, so"
            " rename one at its site",
            more={
                "ids": [ids.show(record.id) for record in found],
                "owners": [record.values.get("owner") for record in found],
            },
        )
    return found[0]


def _sent(record: Record, status: int) -> Response[Body]:
    body: Body = {"id": ids.show(record.id), **record.values}
    headers = {"etag": record.etag, "cache-control": "no-store"}
    return Response(body, status_code=status, headers=headers)
