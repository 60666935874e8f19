"""What a ZPL printer says of itself: its three lines on `~HS` (Zebra's ZPL II guide)."""

ASK = b"~HS\r\n"
STX, ETX = b"\x02", b"\x03"
LINES = 3
ANSWER_BYTES_MAX = 512
_FIRST_FIELDS, _SECOND_FIELDS = 12, 11


class NoStatus(ValueError):
    """The answer is none."""


def trouble_in(answer: bytes) -> str | None:
    """Why it would print nothing now: paper_out, head_open, ribbon_out or paused. Raises NoStatus.

    Only flags that Zebra documents for all its printers are read.
    """
    lines = [part.partition(ETX)[0].split(b",") for part in answer.split(STX)[1:]]
    if len(lines) < 2 or len(lines[0]) < _FIRST_FIELDS or len(lines[1]) < _SECOND_FIELDS:
        raise NoStatus(repr(answer[:80]))
    flags = (
        ("paper_out", lines[0][1]),
        ("head_open", lines[1][2]),
        ("ribbon_out", lines[1][3]),
        ("paused", lines[0][2]),
    )
    return next((name for name, flag in flags if flag.strip() == b"1"), None)
