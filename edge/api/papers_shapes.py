"""What printing says over HTTP."""

from typing import Annotated

import msgspec
from msgspec import Meta

from edge.papers.wish import Kind, Name
from edge.papers.words import Language
from edge.store.spool import PrintsUnits

CommandId = Annotated[str, Meta(min_length=8, max_length=64)]
Millimetres = Annotated[float, Meta(ge=20, le=300)]
Copies = Annotated[int, Meta(ge=1, le=50)]


class _Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body of a client."""


class NewPrinter(_Asked, frozen=True, kw_only=True):
    """address: IP and port. dots_per_mm: 8 of a 203 dpi printer, 11.8 of 300, 23.6 of 600. answers:
    it answers ~HS. prints_units: which new logistic units get their labels here by
    themselves: none, those packed here, or all, also pallets that come in."""

    name: Annotated[str, Meta(max_length=80)] = ""
    address: Annotated[str, Meta(min_length=3, max_length=60)]
    dots_per_mm: Annotated[float, Meta(ge=6, le=24)] = 8.0
    width_mm: Millimetres = 105.0
    height_mm: Millimetres = 148.0
    zone: Annotated[str, Meta(max_length=80)] = ""
    language: Language = "en"
    answers: bool = True
    prints_units: PrintsUnits = "none"


class NewPrint(_Asked, frozen=True, kw_only=True):
    """Labels of one thing. The same command_id again is answered with the same job."""

    command_id: CommandId
    kind: Kind
    code: Name
    lot: Name | None = None
    language: Language = "en"
    printer: Name
    copies: Copies = 1


class Again(_Asked, frozen=True, kw_only=True):
    """The copy that this may make has a command_id of its own."""

    command_id: CommandId


class Printer(msgspec.Struct, frozen=True, kw_only=True):
    """A label printer and how many jobs wait for it."""

    printer: str
    name: str
    address: str
    dots_per_mm: float
    width_mm: float
    height_mm: float
    zone: str
    language: str
    answers: bool
    prints_units: PrintsUnits
    waiting: int


class PrinterPage(msgspec.Struct, frozen=True, kw_only=True):
    items: list[Printer]
    as_of: str


class PrintJob(msgspec.Struct, frozen=True, kw_only=True):
    """state: queued, sending, sent, uncertain (bytes may have arrived: look at the printer),
    failed, cancelled, reprinted. reason: what keeps it waiting, or the printer complains of."""

    job: int
    printer: str
    kind: str
    code: str
    copies: int
    copy: bool
    state: str
    reason: str
    tries: int
    created_at: str
    ended_at: str | None
    reprint_of: int | None


class PrintJobPage(msgspec.Struct, frozen=True, kw_only=True):
    items: list[PrintJob]
    next_cursor: str | None
    as_of: str
