"""Plug-ins of this site: how they do, and documents in the forms they write."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter

from edge.api.services import Services
from edge.api.views import documents
from edge.api.views.common import as_of
from edge.plugins.specs import DocumentExporter
from node.http.problems import Problem

Name = Annotated[str, PathParameter(max_length=80)]


class Plugin(msgspec.Struct, frozen=True, kw_only=True):
    """`off`: why it is not asked any more, empty while it is. Times in milliseconds."""

    name: str
    version: str
    gives: list[str]
    off: str
    calls: int
    slow: int
    longest_ms: float


class Exporter(msgspec.Struct, frozen=True, kw_only=True):
    """A form a document can be had in."""

    name: str
    about: str
    media_type: str


class PluginPage(msgspec.Struct, frozen=True, kw_only=True):
    """All that are installed, and the exporters of those that are on."""

    items: list[Plugin]
    exporters: list[Exporter]
    as_of: str


def plugin_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /plugins."""
    plugins = at.plugins

    @get("/plugins", rule="look")
    async def plugin_list() -> PluginPage:
        items = [
            msgspec.convert(msgspec.structs.asdict(standing), Plugin, strict=False)
            for standing in plugins.standings
        ]
        exporters = [
            Exporter(name=each.name, about=each.about, media_type=each.media_type)
            for each in plugins.exporters()
        ]
        return PluginPage(items=items, exporters=exporters, as_of=as_of(at.wall_ms()))

    @get("/plugins/exports/{exporter:str}/{number:str}", rule="look")
    async def export_document(exporter: Name, number: Name) -> Response[bytes]:
        known = next((each for each in plugins.exporters() if each.name == exporter), None)
        if known is None:
            raise Problem(404, "not_found", "no plug-in gives such an exporter")
        document = await _document(at, known, number)
        body = await at.readers.run(lambda _: plugins.export(exporter, document))
        if body is None:
            raise Problem(503, "plugin_off", "the plug-in failed and is switched off")
        return Response(body, media_type=known.media_type)

    return [plugin_list, export_document]


async def _document(at: Services, exporter: DocumentExporter, number: str) -> dict[str, Any]:
    """The document as the API tells it; raises Problem."""
    found: msgspec.Struct | None
    if exporter.about == "order":
        found = await at.readers.run(documents.order_by_number, number)
    else:
        found = await at.readers.run(documents.asn_by_number, number)
    if found is None:
        raise Problem(404, "not_found", "there is no such document")
    told: dict[str, Any] = msgspec.to_builtins(found)
    return told
