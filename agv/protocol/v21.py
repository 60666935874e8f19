"""Version 2.1 as bytes: other names, fewer words. What it lacks is left out on the careful side;
spellings of 2.0 are read too."""

from typing import Final

import msgspec

from agv.protocol import v21_factsheet, v21_order, v21_state
from agv.protocol.message import CONTENTS, TOPICS, BadMessage, Content, Header, NotInVersion
from agv.protocol.order import Responses, ZoneSet
from agv.protocol.reading import Raw, read_content, read_raw
from agv.protocol.topics import Topic

_UNKNOWN: Final = (Responses, ZoneSet)
_TO_OLD: Final = {
    Topic.ORDER: v21_order.old_order,
    Topic.INSTANT_ACTIONS: v21_order.old_instant_actions,
    Topic.STATE: v21_state.old_state,
    Topic.VISUALIZATION: v21_state.old_visualization,
    Topic.CONNECTION: v21_state.old_connection,
    Topic.FACTSHEET: v21_factsheet.old_factsheet,
}
_TO_NEW: Final = {
    Topic.ORDER: v21_order.new_order,
    Topic.INSTANT_ACTIONS: v21_order.new_instant_actions,
    Topic.STATE: v21_state.new_state,
    Topic.VISUALIZATION: v21_state.new_visualization,
    Topic.CONNECTION: v21_state.new_connection,
    Topic.FACTSHEET: v21_factsheet.new_factsheet,
}


class Codec21:
    """Writes 2.1; reads 2.1 and 2.0."""

    version: Final = "2.1.0"

    def encode(self, header: Header, content: Content) -> bytes:
        if isinstance(content, _UNKNOWN):
            raise NotInVersion(f"2.1 has no {TOPICS[type(content)]}")
        old = _TO_OLD[TOPICS[type(content)]](_builtins(content))
        return msgspec.json.encode({**_builtins(header), **old})

    def decode(self, topic: Topic, payload: bytes) -> Content:
        if CONTENTS[topic] in _UNKNOWN:
            raise BadMessage(f"2.1 has no {topic}")
        return read_content(topic, _TO_NEW[topic](read_raw(payload)))


def _builtins(struct: Content | Header) -> Raw:
    built = msgspec.json.decode(msgspec.json.encode(struct))
    assert isinstance(built, dict)
    return built
