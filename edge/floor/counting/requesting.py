"""A count is asked for: by a supervisor, by a pick that ran short, by a location thought empty."""

from edge.floor.draft import Context, Decision, Draft
from edge.floor.finding import find_item, find_location, lying_at
from edge.floor.reader import SiteReader
from models.warehouse import ids
from models.warehouse.catalogue import COUNT
from models.warehouse.commands import RequestCount
from models.warehouse.replies import Level, Outcome, Step


def request_count(command: RequestCount, site: SiteReader, now: Context) -> Decision:
    """One open count of a location is enough: a second request joins it."""
    location = find_location(site, command.location)
    whose = lying_at(site, location.id)
    item = find_item(site, command.item, whose) if command.item is not None else None
    draft = Draft(now)
    known = site.open_count(location.id)
    if known is not None:
        if known.item_id is not None and (item is None or item.id != known.item_id):
            draft.put(COUNT, known.id, {"item_id": None})
        return draft.say(
            Outcome.ALREADY_DONE,
            "count.already_asked",
            Step.NEXT_TASK,
            level=Level.INFO,
            data={"count": ids.show(known.id)},
            location=location.code,
        )
    count_id = plan_count(draft, location.id, item.id if item else None, command.reason)
    return draft.say(
        Outcome.LINE_DONE,
        "count.asked",
        Step.NEXT_TASK,
        data={"count": ids.show(count_id)},
        location=location.code,
    )


def plan_count(draft: Draft, location_id: int, item_id: int | None, reason: str) -> int:
    """A count to be done. Returns its id."""
    return draft.insert(
        COUNT,
        {
            "location_id": location_id,
            "item_id": item_id,
            "reason": reason,
            "created_at_ms": draft.now.now_ms,
        },
    )
