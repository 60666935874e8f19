"""An interchange as segments: decoded, its envelope checked. Nothing here knows what it says."""

import re
from collections.abc import Iterator

import msgspec
from pydifact.control.characters import Characters
from pydifact.exceptions import EDISyntaxError
from pydifact.parser import Parser
from pydifact.tokenizer import Tokenizer

from edge.edi.tables import CHARSETS

FILE_BYTES_MAX = 4 << 20
SEGMENTS_MAX = 60_000
MESSAGES_MAX = 500
_TAG = re.compile("[A-Z]{3}")
_SYNTAX = re.compile(rb"UNB.(UNO[A-Z])")


class Unreadable(Exception):
    """The file as a whole is refused; `code` is stable."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


class Part(msgspec.Struct, frozen=True):
    """A segment and its place in the interchange, from 1 on."""

    place: int
    tag: str
    elements: tuple[tuple[str, ...], ...]

    def at(self, element: int, component: int = 0) -> str:
        """A component by its place, from 0 on; empty where nothing stands."""
        if element >= len(self.elements) or component >= len(self.elements[element]):
            return ""
        return self.elements[element][component].strip()


class Message(msgspec.Struct, frozen=True):
    """One message between UNH and UNT."""

    reference: str
    kind: str
    version: str
    release: str
    parts: tuple[Part, ...]


class Interchange(msgspec.Struct, frozen=True):
    """What came in one file, from whom, under which number."""

    sender: str
    recipient: str
    reference: str
    messages: tuple[Message, ...]


def read(body: bytes) -> Interchange:
    """The messages of a file. Raises Unreadable."""
    parts = list(_parts(_decoded(body)))
    if not parts or parts[0].tag != "UNB":
        raise Unreadable("no_envelope", "an interchange begins with UNB")
    head, foot = parts[0], parts[-1]
    if foot.tag != "UNZ":
        raise Unreadable("cut_off", "the interchange has no UNZ: it was cut off")
    reference = head.at(4)
    if foot.at(1) != reference:
        raise Unreadable("wrong_reference", f"UNB says {reference!r}, UNZ says {foot.at(1)!r}")
    if not reference or not head.at(1) or not head.at(2):
        raise Unreadable("no_sender", "UNB names no sender, no recipient or no reference")
    messages = tuple(_messages(parts[1:-1]))
    if foot.at(0) != str(len(messages)):
        raise Unreadable("wrong_count", f"UNZ counts {foot.at(0)} messages, {len(messages)} came")
    numbers = [message.reference for message in messages]
    if len(set(numbers)) != len(numbers):
        raise Unreadable("reference_twice", "two messages have the same reference")
    return Interchange(head.at(1), head.at(2), reference, messages)


def _decoded(body: bytes) -> str:
    if len(body) > FILE_BYTES_MAX:
        raise Unreadable("too_large", f"a file has {FILE_BYTES_MAX >> 20} MiB at most")
    found = _SYNTAX.search(body[:200])
    charset = CHARSETS.get(found.group(1).decode()) if found else None
    if charset is None:
        raise Unreadable("unknown_charset", f"UNB names one of {', '.join(sorted(CHARSETS))}")
    try:
        text = body.decode(charset).lstrip("\ufeff\r\n \t")
    except UnicodeDecodeError as error:
        raise Unreadable("bad_charset", f"it is not in {charset}: {error.reason}") from error
    if "\0" in text or not text.startswith(("UNA", "UNB")):
        raise Unreadable("no_envelope", "an interchange begins with UNA or UNB")
    return text


def _parts(text: str) -> Iterator[Part]:
    """Tokens and elements are the library's work. Its segments are not used: it looks for their
    definitions in a file named by what the interchange says."""
    signs = ":+.? '"
    if text.startswith("UNA"):
        signs = text[3:9]
        if len(set(signs)) != len(signs) or any(each.isalnum() or each < " " for each in signs):
            raise Unreadable("not_edifact", "UNA names six different signs")
        text = text[9:].lstrip("\r\n ")
    characters = Characters.from_str(signs)
    try:
        raw = Parser().convert_tokens_to_raw_segments(Tokenizer().get_tokens(text, characters))
        for place, (tag, *elements) in enumerate(raw, start=1):
            if place > SEGMENTS_MAX:
                raise Unreadable("too_large", f"a file has {SEGMENTS_MAX} segments at most")
            if not isinstance(tag, str) or not _TAG.fullmatch(tag):
                raise Unreadable("not_edifact", f"segment {place} has no name")
            yield Part(place, tag, tuple(map(_components, elements)))
    except EDISyntaxError as error:
        raise Unreadable("not_edifact", f"it does not parse: {error}"[:200]) from error


def _components(element: str | list[str]) -> tuple[str, ...]:
    return tuple(element) if isinstance(element, list) else (element,)


def _messages(parts: list[Part]) -> Iterator[Message]:
    head: Part | None = None
    count = 0
    inside: list[Part] = []
    for part in parts:
        if part.tag == "UNH":
            if head is not None:
                raise Unreadable("no_end", f"segment {part.place}: the message before has no UNT")
            head, inside = part, []
        elif head is None:
            raise Unreadable("outside", f"segment {part.place} ({part.tag}) is in no message")
        elif part.tag == "UNT":
            _demand_whole(head, part, len(inside))
            count += 1
            if count > MESSAGES_MAX:
                raise Unreadable("too_large", f"a file has {MESSAGES_MAX} messages at most")
            kind, version, release = head.at(1), head.at(1, 1), head.at(1, 2)
            yield Message(head.at(0), kind, version, release, tuple(inside))
            head = None
        else:
            inside.append(part)
    if head is not None:
        raise Unreadable("no_end", f"message {head.at(0)} has no UNT")


def _demand_whole(head: Part, foot: Part, inside: int) -> None:
    """UNT counts the segments of its message, both ends included, and repeats its reference."""
    if not head.at(0) or foot.at(1) != head.at(0):
        raise Unreadable("wrong_reference", f"UNH says {head.at(0)!r}, UNT says {foot.at(1)!r}")
    if foot.at(0) != str(inside + 2):
        raise Unreadable("wrong_count", f"message {head.at(0)} has {inside + 2} segments")
