"""Keeps watch over what each site last told: on the loop, saved now and then by the writer."""

from collections.abc import Callable, Mapping

import msgspec

from hub.store.freshness import Freshness

OTHER_HUB = "other_hub"


class Watch:
    """Freshness by warehouse. `changed` is called with the site whose state moved."""

    def __init__(
        self,
        known: Mapping[int, Freshness],
        wall_ms: Callable[[], int],
        changed: Callable[[int], None],
    ) -> None:
        self._known = dict(known)
        self._sessions: dict[int, int] = {}
        self._wall_ms = wall_ms
        self._changed = changed

    def all(self) -> dict[int, Freshness]:
        """As of now; the values are frozen."""
        return dict(self._known)

    def up(self, site: int) -> None:
        """A session with the site's computer is open."""
        self._sessions[site] = self._sessions.get(site, 0) + 1
        self._set(site, heard_ms=self._wall_ms(), connected=True, reason="")
        self._changed(site)

    def down(self, site: int, reason: str) -> None:
        """A session ended. What was still waiting there is not known any more."""
        left = self._sessions.get(site, 1) - 1
        self._sessions[site] = left
        if left <= 0:
            del self._sessions[site]
            self._set(site, connected=False, reason=reason, waiting_ops=None)
            self._changed(site)

    def heard(self, site: int, at_ms: int) -> None:
        """The last message came in then."""
        known = self._known.get(site)
        if known is None or known.heard_ms is None or at_ms > known.heard_ms:
            self._set(site, heard_ms=at_ms)

    def told(self, site: int, at_ms: int) -> None:
        """Another hub, which tells of this site, was heard then. Whether the site itself is on its
        line there nobody says, so this never makes a figure newer."""
        known = self._known.get(site)
        if known is not None and not known.connected:
            self._set(site, told_ms=at_ms, reason=OTHER_HUB)

    def skewed(self, site: int, skew_ms: int) -> None:
        """How far the site's clock is ahead of ours."""
        self._set(site, skew_ms=skew_ms)

    def waiting(self, site: int, ops: int) -> None:
        """Records the site has and the hub has not; none means that we hold everything."""
        now = self._wall_ms()
        before = self._known.get(site)
        if ops:
            self._set(site, heard_ms=now, waiting_ops=ops)
        else:
            self._set(site, heard_ms=now, waiting_ops=0, known_ms=now)
        if before is None or before.waiting_ops != ops:
            self._changed(site)

    def applied(self, site: int, newest_ms: int) -> None:
        """Records were taken in, the newest written at this time of the site's clock. They may have
        come through another hub: that is hearing of the site, too."""
        known, now = self._known.get(site, Freshness()), self._wall_ms()
        newest = max(newest_ms, known.newest_ms or 0)
        self._set(site, applied_ms=now, newest_ms=newest, heard_ms=now)
        self._changed(site)

    def _set(self, site: int, **fields: object) -> None:
        known = self._known.get(site, Freshness())
        self._known[site] = msgspec.structs.replace(known, **fields)
