"""The figures of the day: one JSON object, and the verdict on it."""

import math

import msgspec

from tests.demo.book import percentile
from tests.demo.closing import Proof
from tests.demo.day import Course
from tests.demo.world import World

P99 = 0.99


class Figures(msgspec.Struct, frozen=True):
    """The last line on standard output. `rejected_input`: rows of the order file not taken, so
    that `lines` and it make up the file (but for rows that cancel an order of the same file)."""

    orders: int
    lines: int
    units_shipped: int
    sites: int
    offline_s: float
    ops_while_offline: int
    catch_up_s: float
    lost: int
    duplicated: int
    negative_stock: int
    converged: bool
    ledger_ok: bool
    conflicts_shown: int
    rejected_input: int
    scans_per_s: float
    scan_p99_ms: float
    robots: int = 0
    robot_missions: int = 0
    robot_totes_by_hand: int = 0

    @property
    def good(self) -> bool:
        """Whether the day is proved."""
        nothing_wrong = self.lost == self.duplicated == self.negative_stock == 0
        return nothing_wrong and self.converged and self.ledger_ok


def figures_of(world: World, course: Course, proof: Proof) -> Figures:
    """Put together what was counted and what was proved."""
    book, outage = world.book, course.outage
    taken = [order for site in world.sites for order in site.share.orders]
    scans = [done for done in book.done.values() if course.first_s <= done.at_s <= course.last_s]
    findings = proof.findings
    return Figures(
        orders=len(taken),
        lines=sum(len(order.lines) for order in taken),
        units_shipped=sum(site.board.counts["units_shipped"] for site in world.sites),
        sites=len(world.sites),
        offline_s=round(outage.offline_s, 2),
        ops_while_offline=book.between(outage.site, outage.cut_s, outage.healed_s),
        catch_up_s=round(outage.catch_up_s, 2),
        lost=len(findings.lost),
        duplicated=len(findings.duplicated),
        negative_stock=len(findings.negative),
        converged=not findings.apart,
        ledger_ok=proof.ledger_ok,
        conflicts_shown=len(proof.conflicts),
        rejected_input=sum(len(site.refused) for site in world.sites),
        scans_per_s=round(len(scans) / max(course.last_s - course.first_s, 0.001), 1),
        robots=sum(len(robots.fleet.robots) for robots in world.robots),
        robot_missions=sum(robots.fleet.missions_done for robots in world.robots),
        robot_totes_by_hand=sum(site.board.counts["totes_by_hand"] for site in world.sites),
        scan_p99_ms=_ms(percentile(book.latencies_s, P99)),
    )


def _ms(seconds: float) -> float:
    return 0.0 if math.isnan(seconds) else round(seconds * 1000, 1)
