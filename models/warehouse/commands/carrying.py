"""Whole units that somebody or some robot brings elsewhere."""

from models.warehouse.commands.base import Base, Code, Moment, Text, Whole


class RequestTransport(Base, frozen=True, kw_only=True, tag="request_transport"):
    """A unit with all that is in it shall be brought to a location: a tote to packing, a pallet to
    whoever picks from it. It waits in the queue, for people and robots alike."""

    unit: Code
    to_location: Code
    priority: Whole = 0
    deadline: Moment | None = None


class GiveBackTask(Base, frozen=True, kw_only=True, tag="give_back_task"):
    """A robot could not do a task: it stays open, and people are told why."""

    task_id: Code
    reason: Text
