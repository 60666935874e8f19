"""EDIFACT over HTTP: a file goes up, messages come down."""

import asyncio
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, PathParameter

from edge.api.access import BIT_OF, PERMISSION_OF
from edge.api.accounts import Caller
from edge.api.caller import caller_of
from edge.api.commands import actor_of
from edge.api.services import Services
from edge.edi.loading import COMMANDS, EdiReport, Understood, load, understand
from edge.edi.reading import FILE_BYTES_MAX, Unreadable
from edge.edi.telling import Own, desadv, recadv
from edge.edi.writing import charset_of
from edge.store.recorder import Recorder
from node.http.problems import Problem

MEDIA_TYPE = "application/edifact"
HttpRequest = Request[Any, Any, Any]
Number = Annotated[str, PathParameter(max_length=80)]


def edi_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /edi."""
    turn = asyncio.Lock()
    own = Own(at.config.edi.id or at.site.code, at.zone)

    @post("/edi", status_code=200, rule="import", request_max_body_size=FILE_BYTES_MAX)
    async def load_edi(request: HttpRequest, dry_run: FromQuery[bool] = False) -> EdiReport:
        if turn.locked():
            raise Problem(503, "importing", "another file is being read", retry_after_s=2)
        async with turn:
            body = await request.body()
            caller = caller_of(request)
            try:
                asked = await asyncio.to_thread(understand, body, at.zone)
            except Unreadable as error:
                raise Problem(422, error.code, error.detail) from error
            _need_permission(asked, caller)
            actor = actor_of(caller)

            def write(recorder: Recorder) -> EdiReport:
                return load(recorder, asked, actor, dry_run=dry_run)

            return await at.change(write)

    @get("/edi/recadv/{number:str}", rule="look", media_type=MEDIA_TYPE)
    async def receiving_advice(number: Number) -> Response[bytes]:
        return _file(await at.readers.run(recadv, number, own), f"RECADV-{number}")

    @get("/edi/desadv/{number:str}", rule="look", media_type=MEDIA_TYPE)
    async def despatch_advice(number: Number) -> Response[bytes]:
        return _file(await at.readers.run(desadv, number, own), f"DESADV-{number}")

    return [load_edi, receiving_advice, despatch_advice]


def _need_permission(asked: Understood, caller: Caller) -> None:
    """A file may say no more than whoever sends it: raises Problem."""
    for document in asked.documents:
        command = COMMANDS[document.kind]
        if not BIT_OF[command] & caller.allowed:
            needed = PERMISSION_OF[command].value
            raise Problem(403, "not_your_role", f"this file needs the permission {needed}")


def _file(text: str, name: str) -> Response[bytes]:
    plain = "".join(each if each.isalnum() and each.isascii() else "-" for each in name)
    headers = {"content-disposition": f'attachment; filename="{plain}.edi"'}
    return Response(text.encode(charset_of(text)), media_type=MEDIA_TYPE, headers=headers)
