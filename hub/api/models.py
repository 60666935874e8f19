"""Forecasting models: published here, judged by each site for itself."""

from datetime import UTC, datetime

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from hub.access import asker
from hub.api.request import HttpRequest, act_of, json_in
from hub.foresight.publishing import is_published, keep_part, part_changes, publish, retire
from hub.foresight.standings import ModelsPage, models_page
from hub.permissions import Permission
from hub.services import Services
from models.demand.manifest import (
    Card,
    Manifest,
    ModelRefused,
    Terms,
    check_terms,
    manifest_of,
)
from node.http.problems import Problem
from sync.core.change import Put
from sync.store.protocol import Author

MODEL_BODY_BYTES_MAX = 12 << 20
"""Two files of at most 4 MiB each, in base64."""


class ModelOffered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What training wrote; both files in base64."""

    card: Card
    onnx: bytes
    weights: bytes


class ModelPublished(msgspec.Struct, frozen=True):
    """The id it goes by everywhere."""

    model: str


_OFFERED: msgspec.json.Decoder[ModelOffered] = msgspec.json.Decoder(ModelOffered)


def model_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /models."""

    @get("/models", rule=Permission.LOOK)
    async def models() -> ModelsPage:
        return await at.ask_sites(models_page)

    @post(
        "/models",
        rule=Permission.MANAGE_MODELS,
        body=ModelOffered,
        request_max_body_size=MODEL_BODY_BYTES_MAX,
        status_code=201,
    )
    async def offer(request: HttpRequest) -> ModelPublished:
        offered = await json_in(request, _OFFERED)
        manifest = _manifest(at, offered)
        if not await at.ask(lambda connection: is_published(connection, manifest.model)):
            await _publish(at, request, offered, manifest)
        return ModelPublished(manifest.model)

    @post("/models/{model:str}/retire", rule=Permission.MANAGE_MODELS, status_code=204)
    async def end(model: FromPath[str], request: HttpRequest) -> None:
        company, by = at.identity.company_id, Author(user=asker(request).id)
        act = act_of(request, "model_retired", model)
        if not await at.record(act, lambda store: retire(store, company, model, by)):
            raise Problem(404, "not_found", "no such model is published")

    return [models, offer, end]


async def _publish(
    at: Services, request: HttpRequest, offered: ModelOffered, manifest: Manifest
) -> None:
    company, by, now = at.identity.company_id, Author(user=asker(request).id), at.wall_ms()
    for part in part_changes(company, manifest, offered.onnx, offered.weights):
        await _keep(at, part, by)
    act = act_of(request, "model_published", manifest.model)
    await at.record(act, lambda store: publish(store, company, manifest, by, now))


async def _keep(at: Services, part: Put, by: Author) -> None:
    company = at.identity.company_id
    await at.recorder.change(lambda store: keep_part(store, company, part, by))


def _manifest(at: Services, offered: ModelOffered) -> Manifest:
    """Raises Problem for what no site would take."""
    manifest = manifest_of(offered.card, offered.onnx, offered.weights)
    today = datetime.fromtimestamp(at.wall_ms() / 1000, UTC).date()
    try:
        check_terms(manifest, Terms(offered.card.features, at.version, manifest.site, today))
    except ModelRefused as error:
        raise Problem(422, error.code, error.detail) from error
    return manifest
