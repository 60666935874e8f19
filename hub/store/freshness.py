"""How far the hub's knowledge of a site reaches. Unknown is not zero, and stale is never live."""

from enum import Enum

import apsw
import msgspec

from hub.store import sql

LIVE_MS_MAX = 30_000
STALE_MS_FROM = 15 * 60_000


class Link(Enum):
    """What a site's line looks like from here."""

    LIVE = "live"
    DELAYED = "delayed"
    STALE = "stale"
    OFFLINE = "offline"
    NEVER = "never"


FRESH = frozenset({Link.LIVE, Link.DELAYED})


class Freshness(msgspec.Struct, frozen=True):
    """Times in UTC milliseconds of the hub's clock, except `newest_ms` (the site's own clock).

    heard: last message · applied: last records taken in · known: when the hub last held everything
    the site had · newest: stamp of the newest record held · waiting: records the site still has ·
    told: last message of another hub, behind which the site is; it says nothing of the site's line
    """

    heard_ms: int | None = None
    applied_ms: int | None = None
    known_ms: int | None = None
    newest_ms: int | None = None
    skew_ms: int | None = None
    waiting_ops: int | None = None
    told_ms: int | None = None
    connected: bool = False
    reason: str = "never_heard"

    @property
    def as_of_ms(self) -> int | None:
        """Figures of the site are true as of this moment."""
        known = [moment for moment in (self.known_ms, self._newest_here()) if moment is not None]
        return max(known) if known else None

    def _newest_here(self) -> int | None:
        """The newest record's time on our clock; never later than when it was applied."""
        if self.newest_ms is None or self.applied_ms is None:
            return None
        return min(self.newest_ms - (self.skew_ms or 0), self.applied_ms)

    def link(self, now_ms: int) -> Link:
        """The state of the line now."""
        if self.heard_ms is None:
            return Link.NEVER
        silent_ms = now_ms - self.heard_ms
        untold_ms = now_ms - max(self.heard_ms, self.told_ms or 0)
        if not self.connected and untold_ms >= LIVE_MS_MAX:
            return Link.OFFLINE
        as_of = self.as_of_ms
        if as_of is None or now_ms - as_of >= STALE_MS_FROM or silent_ms >= STALE_MS_FROM:
            return Link.STALE
        late_ms = max(silent_ms, now_ms - as_of)
        return Link.LIVE if self.connected and late_ms < LIVE_MS_MAX else Link.DELAYED


class Coverage(msgspec.Struct, frozen=True):
    """How many sites a figure should cover, and how many of them are fresh."""

    sites: int
    fresh: int


class Known(msgspec.Struct, frozen=True):
    """A site with its state at the moment of asking."""

    warehouse_id: int
    code: str
    name: str
    time_zone: str
    freshness: Freshness
    link: Link

    @property
    def known(self) -> bool:
        """Whether the hub ever held anything of this site."""
        return self.freshness.as_of_ms is not None

    @property
    def stale(self) -> bool:
        """Whether its figures must not be shown as present."""
        return self.link not in FRESH


def coverage_of(sites: list[Known]) -> Coverage:
    """Coverage of a figure that sums over these sites."""
    return Coverage(len(sites), sum(not site.stale for site in sites))


def as_of_all(sites: list[Known]) -> int | None:
    """A sum is as old as its oldest contributor; None while no site is known."""
    moments = [site.freshness.as_of_ms for site in sites if site.known]
    return min((moment for moment in moments if moment is not None), default=None)


def load_freshness(connection: apsw.Connection) -> dict[int, Freshness]:
    """What was saved before the program stopped: nobody is connected now."""
    return {
        site: Freshness(heard, applied, known, newest, skew, reason="not_since_start")
        for site, heard, applied, known, newest, skew in sql.rows(
            connection,
            "SELECT warehouse_id, heard_ms, applied_ms, known_ms, newest_ms, skew_ms"
            " FROM hub_freshness",
        )
    }


def save_freshness(connection: apsw.Connection, known: dict[int, Freshness]) -> None:
    """Keep it for the next start."""
    connection.executemany(
        "INSERT OR REPLACE INTO hub_freshness VALUES (?, ?, ?, ?, ?, ?)",
        [
            (site, f.heard_ms, f.applied_ms, f.known_ms, f.newest_ms, f.skew_ms)
            for site, f in known.items()
            if f.heard_ms is not None
        ],
    )
