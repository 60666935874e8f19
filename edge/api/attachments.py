"""Photos and papers over HTTP: a file goes up first and is known by its hash; the command `attach`
then makes it part of a document."""

import asyncio
import errno
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, PathParameter, QueryParameter

from edge.api import attachment_shapes as shapes
from edge.api.caller import caller_of
from edge.api.services import DISK_FULL, Services
from edge.api.views import attachments
from edge.store.recorder import Recorder
from models.warehouse.attachments import CONTENT_TYPE, FILE_BYTES_MAX, AttachedTo, sniffed
from models.warehouse.texts import ENDS
from node.http.problems import Problem

AT_ONCE_MAX = 4
_KEEP = "INSERT INTO blob VALUES(?,?,?,?) ON CONFLICT DO UPDATE SET at_ms=excluded.at_ms"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
HttpRequest = Request[Any, Any, Any]
Hash = Annotated[str, PathParameter(pattern=r"^[0-9a-f]{64}" + ENDS)]


def attachment_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /attachments."""
    slots = asyncio.Semaphore(AT_ONCE_MAX)

    @post("/attachments", status_code=201, rule="work", request_max_body_size=FILE_BYTES_MAX)
    async def upload(request: HttpRequest) -> shapes.Uploaded:
        if slots.locked():
            raise Problem(503, "uploading", "other files are coming in", retry_after_s=2)
        async with slots:
            return await _kept(at, await request.body())

    @get("/attachments", rule="see_files")
    async def listed(
        request: HttpRequest,
        document: FromQuery[AttachedTo],
        number: Annotated[str, QueryParameter(min_length=1, max_length=80)],
    ) -> shapes.AttachmentPage:
        by, now = caller_of(request), at.wall_ms()
        return await at.see(by, attachments.attachments_of_number, now, document, number)

    @get("/attachments/{digest:str}", rule="see_files", media_type="application/octet-stream")
    async def download(digest: Hash, request: HttpRequest) -> Response[bytes]:
        kind = await at.see(caller_of(request), attachments.kind_of, digest)
        if kind is None:
            raise Problem(404, "not_found", "there is no such file")
        headers = {
            "etag": f'"{digest}"',
            "cache-control": "private, max-age=31536000, immutable",
            "content-security-policy": "default-src 'none'; sandbox",
            "content-disposition": _disposition(kind, digest),
        }
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(b"", status_code=304, headers=headers)
        body = await asyncio.to_thread(at.blobs.read, digest)
        if body is None:
            raise Problem(404, "blob_missing", "the file is gone or was altered on the disk")
        return Response(body, headers=headers, media_type=CONTENT_TYPE[kind])

    return [upload, listed, download]


async def _kept(at: Services, body: bytes) -> shapes.Uploaded:
    """Durable as a file, then known to the database."""
    kind = sniffed(body)
    if kind is None:
        raise Problem(415, "unsupported_media_type", "send a JPEG, PNG, WebP or PDF file")
    at.need_room()
    if at.disk.free_bytes() < at.config.store.free_bytes_min + len(body):
        raise Problem(507, "disk_full", DISK_FULL)
    now_ms, length = at.wall_ms(), len(body)

    def note(recorder: Recorder) -> None:
        recorder.store.connection.execute(_KEEP, (digest, kind, length, now_ms))

    async with at.blob_turn:
        try:
            digest = await asyncio.to_thread(at.blobs.keep, body)
        except OSError as error:
            if error.errno not in _FULL:
                raise
            at.disk_was_full = True
            raise Problem(507, "disk_full", DISK_FULL) from error
        await at.change(note)
    return shapes.Uploaded(hash=digest, kind=kind, bytes=length)


def _disposition(kind: str, digest: str) -> str:
    """A paper is saved, never opened on our own address; a photo may stand in a page."""
    return f'attachment; filename="{digest[:12]}.pdf"' if kind == "pdf" else "inline"
