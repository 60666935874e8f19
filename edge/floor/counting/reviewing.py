"""A supervisor settles what two people found different from the book."""

from edge.floor.counting.book import book_of, moved_meanwhile
from edge.floor.counting.posting import free_for, post
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_task_id
from edge.floor.reader import SiteReader
from edge.floor.reads.counting import Count
from models.warehouse.catalogue import COUNT
from models.warehouse.commands import ReviewCount
from models.warehouse.counting import Kind
from models.warehouse.replies import Level, Outcome, Step
from models.warehouse.states import COUNT_STATES
from sync.core.catalogue import Value


def review_count(command: ReviewCount, site: SiteReader, now: Context) -> Decision:
    """Post the differences, have it counted again, or drop the count."""
    count = site.count(find_task_id(command.count))
    if count is None:
        raise Refusal(Outcome.GONE, "count.unknown", Step.NEXT_TASK, count=command.count)
    if count.state in ("posted", "cancelled"):
        raise Refusal(Outcome.ALREADY_DONE, "count.done", Step.NEXT_TASK, level=Level.INFO)
    if not COUNT_STATES.allows(count.state, command.take):
        raise Refusal(Outcome.STALE_STEP, "count.not_counted", Step.NEXT_TASK)
    location = site.location(count.location_id)
    assert location is not None
    draft = Draft(now)
    values: dict[str, Value] = {"state": COUNT_STATES.after(count.state, command.take)}
    if command.take == "recount":
        values["revision"] = count.revision + 1
        values["pass_number"] = count.pass_number + 1
    else:
        values["closed_at_ms"] = now.now_ms
    if command.take == "post":
        _post(draft, site, count)
    draft.put(COUNT, count.id, values)
    return draft.say(
        Outcome.DOCUMENT_DONE,
        f"count.reviewed_{command.take}",
        Step.NEXT_TASK,
        location=location.code,
    )


def _post(draft: Draft, site: SiteReader, count: Count) -> None:
    """The book must still be what the counters saw: a stale difference would be a wrong one."""
    location = site.location(count.location_id)
    assert location is not None
    lines = site.counted_lines(count.id, count.pass_number)
    seen = {Kind(line.item_id, line.lot_id): line.book for line in lines if line.book}
    if book_of(site, count.location_id, count.item_id) != seen:
        raise moved_meanwhile(location)
    found = {
        Kind(line.item_id, line.lot_id): line.counted - line.book
        for line in lines
        if line.counted != line.book
    }
    if not free_for(site, location, found):
        raise Refusal(
            Outcome.QUANTITY_CHANGED, "count.reserved", Step.NEXT_TASK, location=location.code
        )
    counted = {Kind(line.item_id, line.lot_id): line.counted for line in lines if line.counted}
    post(draft, site, location, found, counted, count.id)
