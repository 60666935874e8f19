"""Bringing whole units elsewhere on request: a task that ends when its unit stands there, whoever
brought it and by whatever scan."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_location, find_task_id, find_unit, not_allowed
from edge.floor.nesting.tree import inside, stock_inside
from edge.floor.reader import SiteReader, Unit
from edge.floor.skills import demanded
from models.warehouse.catalogue import TASK
from models.warehouse.commands import GiveBackTask, RequestTransport
from models.warehouse.replies import Data, Level, Outcome, Step
from models.warehouse.states import TASK_STATES
from sync.core.catalogue import Value

KIND = "transport"


def request_transport(command: RequestTransport, site: SiteReader, now: Context) -> Decision:
    """One task a unit: another place asked for is where it goes now."""
    unit = find_unit(site, command.unit)
    target = find_location(site, command.to_location)
    contents = stock_inside(site, inside(site, unit))
    if unit.location_id is None or not contents:
        raise Refusal(Outcome.WRONG_UNIT, "transport.empty", Step.SCAN_UNIT, unit=unit.code)
    if target.kind == "virtual" or target.status != "active":
        raise not_allowed(target, "transport.no_place")
    if unit.location_id == target.id:
        raise Refusal(
            Outcome.ALREADY_DONE, "transport.is_there", Step.NEXT_TASK, level=Level.INFO,
            unit=unit.code, location=target.code,
        )  # fmt: skip
    draft = Draft(now)
    known = site.transports_of(unit.id)
    due = command.deadline
    fields: dict[str, Value] = {
        "to_location": target.id,
        "priority": command.priority,
        "deadline_ms": round(due.timestamp() * 1000) if due is not None else None,
    }
    if known:
        draft.put(TASK, known[0].id, fields)
    else:
        item_id = contents[0].key.item_id
        source = site.location(unit.location_id)
        draft.insert(
            TASK,
            {
                **fields,
                "kind": KIND,
                "zone": source.zone if source is not None else None,
                "item_id": item_id,
                "unit_id": unit.id,
                "from_location": unit.location_id,
                "quantity": sum(stock.quantity for stock in contents),
                "sequence": source.sequence if source is not None else 0,
                "created_at_ms": now.now_ms,
                "skill": demanded(site, item_id, unit.location_id, target.id),
            },
        )
    return draft.say(
        Outcome.ACCEPTED, "transport.requested", Step.NEXT_TASK,
        unit=unit.code, location=target.code,
    )  # fmt: skip


def give_back_task(command: GiveBackTask, site: SiteReader, now: Context) -> Decision:
    """Said once: a task that is over meanwhile is nobody's trouble."""
    task = site.putaway_task(find_task_id(command.task_id))
    if task is None:
        raise Refusal(Outcome.GONE, "task.unknown", Step.NEXT_TASK, task=command.task_id)
    if not TASK_STATES.allows(task.state, "finish"):
        raise Refusal(Outcome.ALREADY_DONE, "task.done", Step.NEXT_TASK, level=Level.INFO)
    unit = site.unit_by_id(task.unit_id)
    source = site.location(task.from_location)
    target = site.location(task.to_location) if task.to_location is not None else None
    code = unit.code if unit is not None else command.task_id
    said: Data = {
        "unit": code,
        "from": source.code if source is not None else None,
        "to": target.code if target is not None else None,
        "reason": command.reason,
    }
    draft = Draft(now)
    draft.raise_exception("robot_gave_up", code, said)
    return draft.say(Outcome.ACCEPTED, "transport.given_back", Step.NEXT_TASK, unit=code)


def end_transports(draft: Draft, site: SiteReader, unit: Unit, location_id: int) -> None:
    """The unit stands here now: a request to bring it here is done, one to bring it elsewhere
    begins here."""
    for task in site.transports_of(unit.id):
        if task.to_location != location_id:
            draft.put(TASK, task.id, {"from_location": location_id})
            continue
        draft.put(
            TASK,
            task.id,
            {
                "state": TASK_STATES.after(task.state, "finish"),
                "done_quantity": task.quantity,
                "done_at_ms": draft.now.now_ms,
                "actor": draft.now.person_id,
            },
        )
