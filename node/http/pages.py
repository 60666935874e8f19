"""The built web page: hashed assets for ever, the shell never cached, deep links get the shell."""

import gzip
import mimetypes
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Response

from node.http.problems import Problem

PAGE_BYTES_MAX = 32 << 20
GZIP_FROM = 1_024
_IMMUTABLE = "public, max-age=31536000, immutable"
_STUB = b"""<!doctype html><meta charset="utf-8"><title>Holdfast</title>
<h1>The page has not been built</h1><p>Run <code>make demo</code>, or build the web folder once.</p>
"""
_NOT_PAGES = ("api/", "schema", "sync/", "healthz", "readyz", "metrics")


class Page(msgspec.Struct, frozen=True, dict=True):
    """A file ready to send."""

    body: bytes
    kind: str
    etag: str
    cache: str

    @cached_property
    def packed(self) -> bytes | None:
        """For those who take gzip, once the first one asks; None where it is not worth it."""
        is_text = self.kind.startswith("text/") or self.kind.endswith(("json", "javascript", "xml"))
        return (
            gzip.compress(self.body, 6, mtime=0)
            if is_text and len(self.body) >= GZIP_FROM
            else None
        )


class Pages:
    """All files of one built page, read once at start."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, Page] = {}
        total = 0
        for file in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if file.is_file():
                body = file.read_bytes()
                total += len(body)
                assert total <= PAGE_BYTES_MAX, folder
                name = file.relative_to(folder).as_posix()
                self._files[name] = _page(name, body)
        self.built = "index.html" in self._files
        if not self.built:
            self._files["index.html"] = _page("index.html", _STUB)

    def find(self, path: str) -> Page | None:
        """The file, or the shell for a deep link; None for what cannot be a page."""
        name = path.strip("/") or "index.html"
        found = self._files.get(name)
        if found is None and not name.startswith(_NOT_PAGES) and "." not in name.rpartition("/")[2]:
            found = self._files["index.html"]
        return found


def page_routes(pages: Pages, rule: str) -> list[HTTPRouteHandler]:
    """Handlers for `/` and everything that is no other route; `rule` is their access rule."""

    @get("/", include_in_schema=False, sync_to_thread=False, rule=rule)
    def shell(request: Request[Any, Any, Any]) -> Response[bytes]:
        return _send(pages, "", request)

    @get("/{path:path}", include_in_schema=False, sync_to_thread=False, rule=rule)
    def page(path: FromPath[str], request: Request[Any, Any, Any]) -> Response[bytes]:
        return _send(pages, path, request)

    return [shell, page]


def _send(pages: Pages, path: str, request: Request[Any, Any, Any]) -> Response[bytes]:
    page = pages.find(path)
    if page is None:
        raise Problem(404, "not_found", "there is nothing at this address")
    headers = {"etag": page.etag, "cache-control": page.cache, "vary": "accept-encoding"}
    if request.headers.get("if-none-match") == page.etag:
        return Response(b"", status_code=304, headers=headers, media_type=page.kind)
    body = page.body
    packed = page.packed if "gzip" in request.headers.get("accept-encoding", "") else None
    if packed is not None:
        body, headers["content-encoding"] = packed, "gzip"
    return Response(body, headers=headers, media_type=page.kind)


def _page(name: str, body: bytes) -> Page:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name.endswith(".webmanifest"):
        kind = "application/manifest+json"
    return Page(
        body=body,
        kind=kind,
        etag=f'"{blake2b(body, digest_size=12).hexdigest()}"',
        cache=_IMMUTABLE if name.startswith("assets/") else "no-cache",
    )
