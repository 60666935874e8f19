"""How models do at the sites, as each site says of itself."""

import apsw
import msgspec

from hub.foresight.publishing import Files
from hub.store import sql
from hub.store.freshness import Known
from hub.store.moments import shown


class Told(Files, frozen=True):
    """What of a manifest is shown. A newer hub's may say more, or leave out what we expect."""

    cut_off: str = ""
    features: str = ""
    site: str = ""
    scores: dict[str, float] = msgspec.field(default_factory=dict)


_MODELS = (
    "SELECT id, manifest, published_at_ms, status FROM forecast_model"
    " ORDER BY published_at_ms DESC, id"
)
_STANDINGS = (
    "SELECT warehouse_id, model, standing, since_ms, reason, judged_at_ms, to_baseline,"
    " to_previous, coverage, items, days, runtime, pretrained FROM model_standing"
    " ORDER BY since_ms DESC, id"
)
THOUSAND = 1000


class ModelRow(msgspec.Struct, frozen=True):
    """A model that was published. `scores`: site → loss over its TSB's where it was trained.
    `active`, `shadow`, `refused`: how many sites say so of it."""

    model: str
    state: str
    published_at: str | None
    cut_off: str
    features: str
    bytes: int
    site: str
    scores: dict[str, float]
    active: int
    shadow: int
    refused: int


class Standing(msgspec.Struct, frozen=True):
    """A model at a site. Ratios below one are better; null: not known yet. `since` null: from the
    beginning."""

    model: str
    standing: str
    since: str | None
    reason: str
    judged_at: str | None
    to_baseline: float | None
    to_previous: float | None
    coverage: float | None
    items: int | None
    days: int | None
    runtime: str
    pretrained: bool


class SiteModels(msgspec.Struct, frozen=True):
    """A site and what it says of its models, the one in use first."""

    code: str
    name: str
    as_of: str | None
    stale: bool
    standings: list[Standing]


class ModelsPage(msgspec.Struct, frozen=True):
    """Everything headquarters knows of models."""

    models: list[ModelRow]
    sites: list[SiteModels]


_TURN = ("active", "shadow", "previous", "refused", "rolled_back", "retired")


def models_page(connection: apsw.Connection, sites: list[Known]) -> ModelsPage:
    """Models newest first, sites by code."""
    said: dict[int, list[Standing]] = {}
    for warehouse, *values in sql.rows(connection, _STANDINGS):
        said.setdefault(warehouse, []).append(_standing(values))
    return ModelsPage(
        models=[_row(row, said) for row in sql.rows(connection, _MODELS)],
        sites=[
            SiteModels(
                code=site.code,
                name=site.name,
                as_of=shown(site.freshness.as_of_ms),
                stale=site.stale,
                standings=sorted(said.get(site.warehouse_id, ()), key=_turn),
            )
            for site in sites
        ],
    )


def _turn(standing: Standing) -> int:
    return _TURN.index(standing.standing) if standing.standing in _TURN else len(_TURN)


def _row(row: sql.Row, said: dict[int, list[Standing]]) -> ModelRow:
    model, text, published_at_ms, state = row
    told = msgspec.json.decode(text, type=Told)
    here = [each.standing for site in said.values() for each in site if each.model == model]
    return ModelRow(
        model=model,
        state=str(state),
        published_at=shown(published_at_ms),
        cut_off=told.cut_off,
        features=told.features,
        bytes=told.onnx.size + told.weights.size,
        site=told.site,
        scores=told.scores,
        active=here.count("active"),
        shadow=here.count("shadow"),
        refused=here.count("refused") + here.count("rolled_back"),
    )


def _standing(values: list[object]) -> Standing:
    """Of a row that a site wrote: what it left out is not known."""
    model, standing, since, reason, judged, to_baseline, to_previous, coverage, *rest = values
    items, days, runtime, pretrained = rest
    return Standing(
        model=str(model or ""),
        standing=str(standing or ""),
        since=shown(_number(since) or None),
        reason=str(reason or ""),
        judged_at=shown(_number(judged)),
        to_baseline=_share(to_baseline),
        to_previous=_share(to_previous),
        coverage=_share(coverage),
        items=_number(items),
        days=_number(days),
        runtime=str(runtime or ""),
        pretrained=pretrained == 1,
    )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _share(value: object) -> float | None:
    return value / THOUSAND if isinstance(value, int) else None
