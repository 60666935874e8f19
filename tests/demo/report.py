"""The report: in seconds a person sees what was done, what happened, and whether it is proved."""

from collections import Counter

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from tests.demo.closing import Proof
from tests.demo.day import Course
from tests.demo.figures import Figures
from tests.demo.orders import NEGATIVE, NOT_WHOLE, UNKNOWN_CANCELLED, ZERO
from tests.demo.world import Site, World

SHOWN_MAX = 8
REASONS = {
    NEGATIVE: "negative quantity",
    ZERO: "quantity zero",
    NOT_WHOLE: "not a whole number",
    UNKNOWN_CANCELLED: "cancels an unknown order",
}


def show(console: Console, world: World, course: Course, proof: Proof, figures: Figures) -> None:
    """Everything, on one screen."""
    console.print()
    console.print(_done(world))
    console.print(_outage(world, course, figures))
    console.print(_proof(proof, figures))
    _faults(console, world, proof)
    verdict = "[bold green]The day is proved.[/]" if figures.good else "[bold red]NOT PROVED.[/]"
    console.print(
        f"{verdict} {figures.scans_per_s:.0f} scans a second over the whole day, 99 of 100 answered"
        f" within {figures.scan_p99_ms:.0f} ms.",
        highlight=False,
    )


def show_addresses(console: Console, world: World) -> None:
    """Where to look now: plain lines, so that no narrow window cuts an address or a password."""
    name, password = world.hub_login
    console.print("[bold]Look around[/]")
    _line(console, "Headquarters", world.hub.address, f"name {name}, password {password}")
    for site in world.sites:
        visitor = site.visitor
        address = f"{site.program.address}/#{visitor.code}"
        login = f"badge {visitor.badge}, PIN {visitor.pin}"
        _line(console, f"Tablet in {site.name}", address, login)
    console.print(
        "  The code in a tablet's address is good for ten minutes and one device; another one:"
        f" holdfast-edge enrol-device --data {world.sites[0].program.folder}",
        soft_wrap=True,
        highlight=False,
    )


def _line(console: Console, page: str, address: str, login: str) -> None:
    console.print(f"  {page:<18}{address}", soft_wrap=True, highlight=False)
    console.print(f"  {'':<18}{login}", soft_wrap=True, highlight=False)


def _done(world: World) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="What was done", title_justify="left", pad_edge=False)
    table.add_column("")
    for site in world.sites:
        table.add_column(site.name, justify="right")
    table.add_column("together", justify="right")
    rows: list[tuple[str, list[int]]] = [
        ("orders taken", [len(site.share.orders) for site in world.sites]),
        *_refused(world),
        ("units received", [site.board.counts["units_received"] for site in world.sites]),
        ("lines picked", [site.board.counts["lines_picked"] for site in world.sites]),
        ("short picks, replaced or passed on",
         [site.board.counts["short_picks"] for site in world.sites]),
        ("orders and back-orders shipped",
         [site.board.counts["orders_shipped"] for site in world.sites]),
        ("units shipped", [site.board.counts["units_shipped"] for site in world.sites]),
        ("back-orders that wait for goods",
         [site.board.counts["orders_waiting"] for site in world.sites]),
        ("totes brought to packing by robots", [_brought(world, site) for site in world.sites]),
        ("commands acknowledged", [len(world.book.of_site(site.code)) for site in world.sites]),
    ]  # fmt: skip
    for title, counts in rows:
        table.add_row(title, *(f"{count:,}" for count in (*counts, sum(counts))))
    return table


def _brought(world: World, site: Site) -> int:
    """Missions that the robots of a site have done."""
    return sum(each.fleet.missions_done for each in world.robots if each.site is site)


def _refused(world: World) -> list[tuple[str, list[int]]]:
    """Rows of the order file that were not taken, by reason."""
    by_site = [Counter(each.reason for each in site.refused) for site in world.sites]
    return [
        (f"rows refused: {REASONS.get(reason, reason)}", [counts[reason] for counts in by_site])
        for reason in sorted(set().union(*by_site))
    ]


def _outage(world: World, course: Course, figures: Figures) -> Panel:
    outage = course.outage
    name = next(site.name for site in world.sites if site.code == outage.site)
    text = Text.from_markup(
        f"The line between [bold]{name}[/] and headquarters was cut for"
        f" [bold]{figures.offline_s:.1f} s[/]. Meanwhile the staff there got"
        f" [bold]{figures.ops_while_offline:,}[/] acknowledged answers, headquarters sent"
        f" {outage.commands_waiting} commands that had to wait, and both sides edited"
        f" the same {len(outage.edited)} fields. Once healed, the site called again after"
        f" {outage.call_s:.1f} s (it tries ever less often); headquarters was level"
        f" [bold]{figures.catch_up_s:.1f} s[/] after the healing and shows"
        f" {figures.conflicts_shown} conflicts.\n"
        f"{_tried(world)}"
    )
    return Panel(text, title="While the line was down", title_align="left", box=box.ROUNDED)


def _tried(world: World) -> str:
    book = world.book
    return (
        f"On purpose: {book.sent_twice:,} commands were sent twice, {book.replies_lost:,} replies"
        f" lost and asked for again, {book.wrong_scans:,} wrong scans made;"
        f" {len(book.wrong_unanswered)} of those were let through."
    )


def _proof(proof: Proof, figures: Figures) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="Proof", title_justify="left", pad_edge=False)
    for heading in ("", "what", "found"):
        table.add_column(heading)
    shown = set(proof.conflicts)
    missing = [each for each in proof.expected_conflicts if each not in shown]
    rows = [
        (figures.lost == 0, f"acknowledged and lost (of {proof.commands_checked:,} looked up in"
         " the ledgers of warehouses and headquarters)", str(figures.lost)),
        (figures.duplicated == 0, "recorded more than once", str(figures.duplicated)),
        (figures.negative_stock == 0, "places that ever held less than nothing",
         str(figures.negative_stock)),
        (figures.converged, "headquarters and warehouses hold the same streams, rows and stock",
         "yes" if figures.converged else f"no: {len(proof.findings.apart)} differences"),
        (figures.ledger_ok, "each program's own check of its ledger",
         ", ".join(f"{check.name} {'ok' if check.code == 0 else 'NOT OK'}"
                   for check in proof.checks)),
        (not missing, "edits that collided are shown to headquarters",
         f"{len(proof.expected_conflicts) - len(missing)} of {len(proof.expected_conflicts)}"),
    ]  # fmt: skip
    for good, what, found in rows:
        table.add_row("[green]✔[/]" if good else "[red]✘[/]", what, found)
    return table


def _faults(console: Console, world: World, proof: Proof) -> None:
    findings = proof.findings
    for title, found in (
        ("lost", findings.lost),
        ("duplicated", findings.duplicated),
        ("negative", findings.negative),
        ("apart", findings.apart),
        ("let through", world.book.wrong_unanswered),
        ("check", [f"{each.name}: {each.said[:1000]}" for each in proof.checks if each.code]),
    ):
        for text in found[:SHOWN_MAX]:
            console.print(f"[red]{title}[/] {text}", highlight=False)
        if len(found) > SHOWN_MAX:
            console.print(f"[red]{title}[/] … and {len(found) - SHOWN_MAX} more")
