"""Version 3.0 as bytes: the model as it stands."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from agv.protocol.message import (
    CONTENTS,
    MESSAGE_BYTES_MAX,
    BadMessage,
    Content,
    Header,
    joined,
)
from agv.protocol.reading import Raw, each, read_content, read_raw, renamed
from agv.protocol.topics import Topic

# The schema of 3.0 calls it so, its text maximumRotationSpeed; where they differ the text holds.
_SCHEMA_NAME: Final = "maxRotationSpeed"

_DECODERS: Final[Mapping[Topic, msgspec.json.Decoder[Any]]] = {
    topic: msgspec.json.Decoder(kind) for topic, kind in CONTENTS.items()
}


class Codec30:
    """Strict in what it writes; reads what 3.0 peers write, also where they are odd."""

    version: Final = "3.0.0"

    def encode(self, header: Header, content: Content) -> bytes:
        return joined(header, content)

    def decode(self, topic: Topic, payload: bytes) -> Content:
        if len(payload) <= MESSAGE_BYTES_MAX and _SCHEMA_NAME.encode() not in payload:
            try:
                content: Content = _DECODERS[topic].decode(payload)
            except msgspec.ValidationError:
                pass
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                raise BadMessage(str(error)) from error
            else:
                return content
        return read_content(topic, _spelled(read_raw(payload)))


def _spelled(raw: Raw) -> Raw:
    each(raw, "edges", lambda edge: renamed(edge, {_SCHEMA_NAME: "maximumRotationSpeed"}))
    return raw
