"""Segments as text, in their envelope."""

from datetime import datetime

import msgspec
from pydifact.segments import Segment
from pydifact.serializer import Serializer

Element = str | list[str]
Tag = tuple[Element, ...]
"""A segment: its tag, then its elements; those of several components as lists."""

RELEASE = ("D", "96A", "UN")


class Envelope(msgspec.Struct, frozen=True):
    """From whom, to whom, under which number, when."""

    sender: str
    recipient: str
    reference: str
    at: datetime


def write(envelope: Envelope, kind: str, tags: list[Tag]) -> str:
    """One message in one interchange."""
    whole: list[Tag] = [
        ("UNH", envelope.reference, [kind, *RELEASE]),
        *tags,
        ("UNT", str(len(tags) + 2), envelope.reference),
    ]
    plain = all(_is_latin(element) for tag in whole for element in tag)
    syntax = ["UNOC", "3"] if plain else ["UNOW", "4"]
    head: Tag = (
        "UNB",
        syntax,
        [envelope.sender, "14"] if envelope.sender.isdecimal() else envelope.sender,
        [envelope.recipient, "14"] if envelope.recipient.isdecimal() else envelope.recipient,
        [envelope.at.strftime("%y%m%d"), envelope.at.strftime("%H%M")],
        envelope.reference,
    )
    segments = [head, *whole, ("UNZ", "1", envelope.reference)]
    return Serializer().serialize(
        [Segment(str(tag[0]), *tag[1:]) for tag in segments], break_lines=True
    )


def charset_of(text: str) -> str:
    """In which bytes a text of ours is sent, as its UNB says."""
    return "latin-1" if "UNOC" in text[:40] else "utf-8"


def _is_latin(element: Element) -> bool:
    text = "".join(element)
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
