"""Live events, health and metrics."""

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Response, Stream

from hub.access import OPEN
from hub.api.request import HttpRequest
from hub.permissions import Permission
from hub.services import Services


def event_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /events."""

    @get("/events", rule=Permission.LOOK, include_in_schema=True)
    async def events(request: HttpRequest) -> Stream:
        return at.feed.broadcast.stream(
            at.feed.missed(request.headers.get("last-event-id")),
            allowed=lambda: at.access.person_of(request) is not None,
        )

    return [events]


def health_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers at the root, for watchdogs and monitoring."""

    @get("/healthz", rule=OPEN, include_in_schema=False)
    async def alive() -> dict[str, str]:
        return {"status": "ok", "version": at.version}

    @get("/readyz", rule=OPEN, include_in_schema=False)
    async def ready() -> Response[dict[str, object]]:
        health = at.health
        body: dict[str, object] = {"ready": health.ready, "reasons": list(health.reasons)}
        return Response(body, status_code=200 if health.ready else 503)

    @get("/metrics", rule=Permission.LOOK, include_in_schema=False, media_type="text/plain")
    async def metrics() -> str:
        return "".join(f"holdfast_hub_{name} {value}\n" for name, value in _metrics(at))

    return [alive, ready, metrics]


def _metrics(at: Services) -> list[tuple[str, float]]:
    now, health = at.wall_ms(), at.health
    found: list[tuple[str, float]] = [
        ("disk_free_bytes", health.free_bytes),
        ("wal_bytes", health.wal_bytes),
        ("readers_waiting", at.readers.waiting),
        ("live_streams", at.feed.broadcast.listeners),
        ("http_seconds_total", round(at.traffic.seconds, 3)),
    ]
    found += [(f"answers_{kind}_total", count) for kind, count in at.traffic.answers.items()]
    if health.records_kept is not None:
        found.append(("records_kept", health.records_kept))
    if health.stable_age_s is not None:
        found.append(("stable_age_seconds", round(health.stable_age_s, 1)))
    if health.quarantined is not None:
        found.append(("quarantined_records", health.quarantined))
    if health.conflicts is not None:
        found.append(("open_conflicts", health.conflicts))
    for site, fresh in sorted(at.watch.all().items()):
        if fresh.as_of_ms is not None:
            label = f'site_lag_seconds{{warehouse="{site}"}}'
            found.append((label, round((now - fresh.as_of_ms) / 1000, 1)))
    return found
