"""Release channels at work: set, dropped, joined by orders; releasing what they have room for."""

from functools import partial
from zoneinfo import ZoneInfo

import msgspec

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.reader import Dn, SiteReader
from edge.floor.releasing import release_each, walks_of
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import RELEASE_CHANNEL
from models.warehouse.commands import DropChannel, ReleaseChannel, SetChannel
from models.warehouse.commands.base import ORDERS_MAX
from models.warehouse.release import Channel, is_red, room, taken_up_to_ms
from models.warehouse.replies import Outcome, Step
from sync.core.catalogue import Value

_JSON = msgspec.json.Encoder()


def set_channel(command: SetChannel, site: SiteReader, now: Context) -> Decision:
    """Make a channel, or write all of one anew."""
    code = clean(command.channel)
    values: dict[str, Value] = {
        "sequence": command.sequence,
        "holds_when": _JSON.encode(command.orders).decode(),
        "cut_off": command.cut_off,
        "process_minutes": command.process_minutes,
        "wip_max": command.wip_max,
        "state": command.state,
        "waves": _JSON.encode(command.waves).decode(),
        "status": "active",
    }
    draft = Draft(now)
    draft.keep(RELEASE_CHANNEL, site.channel_row(code), code, values)
    return draft.say(Outcome.LINE_DONE, "channel.set", Step.NEXT_TASK, channel=code)


def drop_channel(command: DropChannel, site: SiteReader, now: Context) -> Decision:
    """Kept as a row, so that its history can be read; no order joins it any more."""
    code = clean(command.channel)
    channel_id = site.channel_row(code)
    if channel_id is None:
        raise _unknown(code)
    draft = Draft(now)
    draft.put(RELEASE_CHANNEL, channel_id, {"status": "dropped"})
    return draft.say(Outcome.LINE_DONE, "channel.dropped", Step.NEXT_TASK, channel=code)


def release_channel(command: ReleaseChannel, site: SiteReader, now: Context) -> Decision:
    """What was thought out beside the writer is judged again here: the channel may have been
    locked or filled since, an order may have been released by hand."""
    code = clean(command.channel)
    channel = next((each for each in site.channels() if each.code == code), None)
    if channel is None:
        raise _unknown(code)
    left = room(channel, site.in_progress(channel.id), ORDERS_MAX)
    if not left:
        key = "channel.full" if channel.state == "open" else "channel.not_open"
        raise Refusal(Outcome.NO_WORK, key, Step.NEXT_TASK, channel=code)
    walks = walks_of(command.walks)
    return release_each(command.orders, site, now, partial(_kept_back, channel), left, walks)


def _kept_back(channel: Channel, draft: Draft, dn: Dn) -> str | None:
    """Why an order stays; one that goes though its cut-off has passed is shown to supervisors."""
    now_ms, zone = draft.now.now_ms, ZoneInfo(draft.now.site.time_zone)
    if dn.channel_id != channel.id:
        return "other_channel"
    if dn.created_at_ms > taken_up_to_ms(channel, now_ms, zone):
        return "later_wave"
    if is_red(channel, dn.created_at_ms, now_ms, zone):
        draft.raise_exception("cut_off_missed", dn.number, {"channel": channel.code})
    return None


def _unknown(code: str) -> Refusal:
    return Refusal(Outcome.UNKNOWN_CODE, "channel.unknown", channel=code)
