"""Less was there than the book said: set aside, counted, covered from elsewhere or passed on."""

from edge.floor.allocation import Allocator, Missing, pass_on
from edge.floor.counting.requesting import plan_count
from edge.floor.draft import Decision, Draft
from edge.floor.progress import advance, ended
from edge.floor.reader import PickTask, SiteReader
from models.warehouse.catalogue import DN_LINE, RESERVATION, TASK
from models.warehouse.commands import ConfirmPick
from models.warehouse.replies import Data, Level, Outcome, Step
from models.warehouse.stock import DAMAGED, HOLD


def post_short(
    draft: Draft, site: SiteReader, command: ConfirmPick, task: PickTask, left: int
) -> Decision:
    """Nothing vanishes: what was not there is set aside in the book and counted; the line is
    covered from elsewhere, and only what nobody has is passed on to a back-order."""
    now, quantity = draft.now, command.quantity
    missing = left - quantity
    assert command.reason is not None
    _set_aside(draft, command.reason, task, missing)
    if not quantity:
        draft.put(RESERVATION, task.reservation_id, {"kind": "gone"})
    draft.put(TASK, task.id, ended(task, "run_short", task.done_quantity + quantity, now))
    dn = site.dn(task.dn_number)
    assert dn is not None
    allocator = Allocator(draft, site, task.to_location)
    key = task.stock.key
    found = allocator.allocate(
        dn, task.line_id, key.item_id, missing, besides_location=key.location_id
    )
    rest = missing - found
    backorder: str | None = None
    if rest:
        backorder = pass_on(draft, site, dn, [Missing(task.line, key.item_id, rest)])
    draft.put(
        DN_LINE,
        task.line_id,
        {
            "allocated": task.line_allocated - left + found,
            "picked": task.line_picked + quantity,
            "short": task.line_short + rest,
        },
    )
    state = advance(draft, site, task, still_open=found > 0, taken=quantity)
    data: Data = {
        "order": task.dn_number,
        "order_state": state,
        "elsewhere": found,
        "short": rest,
        "backorder": backorder,
    }
    return draft.say(
        Outcome.SHORT_POSTED,
        f"pick.{command.reason}",
        Step.NEXT_TASK,
        level=Level.INFO,
        data=data,
        item=task.item,
        missing=missing,
        location=task.stock.location_code,
    )


def _set_aside(draft: Draft, reason: str, task: PickTask, missing: int) -> None:
    stock = task.stock
    draft.hold(stock.key, -missing)
    if reason == "damaged":
        aside, status = missing, DAMAGED
    else:
        # The book keeps what other orders still hope to find here; the rest is doubted as well.
        aside, status = stock.free + missing, HOLD
    draft.move(
        "set_aside",
        stock.key,
        stock.key._replace(status=status),
        aside,
        stock.received_at_ms,
        document_id=task.dn_id,
        line_id=task.line_id,
        task_id=task.id,
        reason=reason,
    )
    plan_count(draft, stock.key.location_id, stock.key.item_id, f"short_pick_{reason}")
    draft.raise_exception(
        "short_pick",
        task.dn_number,
        {
            "item": task.item,
            "location": stock.location_code,
            "missing": missing,
            "reason": reason,
        },
    )
