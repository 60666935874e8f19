"""Which codec speaks with whom."""

from agv.protocol.message import Codec
from agv.protocol.v21 import Codec21
from agv.protocol.v30 import Codec30


class UnknownVersion(ValueError):
    """A version of the standard that is not spoken here."""


def codec_for(version: str) -> Codec:
    """By the version in a header or in the settings: 3.x, or 2.x."""
    major = version.strip().partition(".")[0]
    if major == "3":
        return Codec30()
    if major == "2":
        return Codec21()
    raise UnknownVersion(f"VDA 5050 {version!r} is not spoken here: 3.0 or 2.1")
