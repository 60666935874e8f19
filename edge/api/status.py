"""How the site is: ping, health, readiness, metrics, the state of the link."""

from typing import Any

from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Response

from edge.api import status_shapes as shapes
from edge.api.services import Services
from edge.api.views.common import as_of, moment

HttpRequest = Request[Any, Any, Any]


def status_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under the API."""

    @get("/ping", rule="see_site")
    async def ping() -> shapes.Pong:
        """The empty authenticated answer that the scan benchmark compares with."""
        return shapes.Pong()

    @get("/sync", rule="look")
    async def sync_state() -> shapes.Sync:
        return sync_shape(at)

    return [ping, sync_state]


def health_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers at the top: for supervisors of the process and of the site."""

    @get("/healthz", rule="open", include_in_schema=True)
    async def healthz() -> shapes.Health:
        return shapes.Health(status="ok")

    @get("/readyz", rule="open")
    async def readyz() -> Response[shapes.Health]:
        health = at.health
        body = shapes.Health(
            status="ok" if health.ready else "not_ready", reasons=list(health.reasons)
        )
        return Response(body, status_code=200 if health.ready else 503)

    @get("/metrics", rule="measure", media_type="text/plain; version=0.0.4")
    async def metrics() -> Response[str]:
        return Response(render(at), media_type="text/plain; version=0.0.4")

    return [healthz, readyz, metrics]


def sync_shape(at: Services) -> shapes.Sync:
    """The link and what waits to be sent."""
    link, health, now = at.link, at.health, at.wall_ms()
    return shapes.Sync(
        hub=shapes.HubLink(
            address=link.address,
            state=link.state,
            last_heard=moment(link.last_heard_ms),
            last_acked=moment(link.last_acked_ms),
        ),
        waiting_ops=health.outbox_ops,
        oldest_waiting_s=health.outbox_oldest_s,
        quarantined=health.quarantined,
        conflicts=health.conflicts,
        as_of=as_of(now),
        resuming=health.resuming,
    )


def render(at: Services) -> str:
    """Prometheus text. What is not known is left out: unknown is not zero."""
    health, writer = at.health, at.writer
    heard = at.link.last_heard_ms
    lag = None if heard is None else max(0, at.wall_ms() - heard) / 1000
    figures: list[tuple[str, str, float | int | None]] = [
        ("outbox_ops", "gauge", health.outbox_ops),
        ("outbox_oldest_seconds", "gauge", health.outbox_oldest_s),
        ("sync_lag_seconds", "gauge", lag),
        ("quarantined_ops", "gauge", health.quarantined),
        ("conflicts_open", "gauge", health.conflicts),
        ("resuming", "gauge", int(health.resuming)),
        ("fsync_seconds", "gauge", health.fsync_s),
        ("disk_free_bytes", "gauge", health.free_bytes),
        ("wal_bytes", "gauge", health.wal_bytes),
        ("records_kept", "gauge", health.records_kept),
        ("stable_age_seconds", "gauge", health.stable_age_s),
        ("writer_queued", "gauge", writer.queued),
        ("writer_batches_total", "counter", writer.batches),
        ("writer_commands_total", "counter", writer.commands),
        ("scans_total", "counter", at.scans),
        ("event_streams", "gauge", at.broadcast.listeners),
        ("http_slow_total", "counter", at.traffic.slow),
        ("http_seconds_total", "counter", round(at.traffic.seconds, 6)),
        ("ready", "gauge", int(health.ready)),
        ("plugins_off", "gauge", sum(bool(each.off) for each in at.plugins.standings)),
        ("webhook_letters", "gauge", health.letters),
    ]
    lines = []
    for name, kind, value in figures:
        if value is not None:
            lines += [f"# TYPE holdfast_{name} {kind}", f"holdfast_{name} {value}"]
    lines.append("# TYPE holdfast_http_answers_total counter")
    lines += [
        f'holdfast_http_answers_total{{class="{kind}"}} {count}'
        for kind, count in sorted(at.traffic.answers.items())
    ]
    return "\n".join(lines) + "\n"
