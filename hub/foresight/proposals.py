"""What sites propose to do about demand to come, as they last told."""

import apsw
import msgspec

from hub.store import sql
from hub.store.cursor import read_cursor, show_cursor
from hub.store.freshness import Coverage, Known, as_of_all, coverage_of
from hub.store.moments import shown
from models.warehouse import ids
from models.warehouse.foresight import Outlook
from models.warehouse.naming import called
from models.warehouse.proposals import ProposalRow, read_because, read_outlook, shortened

_ROW = f"""
SELECT p.id, p.kind, p.state, {called("item")}, item.description, item.base_uom, p.quantity,
    p.urgent_on, p.as_of_day, p.accepted, p.reason, p.because, p.warehouse_id
FROM proposal p LEFT JOIN item ON item.id = +p.item_id WHERE {{where}}
"""  # noqa: S608  words of ours
_OPEN = _ROW.format(
    where="""p.state = 'open' AND (coalesce(p.urgent_on, '9999'), p.id) > (:urgent, :id)
    AND (:kind IS NULL OR p.kind = :kind)
    AND p.warehouse_id IN (SELECT value FROM json_each(:sites))
ORDER BY coalesce(p.urgent_on, '9999'), p.id LIMIT :limit"""
)
_ONE = _ROW.format(where="p.id = ?")
_OUTLOOKS = "SELECT warehouse_id, says FROM outlook ORDER BY id"
NEVER = "9999"


class SiteProposal(ProposalRow, frozen=True, kw_only=True):
    """A proposal of a site; `stale`: the site was not heard lately."""

    site: str
    as_of: str | None
    stale: bool


class SiteProposals(msgspec.Struct, frozen=True):
    """A page of the list, the most urgent first."""

    items: list[SiteProposal]
    next_cursor: str | None
    coverage: Coverage
    as_of: str | None


class SiteWork(msgspec.Struct, frozen=True):
    """The work a site expects; null until it has told."""

    site: str
    name: str
    as_of: str | None
    stale: bool
    outlook: Outlook | None


class Work(msgspec.Struct, frozen=True):
    """All sites, by code."""

    items: list[SiteWork]
    coverage: Coverage
    as_of: str | None


def proposals_page(
    connection: apsw.Connection,
    sites: list[Known],
    *,
    kind: str | None,
    cursor: str | None,
    limit: int,
) -> SiteProposals:
    """Open ones, without their pictures."""
    urgent, last_id = read_cursor(cursor, (str, int)) or ("", 0)
    values = {
        "urgent": urgent,
        "id": last_id,
        "kind": kind,
        "sites": msgspec.json.encode([site.warehouse_id for site in sites]).decode(),
        "limit": limit + 1,
    }
    found = sql.rows(connection, _OPEN, values)
    by_id = {site.warehouse_id: site for site in sites}
    items = [_proposal(row, by_id[row[12]], whole=False) for row in found[:limit]]
    end = found[limit - 1] if len(found) > limit else None
    last = show_cursor((end[7] or NEVER, end[0])) if end else None
    return SiteProposals(items, last, coverage_of(sites), shown(as_of_all(sites)))


def site_proposal(
    connection: apsw.Connection, sites: list[Known], named: str
) -> SiteProposal | None:
    """One with all its figures."""
    try:
        row = sql.row(connection, _ONE, (ids.read(named),))
    except ValueError:
        return None
    by_id = {site.warehouse_id: site for site in sites}
    if row is None or row[12] not in by_id:
        return None
    return _proposal(row, by_id[row[12]], whole=True)


def work_of_sites(connection: apsw.Connection, sites: list[Known]) -> Work:
    """The work each site expects."""
    said = {site: read_outlook(says) for site, says in sql.rows(connection, _OUTLOOKS)}
    items = [
        SiteWork(
            site=site.code,
            name=site.name,
            as_of=shown(site.freshness.as_of_ms),
            stale=site.stale,
            outlook=said.get(site.warehouse_id),
        )
        for site in sites
    ]
    return Work(items, coverage_of(sites), shown(as_of_all(sites)))


def _proposal(row: sql.Row, site: Known, *, whole: bool) -> SiteProposal:
    because = read_because(row[11])
    return SiteProposal(
        id=ids.show(row[0]),
        kind=str(row[1] or ""),
        state=str(row[2] or ""),
        item=str(row[3] or ""),
        description=row[4],
        uom=str(row[5] or ""),
        quantity=row[6] or 0,
        urgent_on=row[7],
        as_of_day=str(row[8] or ""),
        accepted=row[9],
        reason=row[10],
        because=because if whole else shortened(because),
        site=site.code,
        as_of=shown(site.freshness.as_of_ms),
        stale=site.stale,
    )
