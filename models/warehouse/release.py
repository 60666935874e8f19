"""Release channels: which orders run through one, when it releases, and by when they must be done.

An order joins the first channel that fits. The channel releases as much as its work in progress
leaves room for: all the time, or in waves at given times. An order that comes before the cut-off
belongs to that day's process, which ends `process_minutes` later: the deadline of its tasks.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from models.warehouse.texts import ENDS

State = Literal["open", "locked", "asleep"]
"""open: releases. locked: takes orders and releases none. asleep: neither."""
DayTime = Annotated[str, Meta(pattern=rf"^([01][0-9]|2[0-3]):[0-5][0-9]{ENDS}")]
"""HH:MM in the warehouse's zone."""
Text = Annotated[str, Meta(max_length=80)]
DAYS_BACK = 2  # a change to summer time may swallow one wave; the day before has another


class ForOrders(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Conditions that must all hold; what is left out always holds. `class_abc`: every line's item
    is of it."""

    customer: Text | None = None
    carrier: Text | None = None
    priority_min: int | None = None
    priority_max: int | None = None
    lines_max: int | None = None
    class_abc: Literal["A", "B", "C"] | None = None


class Wanted(msgspec.Struct, frozen=True):
    """An order as channels see it."""

    customer: str
    carrier: str | None
    priority: int
    lines: int
    classes: frozenset[str | None]


class Channel(msgspec.Struct, frozen=True):
    """A channel as read from its row. `wip_max`: orders released and not packed; None: no bound."""

    id: int
    code: str
    sequence: int
    orders: ForOrders
    cut_off: str | None = None
    process_minutes: int = 0
    wip_max: int | None = None
    state: State = "open"
    waves: tuple[str, ...] = ()


class ChannelError(ValueError):
    """A channel that cannot be read; the message says what is wrong with it."""


def read_conditions(text: str, waves: str) -> tuple[ForOrders, tuple[str, ...]]:
    """The two JSON texts of a channel's row. Raises ChannelError."""
    try:
        return (
            msgspec.json.decode(text, type=ForOrders),
            msgspec.json.decode(waves, type=tuple[DayTime, ...]),
        )
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ChannelError(str(error)) from error


def joined(channels: Iterable[Channel], order: Wanted) -> Channel | None:
    """The first channel that fits and is awake."""
    for channel in sorted(channels, key=lambda each: (each.sequence, each.id)):
        if channel.state != "asleep" and fits(channel.orders, order):
            return channel
    return None


def fits(wanted: ForOrders, order: Wanted) -> bool:
    """Whether all conditions hold."""
    return (
        wanted.customer in (None, order.customer)
        and wanted.carrier in (None, order.carrier)
        and (wanted.priority_min is None or order.priority >= wanted.priority_min)
        and (wanted.priority_max is None or order.priority <= wanted.priority_max)
        and (wanted.lines_max is None or order.lines <= wanted.lines_max)
        and (wanted.class_abc is None or order.classes == {wanted.class_abc})
    )


def room(channel: Channel, in_progress: int, orders_max: int) -> int:
    """How many orders may be released next: the most in progress less those that are."""
    if channel.state != "open":
        return 0
    if channel.wip_max is None:
        return orders_max
    return min(orders_max, max(0, channel.wip_max - in_progress))


def taken_up_to_ms(channel: Channel, now_ms: int, zone: tzinfo) -> int:
    """Orders made up to this moment may be released now: continuously, or those of the last wave
    that is due. The moment only grows, so nothing hangs on when somebody looks."""
    if not channel.waves:
        return now_ms
    today = _local(now_ms, zone)
    moments = [
        _moment_ms(today, -days, wave, zone) for days in range(DAYS_BACK) for wave in channel.waves
    ]
    return max((moment for moment in moments if moment <= now_ms), default=0)


def cut_off_ms(channel: Channel, made_ms: int, zone: tzinfo) -> int | None:
    """The first cut-off at or after an order was made; later orders belong to the next day."""
    return _first_ms(channel.cut_off, made_ms, zone)


def _first_ms(at: str | None, made_ms: int, zone: tzinfo) -> int | None:
    if at is None:
        return None
    day = _local(made_ms, zone)
    moments = (_moment_ms(day, days, at, zone) for days in range(DAYS_BACK))
    return next((moment for moment in moments if moment >= made_ms), None)


def deadline_ms(
    channel: Channel | None,
    made_ms: int,
    due_at_ms: int | None,
    zone: tzinfo,
    fetched_at: str | None = None,
) -> int | None:
    """By when an order's tasks must be done: the end of its process, its due time, or when its
    carrier fetches goods (`fetched_at`, HH:MM), whichever is first."""
    end = cut_off_ms(channel, made_ms, zone) if channel is not None else None
    if channel is not None and end is not None:
        end += channel.process_minutes * 60_000
    gone = _first_ms(fetched_at, made_ms, zone)
    return min((each for each in (end, due_at_ms, gone) if each is not None), default=None)


def is_red(channel: Channel, made_ms: int, now_ms: int, zone: tzinfo) -> bool:
    """Whether an order that is still waiting has missed its cut-off."""
    end = cut_off_ms(channel, made_ms, zone)
    return end is not None and now_ms > end


def _local(moment_ms: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(moment_ms / 1000, UTC).astimezone(zone)


def _moment_ms(day: datetime, days: int, at: str, zone: tzinfo) -> int:
    date = day.date() + timedelta(days=days)
    hour, minute = map(int, at.split(":"))
    return int(datetime.combine(date, time(hour, minute), zone).timestamp() * 1000)
