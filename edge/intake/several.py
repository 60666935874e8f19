"""Several values in one cell: how people write them, and how they are written for people."""

import re
from collections.abc import Sequence

import msgspec

MARK = "|"
_MARKS = re.compile("[|｜\n]")
_USUAL = re.compile("[,;，；、\n]")
_decode = msgspec.json.Decoder(list[str]).decode


def parts(text: str) -> tuple[str, ...]:
    """The values, between bars where there is one, else between commas or semicolons; those that
    hold such marks themselves stand as a JSON list."""
    if text.startswith("["):
        try:
            return tuple(_decode(text))
        except (msgspec.MsgspecError, RecursionError):
            pass
    marks = _MARKS if MARK in text or "｜" in text else _USUAL
    return tuple(part for part in (part.strip() for part in marks.split(text)) if part)


def joined(values: Sequence[str]) -> str:
    """A text that `parts` takes apart again."""
    text = f" {MARK} ".join(values)
    return text if parts(text) == tuple(values) else msgspec.json.encode(list(values)).decode()
