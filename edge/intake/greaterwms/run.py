"""One move from file to report: copy, stage, read, compare, plan, and only then write."""

import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from edge.floor.draft import Site
from edge.intake.errors import IntakeError
from edge.intake.greaterwms import source
from edge.intake.greaterwms.compare import compare
from edge.intake.greaterwms.findings import Findings
from edge.intake.greaterwms.known import read_account, read_known, read_tables
from edge.intake.greaterwms.plan import Planner
from edge.intake.greaterwms.plan_documents import (
    plan_aliases,
    plan_deliveries,
    plan_orders,
    plan_recounts,
)
from edge.intake.greaterwms.plan_master import plan_master
from edge.intake.greaterwms.plan_stock import Stock
from edge.intake.greaterwms.reading import read_sheets
from edge.intake.greaterwms.report import LEFT_BEHIND, Count, Figure, Report, TableAccount
from edge.intake.greaterwms.staging import Progress, Staging
from edge.intake.greaterwms.write import Account, carry_over
from edge.store.recorder import Actor, Recorder
from sync.store.sqlite import SqliteStore

NAME_CHARACTERS_MAX = 80
TIME_ZONE = "Asia/Shanghai"
"""What GreaterWMS runs in where nobody changed it."""


class Wish(msgspec.Struct, frozen=True):
    """account: name or id, needed where the database has several. write: not only look."""

    file: Path
    account: str | None = None
    time_zone: str = TIME_ZONE
    write: bool = False


def move_in(
    store: SqliteStore, recorder: Recorder, wish: Wish, folder: Path, progress: Progress
) -> Report:
    """Between the writer's batches. Raises IntakeError for a file refused as a whole."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        room, findings = Path(made), Findings()
        staging = Staging(room / "stage.db")
        try:
            account = _stage(staging, wish, room, findings, progress)
            before = _moved_before(recorder, account)
            if before is not None:
                tables = read_tables(recorder.store.connection, account.tenant)
                return _report("moved_in_before", wish, account, before, tables, findings)
            planner = _plan(staging, recorder, wish, findings)
            figures = carry_over(
                store, recorder, planner, staging, account, progress, keep=wish.write
            )
            state = "moved_in" if wish.write else "checked"
            tables = [_account(planner, table) for table in planner.sheets]
            return _report(state, wish, account, figures, tables, findings)
        finally:
            staging.close()


def _stage(
    staging: Staging, wish: Wish, room: Path, findings: Findings, progress: Progress
) -> Account:
    with source.opened(wish.file, room) as connection:
        there = source.recognise(connection)
        source.look_for_damage(connection, findings)
        openid, name = _chosen(source.tenants(connection, there), wish.account)
        staging.fill(connection, there, openid, findings, progress)
    return Account(source.hidden(openid), name, staging.content, wish.time_zone)


def _chosen(found: dict[str, str], wanted: str | None) -> tuple[str, str]:
    """The account asked for, or the only one."""
    shown = {
        openid: (name.replace("\0", "")[:NAME_CHARACTERS_MAX] or "unnamed", source.hidden(openid))
        for openid, name in found.items()
    }
    fitting = [
        (openid, name)
        for openid, (name, hidden) in shown.items()
        if wanted is None or wanted in (name, hidden)
    ]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(f"{name} ({hidden})" for name, hidden in sorted(shown.values()))
    if not found:
        raise IntakeError("no_account", "no account in this database has any data")
    if not fitting:
        raise IntakeError("unknown_account", f"there is no account {wanted}; there are: {names}")
    raise IntakeError("which_account", f"say which account with --account: {names}")


def _moved_before(recorder: Recorder, account: Account) -> list[Figure] | None:
    known = read_account(recorder.store.connection, account.tenant)
    if known is None:
        return None
    content, figures = known
    if content != account.content:
        raise IntakeError(
            "moved_in_already",
            "this account was moved in before, and its stock is kept here since; the file has"
            " changed and is not read again",
        )
    return msgspec.json.decode(figures, type=list[Figure])


def _plan(staging: Staging, recorder: Recorder, wish: Wish, findings: Findings) -> Planner:
    compare(staging.connection, findings)
    site: Site = recorder.site
    known = read_known(recorder.store.connection, site)
    sheets = read_sheets(staging, findings)
    now_ms = recorder.now(Actor()).now_ms
    planner = Planner(sheets, known, findings, ZoneInfo(wish.time_zone), now_ms)
    plan_master(planner)
    stock = Stock(planner)
    stock.open()
    plan_deliveries(planner)
    plan_orders(planner, stock)
    plan_recounts(planner)
    plan_aliases(planner)
    return planner


def _report(
    state: str,
    wish: Wish,
    account: Account,
    figures: list[Figure],
    tables: list[TableAccount],
    findings: Findings,
) -> Report:
    return Report(
        state=state,
        file=wish.file.name,
        account=account.name,
        time_zone=account.time_zone,
        figures=figures,
        tables=tables,
        counts=[
            Count(level, rule, count) for (level, rule), count in sorted(findings.counts.items())
        ],
        findings=findings.shown,
        left_behind=LEFT_BEHIND,
    )


def _account(planner: Planner, table: str) -> TableAccount:
    bodies = planner.sheets[table].bodies
    told = [fate.outcome for key in bodies if (fate := planner.plan.fates.get((table, key)))]
    imported, refused = told.count("imported"), told.count("refused")
    return TableAccount(table, len(bodies), imported, len(bodies) - imported - refused, refused)
