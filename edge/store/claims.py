"""Leasing pick tasks to the person who asks: one order (or batch) at a time, never two to one."""

import apsw

from edge.floor.claiming import next_orders, taken_on
from edge.store.recorder import Actor, Recorder
from models.picking.batching.orders import Cart

TASKS_MAX = 500


def claim_picks(recorder: Recorder, actor: Actor, limit: int) -> list[int]:
    """Lease what this person picks now: what is theirs already, else the next order's free tasks.
    Run it with `Writer.transact`. Returns the tasks; none: there is no work."""
    now = recorder.now(actor)
    tasks = [pick.task_id for pick in recorder.reader.my_picks(actor.person_id, now.now_ms)]
    if not tasks:
        cart = Cart(slots=now.site.settings.orders_per_claim_max)
        tasks = next_orders(recorder.reader, now, cart, max(1, min(limit, TASKS_MAX)))
    recorder.lease(taken_on(recorder.reader, tasks, now))
    return tasks


def release_leases(recorder: Recorder, person_id: int) -> None:
    """The person has gone: others may take the work at once."""
    recorder.store.connection.execute("DELETE FROM lease WHERE person_id=?", (person_id,))


def has_ended_leases(connection: apsw.Connection, before_ms: int) -> bool:
    """Whether any ended before then; its task is done as a rule, or somebody else's by now."""
    asked = connection.execute("SELECT 1 FROM lease WHERE until_ms<? LIMIT 1", (before_ms,))
    return bool(asked.fetchall())


def forget_leases(connection: apsw.Connection, before_ms: int) -> None:
    """Those that ended before then."""
    connection.execute("DELETE FROM lease WHERE until_ms<?", (before_ms,))
