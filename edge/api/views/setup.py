"""How the site wants things done: the rows that its managers set, as the floor reads them."""

from typing import get_args

import apsw

from edge.api.setup_shapes import (
    CartonPage,
    CartonRow,
    ChannelPage,
    ChannelRow,
    RulePage,
    RuleRow,
)
from edge.api.views.common import as_of, first, number, shown
from edge.floor.draft import Site
from edge.store.local import WAITING_ORDER
from edge.store.reader import SqlReader
from models.warehouse.release import Channel
from models.warehouse.rules.rule import Kind

_WAITING = f"SELECT count(*) FROM dn INDEXED BY dn_waiting WHERE channel_id=? AND {WAITING_ORDER}"


def rules_page(connection: apsw.Connection, site: Site, now_ms: int) -> RulePage:
    """All rules that hold. One that a newer version wrote, and this one cannot read, is not asked
    either; `check` names it."""
    read = SqlReader(connection, site.warehouse_id)
    items = [
        RuleRow(
            rule=shown(rule.id), kind=kind, priority=rule.priority, when=rule.when, says=rule.says
        )
        for kind in get_args(Kind)
        for rule in read.rules(kind)
    ]
    return RulePage(
        items=items,
        over_receipt_percent=site.settings.over_receipt_percent,
        cart_slots=site.settings.cart_slots,
        as_of=as_of(now_ms),
    )


def channels_page(connection: apsw.Connection, site: Site, now_ms: int) -> ChannelPage:
    """All channels, each with what waits in it and what it has in progress."""
    read = SqlReader(connection, site.warehouse_id)
    items = [_channel(connection, read, channel) for channel in read.channels()]
    return ChannelPage(items=items, as_of=as_of(now_ms))


def _channel(connection: apsw.Connection, read: SqlReader, channel: Channel) -> ChannelRow:
    waiting = first(connection, _WAITING, channel.id)
    assert waiting is not None
    return ChannelRow(
        channel=channel.code,
        orders=channel.orders,
        sequence=channel.sequence,
        cut_off=channel.cut_off,
        process_minutes=channel.process_minutes,
        wip_max=channel.wip_max,
        waves=channel.waves,
        state=channel.state,
        in_progress=read.in_progress(channel.id),
        waiting=number(waiting[0]),
    )


def cartons_page(connection: apsw.Connection, site: Site, now_ms: int) -> CartonPage:
    """All kinds of carton that packing may propose."""
    items = [
        CartonRow(
            carton=carton.code,
            length_mm=carton.inside.x,
            width_mm=carton.inside.y,
            height_mm=carton.inside.z,
            weight_g_max=carton.weight_g_max,
            tare_g=carton.tare_g,
        )
        for carton in SqlReader(connection, site.warehouse_id).cartons()
    ]
    return CartonPage(items=items, as_of=as_of(now_ms))
