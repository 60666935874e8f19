"""A list as a file over HTTP: written beside the database in one read, then sent piece by piece."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, BinaryIO

import apsw
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from edge.api.auditing import who_is
from edge.api.caller import caller_of
from edge.api.services import Services
from edge.export.lists import Language, listed
from edge.export.sheets import CONTENT_TYPE, ROWS_MAX, Format, TooManyRows, write_table
from edge.intake.names import Kind
from edge.store.audit import Act
from models.warehouse.people.permissions import Permission
from node.http.problems import Problem

CHUNK_BYTES = 1 << 18
AT_ONCE_MAX = 2
HttpRequest = Request[Any, Any, Any]


def export_routes(at: Services) -> list[HTTPRouteHandler]:
    """The handler of /exports."""
    slots = asyncio.Semaphore(AT_ONCE_MAX)

    @get("/exports/{kind:str}", rule="supervise", media_type="application/octet-stream")
    async def export_list(
        request: HttpRequest,
        kind: FromPath[Kind],
        form: FromQuery[Format] = "csv",
        language: FromQuery[Language] = "en",
    ) -> Stream:
        if kind == "people" and not caller_of(request).allowed & Permission.SEE_PEOPLE.bit:
            raise Problem(403, "not_your_role", "who may do what is for those who may see people")
        if slots.locked():
            raise Problem(503, "exporting", "other lists are being written", retry_after_s=5)
        async with slots:
            path = await at.readers.run(_written, at.intake_folder, kind, form, language)
        name = f"{kind}-{at.today()}.{form}"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        file = path.open("rb")
        # Removed at once: what is open can still be read, and nothing stays behind.
        path.unlink()
        await at.keep(Act("export", who_is(caller_of(request)), kind, form))
        return Stream(_sent(file), media_type=CONTENT_TYPE[form], headers=headers)

    return [export_list]


def _written(
    connection: apsw.Connection, folder: Path, kind: str, form: Format, language: Language
) -> Path:
    """A file that its sender removes."""
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".export", delete=False) as file:
        path = Path(file.name)
    try:
        table = listed(connection, kind, language)
        write_table(path, form, table.headings, table.rows, lambda _: None)
    except TooManyRows as error:
        path.unlink()
        raise Problem(422, "too_many_rows", f"the list has more than {ROWS_MAX} rows") from error
    except BaseException:
        path.unlink()
        raise
    return path


async def _sent(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk
