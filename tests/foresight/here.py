"""The work of the process apart, done in this one: few tests need it to be apart."""

from collections.abc import Callable

import msgspec

from edge.foresight.apart import Apart, Limits
from edge.foresight.packing import Answered


class Here(Apart):
    """`work`: from a packed question to a packed answer."""

    def __init__(self, work: Callable[[bytes], bytes]) -> None:
        super().__init__(Limits())
        self._work = work

    def _ask(self, asked: bytes) -> Answered:
        return msgspec.msgpack.decode(self._work(asked), type=Answered)
