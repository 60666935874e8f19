"""The overview: one row per site, each figure as of its site, recounted only when it moved."""

from collections.abc import Callable

import apsw
import msgspec

from hub.store.conflicts import open_conflicts
from hub.store.figures import Figures, site_figures
from hub.store.freshness import Coverage, Known, as_of_all, coverage_of
from hub.store.moments import shown
from hub.store.sites import conflicts_by_site, quarantined_by_site

AGAIN_MS = 1_000
"""A site in full catch-up is recounted once a second."""
OLDEST_MS = 30_000
"""Orders become due and late by the clock alone."""


class SiteRow(msgspec.Struct, frozen=True):
    """A site at a glance. Figures are null while nothing was ever heard of it."""

    code: str
    name: str
    link: str
    reason: str
    last_heard: str | None
    last_applied: str | None
    as_of: str | None
    stale: bool
    skew_ms: int | None
    waiting_ops: int | None
    orders_open: int | None
    orders_due: int | None
    orders_late: int | None
    lines_open: int | None
    shipped_today_units: int | None
    exceptions_open: int | None
    quarantined: int
    conflicts: int
    on_hand_units: int | None
    in_transit_units: int | None


class Overview(msgspec.Struct, frozen=True):
    """All sites. `refused_nodes`: computers turned away that belong to no site. `conflicts`: open
    ones, each once; a conflict between two sites stands in the rows of both."""

    as_of: str | None
    coverage: Coverage
    sites: list[SiteRow]
    refused_nodes: int
    conflicts: int


class Counted(msgspec.Struct, frozen=True):
    """Figures with the version of the site they were counted at."""

    version: int
    at_ms: int
    figures: Figures


class Counts:
    """Figures by site. `moved` is called on the loop, counting happens on a reader's thread."""

    def __init__(self, wall_ms: Callable[[], int]) -> None:
        self._wall_ms = wall_ms
        self._versions: dict[int, int] = {}
        self._counted: dict[int, Counted] = {}

    def moved(self, site: int) -> None:
        """Records of this site came in."""
        self._versions[site] = self._versions.get(site, 0) + 1

    def overview(self, connection: apsw.Connection, sites: list[Known]) -> Overview:
        """Counts what has to be counted again."""
        quarantined = quarantined_by_site(connection)
        conflicts = conflicts_by_site(connection)
        rows = [
            _row(
                site,
                self._figures(connection, site) if site.known else None,
                quarantined.get(site.warehouse_id, 0),
                conflicts.get(site.warehouse_id, 0),
            )
            for site in sites
        ]
        as_of = shown(as_of_all(sites))
        return Overview(
            as_of,
            coverage_of(sites),
            rows,
            quarantined.get(None, 0),
            open_conflicts(connection),
        )

    def _figures(self, connection: apsw.Connection, site: Known) -> Figures:
        now = self._wall_ms()
        version = self._versions.get(site.warehouse_id, 0)
        held = self._counted.get(site.warehouse_id)
        if held is not None:
            age = now - held.at_ms
            if 0 <= age < (OLDEST_MS if held.version == version else AGAIN_MS):
                return held.figures
        figures = site_figures(connection, site.warehouse_id, site.time_zone, now)
        self._counted[site.warehouse_id] = Counted(version, now, figures)
        return figures


def _row(site: Known, figures: Figures | None, quarantined: int, conflicts: int) -> SiteRow:
    freshness = site.freshness
    return SiteRow(
        code=site.code,
        name=site.name,
        link=site.link.value,
        reason=freshness.reason,
        last_heard=shown(freshness.heard_ms),
        last_applied=shown(freshness.applied_ms),
        as_of=shown(freshness.as_of_ms),
        stale=site.stale,
        skew_ms=freshness.skew_ms,
        waiting_ops=freshness.waiting_ops,
        orders_open=figures.orders_open if figures else None,
        orders_due=figures.orders_due if figures else None,
        orders_late=figures.orders_late if figures else None,
        lines_open=figures.lines_open if figures else None,
        shipped_today_units=figures.shipped_today_units if figures else None,
        exceptions_open=figures.exceptions_open if figures else None,
        quarantined=quarantined,
        conflicts=conflicts,
        on_hand_units=figures.on_hand_units if figures else None,
        in_transit_units=figures.in_transit_units if figures else None,
    )
