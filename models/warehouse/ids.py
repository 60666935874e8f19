"""Row ids: unique without coordination, rising with time, safe after an old image is restored.

63 bits: node number (22) | counter (41). The counter is at least (seconds since 2024) << 10, so a
node that lost its counter together with its disk does not hand out the ids of its former life.
"""

from collections.abc import Callable

NUMBER_BITS = 22
COUNTER_BITS = 41
PER_SECOND_BITS = 10
START_S = 1_704_067_200  # 2024-01-01T00:00:00Z
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
SHOWN_CHARACTERS = 13

_VALUES = {character: value for value, character in enumerate(ALPHABET)}


class IdSource:
    """Hands out ids for one node. `last` is the highest counter known to be used."""

    __slots__ = ("_base", "_counter", "_wall_ms")

    def __init__(self, number: int, wall_ms: Callable[[], int], last: int = 0) -> None:
        assert 0 < number < 1 << NUMBER_BITS
        self._base = number << COUNTER_BITS
        self._wall_ms = wall_ms
        self._counter = last

    def new(self) -> int:
        """The next id."""
        floor = (self._wall_ms() // 1000 - START_S) << PER_SECOND_BITS
        self._counter = max(self._counter + 1, floor)
        assert self._counter < 1 << COUNTER_BITS
        return self._base | self._counter


def show(row_id: int) -> str:
    """13 characters that survive JavaScript, handwriting and a barcode."""
    assert 0 <= row_id < 1 << 63
    text = ""
    for _ in range(SHOWN_CHARACTERS):
        row_id, digit = divmod(row_id, 32)
        text = ALPHABET[digit] + text
    return text


def read(text: str) -> int:
    """The id behind its text; raises ValueError."""
    if len(text) != SHOWN_CHARACTERS:
        raise ValueError(f"an id has {SHOWN_CHARACTERS} characters: {text!r}")
    value = 0
    for character in text.upper():
        digit = _VALUES.get(character)
        if digit is None:
            raise ValueError(f"not an id: {text!r}")
        value = value * 32 + digit
    if value >= 1 << 63:
        raise ValueError(f"not an id: {text!r}")
    return value
