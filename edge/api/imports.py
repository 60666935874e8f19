"""Importing a file over HTTP: spooled to the staging folder, then checked and loaded."""

import asyncio
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import msgspec
from litestar import Request, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body

from edge.api.accounts import Caller
from edge.api.caller import caller_of
from edge.api.loading import SiteKnown, SiteLoader
from edge.api.services import Services
from edge.intake.bounds import FILE_BYTES_MAX
from edge.intake.errors import IntakeError
from edge.intake.names import Kind
from edge.intake.report import Report
from edge.intake.run import Request as Asked
from edge.intake.run import check, load
from models.warehouse.people.permissions import Permission
from node.http.problems import Problem

UPLOAD_BYTES_MAX = FILE_BYTES_MAX + (1 << 20)
CHUNK_BYTES = 1 << 20
AT_ONCE_MAX = 2
HttpRequest = Request[Any, Any, Any]


class Form(msgspec.Struct, kw_only=True):
    """The parts of the upload. `mapping`: JSON object of field → heading."""

    file: UploadFile
    kind: Kind
    dry_run: bool = False
    mapping: str = "{}"


def import_routes(at: Services) -> list[HTTPRouteHandler]:
    """The handler of /imports."""
    slots = asyncio.Semaphore(AT_ONCE_MAX)

    @post("/imports", status_code=200, rule="import", request_max_body_size=UPLOAD_BYTES_MAX)
    async def import_file(
        data: Annotated[Form, Body(media_type=RequestEncodingType.MULTI_PART)],
        request: HttpRequest,
    ) -> Report:
        if slots.locked():
            raise Problem(503, "importing", "other files are being imported", retry_after_s=5)
        async with slots:
            path = await _spool(at.intake_folder, data.file)
            try:
                asked = Asked(
                    kind=data.kind,
                    path=path,
                    name=Path(data.file.filename or "upload").name,
                    dry_run=data.dry_run,
                    mapping=_mapping(data.mapping),
                )
                return await run_import(at, asked, caller_of(request))
            finally:
                path.unlink(missing_ok=True)

    return [import_file]


async def run_import(
    at: Services,
    asked: Asked,
    caller: Caller,
    progress: Callable[[str, int], None] = lambda _, __: None,
) -> Report:
    """Check on a thread, load through the writer; raises Problem for a file refused as a whole."""
    if asked.kind == "people" and not caller.allowed & Permission.MANAGE_PEOPLE.bit:
        raise Problem(403, "not_your_role", "who may do what is for those who manage people")
    if not asked.dry_run:
        at.need_room()
    known = SiteKnown(at.readers, at.wall_ms)
    try:
        checked = await asyncio.to_thread(
            check, asked, known, at.zone, at.intake_folder, partial(progress, "rows read")
        )
    except IntakeError as error:
        raise Problem(422, error.code, error.detail) from error
    return await load(checked, SiteLoader(at, caller), partial(progress, "loaded"))


async def _spool(folder: Path, upload: UploadFile) -> Path:
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".upload", delete=False) as file:
        while chunk := await upload.read(CHUNK_BYTES):
            await asyncio.to_thread(file.write, chunk)
        return Path(file.name)


def _mapping(text: str) -> dict[str, str]:
    try:
        found = msgspec.json.decode(text or "{}", type=dict[str, str])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Problem(400, "bad_mapping", "mapping is a JSON object of field: heading") from error
    return found
