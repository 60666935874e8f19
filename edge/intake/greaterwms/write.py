"""The whole plan into the site, in one transaction that is kept only if the site holds then."""

import msgspec

from edge.intake.errors import IntakeError
from edge.intake.greaterwms.booking import Booking, write_leftovers, write_stock
from edge.intake.greaterwms.figures import figures_of
from edge.intake.greaterwms.hand import Hand
from edge.intake.greaterwms.known import read_moved
from edge.intake.greaterwms.plan import Fate, Plan, Planner, Printed
from edge.intake.greaterwms.report import Figure
from edge.intake.greaterwms.staging import Progress, Staging
from edge.intake.greaterwms.write_deliveries import write_deliveries, write_recounts
from edge.intake.greaterwms.write_master import Master
from edge.intake.greaterwms.write_orders import write_orders
from edge.store.check import check
from edge.store.recorder import Recorder
from models.warehouse.catalogue import MOVED_ACCOUNT
from sync.store.sqlite import SqliteStore

NOTES_AT_ONCE = 2_000
HISTORY = Fate("history")
_ORIGINS = {"asn": "asnlist", "dn": "dnlist"}
_BLOCKERS_SHOWN = 3


class Account(msgspec.Struct, frozen=True):
    """Whose data it is. tenant: a hash of what was the credential there."""

    tenant: str
    name: str
    content: str
    time_zone: str


def carry_over(
    store: SqliteStore,
    recorder: Recorder,
    planner: Planner,
    staging: Staging,
    account: Account,
    progress: Progress,
    *,
    keep: bool,
) -> list[Figure]:
    """Between the writer's batches. Without `keep` all of it is undone: what would have been is
    known then, and nothing has changed. Raises IntakeError where the site would not hold."""
    store.begin()
    try:
        figures = _write(recorder, planner, staging, account, progress)
        if keep:
            store.commit()
    finally:
        if store.replica.pending is not None:
            store.rollback()
        recorder.reader.forget()
    return figures


def _write(
    recorder: Recorder, planner: Planner, staging: Staging, account: Account, progress: Progress
) -> list[Figure]:
    connection = recorder.store.connection
    hand = Hand(recorder, account.tenant, read_moved(connection, account.tenant))
    master = Master(hand, planner)
    master.write()
    dock, packing = hand.reader.first_location("dock"), hand.reader.first_location("packing")
    if dock is None or packing is None:
        raise IntakeError("no_place", "the site needs a dock and a packing place")
    progress("master data", 1)
    booking = Booking(hand, planner, master, dock, packing)
    for step in (write_stock, write_deliveries, write_orders, write_leftovers, write_recounts):
        step(booking)
        progress(step.__name__.removeprefix("write_"), 1)
    _notes(hand, planner, progress)
    _aliases(hand, planner.plan, booking)
    refused = frozenset(
        key for key, fate in planner.plan.fates.items() if fate.outcome == "refused"
    )
    figures = figures_of(staging.connection, connection, account.tenant, refused)
    with hand.draft() as draft:
        draft.insert(
            MOVED_ACCOUNT,
            {
                **msgspec.structs.asdict(account),
                "at_ms": draft.now.now_ms,
                "figures": msgspec.json.encode(figures).decode(),
            },
        )
    _prove(recorder)
    return figures


def _notes(hand: Hand, planner: Planner, progress: Progress) -> None:
    """Every row that was read, with what became of it."""
    rows = [
        (table, key, body) for table, sheet in planner.sheets.items()
        for key, body in sheet.bodies.items()
    ]  # fmt: skip
    for first in range(0, len(rows), NOTES_AT_ONCE):
        with hand.draft() as draft:
            for table, key, body in rows[first : first + NOTES_AT_ONCE]:
                fate = planner.plan.fates.get((table, key), HISTORY)
                hand.note(draft, (table, key), fate, body, planner.moment_ms(body["create_time"]))
        progress("rows noted", first + NOTES_AT_ONCE)


def _aliases(hand: Hand, plan: Plan, booking: Booking) -> None:
    hand.alias(
        [
            (alias.bar_code, element)
            for alias in plan.aliases
            if (element := _element(hand, alias, booking)) is not None
        ]
    )


def _element(hand: Hand, alias: Printed, booking: Booking) -> str | None:
    """What a printed code stands for; a document that is over is read in the history."""
    if alias.kind == "item":
        return f"item:{booking.master.items[alias.code]}"
    if alias.kind == "location":
        return f"location:{booking.master.places[alias.code]}"
    known = booking.documents.get((alias.kind, alias.code))
    if known is not None:
        return f"{alias.kind}:{known}"
    rows = hand.rows(
        "SELECT id FROM moved_row WHERE number=? AND origin=? AND tenant=? ORDER BY id DESC",
        alias.code, _ORIGINS[alias.kind], hand.tenant,
    )  # fmt: skip
    return f"history:{rows[0][0]}" if rows else None


def _prove(recorder: Recorder) -> None:
    proof = check(recorder.store.connection, recorder.site)
    if not proof.ok:
        shown = "; ".join(
            f"{found.rule}: {found.subject}: {found.detail}"
            for found in proof.findings[:_BLOCKERS_SHOWN]
        )
        raise IntakeError("would_not_hold", f"nothing was written, the site would break: {shown}")
