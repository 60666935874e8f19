"""One pass of a count: judged against the book, posted, given to another person, or reviewed."""

from collections.abc import Mapping

from edge.floor.counting.book import book_of, entered_of, found_of, moved_meanwhile
from edge.floor.counting.posting import free_for, post
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_item, find_location, find_task_id, lying_at
from edge.floor.reader import Item, Location, SiteReader
from edge.floor.reads.counting import Count
from models.warehouse import ids
from models.warehouse.catalogue import COUNT, COUNT_LINE
from models.warehouse.commands import CountLocation, Entered
from models.warehouse.counting import Kind, Verdict, differences, judge
from models.warehouse.replies import Level, Outcome, Step
from models.warehouse.states import COUNT_STATES
from sync.core.catalogue import Value


def count_location(command: CountLocation, site: SiteReader, now: Context) -> Decision:
    """All that was found in a location. Nothing is posted that only one person has seen differ."""
    location = find_location(site, command.location)
    count = _open(command, site, location)
    demand_other_person(count, now)
    item = _only(command, site, count)
    book = book_of(site, location.id, item.id if item else None)
    if command.seen is not None and found_of(site, location.id, command.seen, item) != book:
        raise moved_meanwhile(location)
    counted = found_of(site, location.id, command.lines, item)
    found = differences(book, counted)
    verdict = judge(found, _before(site, count), now.site.settings.count_tolerance_units)
    if verdict is Verdict.POST and not free_for(site, location, found):
        verdict = Verdict.REVIEW
    draft = Draft(now)
    count_id = _write(draft, count, location, item, verdict)
    entered = entered_of(site, location.id, command.lines, item)
    _write_lines(draft, count_id, count.pass_number if count else 1, book, counted, entered)
    if verdict is Verdict.POST:
        post(draft, site, location, found, counted, count_id)
    elif verdict is Verdict.REVIEW:
        draft.raise_exception(
            "count_differs", location.code, {"count": ids.show(count_id), "kinds": len(found)}
        )
    return draft.say(
        Outcome.DOCUMENT_DONE if verdict is Verdict.POST else Outcome.LINE_DONE,
        f"count.{verdict.value}",
        Step.NEXT_TASK,
        data={"count": ids.show(count_id), "verdict": verdict.value, "differences": len(found)},
        location=location.code,
    )


def demand_other_person(count: Count | None, now: Context) -> None:
    """A second look by the same eyes proves nothing."""
    if count is not None and now.person_id and count.counter_id == now.person_id:
        raise Refusal(Outcome.OTHER_PERSON, "count.other_person", Step.SCAN_LOCATION)


def _open(command: CountLocation, site: SiteReader, location: Location) -> Count | None:
    if command.count is None:
        return site.open_count(location.id)
    count = site.count(find_task_id(command.count))
    if count is None:
        raise Refusal(Outcome.GONE, "count.unknown", Step.NEXT_TASK, count=command.count)
    if count.location_id != location.id:
        raise Refusal(
            Outcome.WRONG_LOCATION,
            "count.other_location",
            Step.SCAN_LOCATION,
            scanned=location.code,
        )
    if count.state not in ("requested", "counting"):
        raise Refusal(Outcome.ALREADY_DONE, "count.done", Step.NEXT_TASK, level=Level.INFO)
    return count


def _only(command: CountLocation, site: SiteReader, count: Count | None) -> Item | None:
    if count is not None:
        return site.item(count.item_id) if count.item_id is not None else None
    if command.item is None:
        return None
    location = find_location(site, command.location)
    return find_item(site, command.item, lying_at(site, location.id))


def _before(site: SiteReader, count: Count | None) -> dict[Kind, int] | None:
    """Differences of the pass before this one."""
    if count is None or count.pass_number == 1:
        return None
    lines = site.counted_lines(count.id, count.pass_number - 1)
    return {
        Kind(line.item_id, line.lot_id): line.counted - line.book
        for line in lines
        if line.counted != line.book
    }


def _write(
    draft: Draft, count: Count | None, location: Location, item: Item | None, verdict: Verdict
) -> int:
    now = draft.now
    state = count.state if count else "requested"
    if state == "requested":
        state = COUNT_STATES.after(state, "start")
    counted = COUNT_STATES.after(state, "count")
    values: dict[str, Value] = {
        "state": COUNT_STATES.after(counted, verdict.value),
        "counter_id": now.person_id,
    }
    if verdict is Verdict.POST:
        values["closed_at_ms"] = now.now_ms
    if verdict is Verdict.RECOUNT:
        # A real step back is the owner's new revision.
        values["revision"] = (count.revision if count else 0) + 1
        values["pass_number"] = (count.pass_number if count else 1) + 1
    if count is not None:
        draft.put(COUNT, count.id, values)
        return count.id
    made: dict[str, Value] = {
        "location_id": location.id,
        "item_id": item.id if item else None,
        "reason": "unasked",
        "created_at_ms": now.now_ms,
    }
    return draft.insert(COUNT, {**made, **values})


def _write_lines(
    draft: Draft,
    count_id: int,
    pass_number: int,
    book: Mapping[Kind, int],
    counted: Mapping[Kind, int],
    entered: Mapping[Kind, Entered],
) -> None:
    for kind in sorted(book.keys() | counted.keys()):
        said = entered.get(kind)
        draft.insert(
            COUNT_LINE,
            {
                "count_id": count_id,
                "pass_number": pass_number,
                "item_id": kind.item_id,
                "lot_id": kind.lot_id,
                "book": book.get(kind, 0),
                "counted": counted.get(kind, 0),
                "counter_id": draft.now.person_id,
                "at_ms": draft.now.now_ms,
                "entered_quantity": said.quantity if said is not None else None,
                "uom": said.uom if said is not None else None,
            },
        )
