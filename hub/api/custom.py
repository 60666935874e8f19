"""Custom fields: defined here or at any site, for the whole company."""

from collections.abc import Callable
from typing import Annotated

import msgspec
from litestar import delete, get, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, PathParameter
from msgspec import Meta

from hub.access import asker
from hub.api.request import BODY_BYTES_MAX, HttpRequest, act_of, json_in
from hub.permissions import Permission
from hub.services import Services
from hub.store.audit import Act
from hub.store.custom import defining, dropping, field_known, fields_in_use
from models.warehouse.commands import Text
from models.warehouse.commands.custom import Choice
from models.warehouse.custom import (
    CHOICES_MAX,
    DECIMALS_MAX,
    FIELDS_MAX,
    About,
    CustomField,
    FieldKind,
    fault,
)
from models.warehouse.scopes import company_scope
from models.warehouse.texts import ENDS
from node.http.problems import Problem
from sync.core.change import Put
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore

Code = Annotated[str, PathParameter(pattern="^[a-z][a-z0-9_]{0,39}" + ENDS)]
_WHY = {
    "keeps_kind": "neither kind nor decimals of a field ever change; make another one",
    "choices_for_choice": "a field of choices needs some, and no other has any",
    "decimals_for_decimal": "only a decimal field has decimals",
}


class FieldAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field as it is to be. `required`: it cannot be emptied, pages show where it is missing."""

    kind: FieldKind
    label_en: Text
    label_zh: Text = ""
    decimals: Annotated[int, Meta(ge=0, le=DECIMALS_MAX)] = 0
    choices: Annotated[tuple[Choice, ...], Meta(max_length=CHOICES_MAX)] = ()
    required: bool = False
    sequence: Annotated[int, Meta(ge=0, le=10_000)] = 0


class FieldList(msgspec.Struct, frozen=True):
    """All fields in use."""

    items: list[CustomField]


Work = Callable[[SqliteStore], Put]
_ASKED: msgspec.json.Decoder[FieldAsked] = msgspec.json.Decoder(FieldAsked)


def custom_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /custom-fields."""

    @get("/custom-fields", rule=Permission.LOOK)
    async def fields() -> FieldList:
        return FieldList(await at.ask(fields_in_use))

    @put(
        "/custom-fields/{about:str}/{code:str}",
        rule=Permission.EDIT_MASTER,
        body=FieldAsked,
        request_max_body_size=BODY_BYTES_MAX,
    )
    async def define(about: FromPath[About], code: Code, request: HttpRequest) -> CustomField:
        asked = await json_in(request, _ASKED)
        wanted = CustomField(about=about, code=code, **msgspec.structs.asdict(asked))
        act = act_of(request, "field_defined", wanted.key)
        await _write(at, request, act, lambda store: _defined(at, store, wanted))
        return wanted

    @delete("/custom-fields/{about:str}/{code:str}", rule=Permission.EDIT_MASTER, status_code=204)
    async def drop(about: FromPath[About], code: Code, request: HttpRequest) -> None:
        key = f"{about}:{code}"
        act = act_of(request, "field_dropped", key)
        await _write(at, request, act, lambda store: _dropped(store, key))

    return [fields, define, drop]


async def _write(at: Services, request: HttpRequest, act: Act, work: Work) -> None:
    by = Author(user=asker(request).id)
    scope = company_scope(at.identity.company_id)
    await at.record(act, lambda store: store.write(scope, [work(store)], by))


def _defined(at: Services, store: SqliteStore, wanted: CustomField) -> Put:
    wrong = fault(field_known(store.connection, wanted.key), wanted)
    if wrong is not None:
        raise Problem(422, wrong, _WHY[wrong])
    others = [field for field in fields_in_use(store.connection) if field.about == wanted.about]
    if len(others) >= FIELDS_MAX and wanted.key not in {field.key for field in others}:
        raise Problem(422, "too_many", f"there are {FIELDS_MAX} fields; no more fit")
    return defining(at.identity.company_id, wanted)


def _dropped(store: SqliteStore, key: str) -> Put:
    known = next((each for each in fields_in_use(store.connection) if each.key == key), None)
    if known is None:
        raise Problem(404, "not_found", "there is no such field")
    return dropping(known)
