"""From documents to commands: everything is checked before anything is recorded, and all of a file
is recorded in one transaction or none of it."""

from hashlib import blake2b
from typing import Literal
from zoneinfo import ZoneInfo

import apsw
import msgspec

from edge.edi.documents import Document, Fault, Line, understood
from edge.edi.reading import Interchange, read
from edge.edi.tables import Kind
from edge.floor.decide import decide
from edge.floor.finding import Meant, narrowed, of_owner
from edge.floor.reader import SiteReader
from edge.store.errors import StoreError
from edge.store.recorder import Actor, Recorder
from models.warehouse.commands import AnnounceAsn, AsnLine, AsnUnit, OrderLine, TakeOrder
from models.warehouse.quantity import QUANTITY_MAX

_KNOWN = "SELECT 1 FROM stored_reply WHERE command_id=?"
_BY_GLN = "SELECT code FROM partner WHERE gln=? ORDER BY id LIMIT 1"


class Clash(StoreError):
    """Two documents of one file do not go together; nothing of it was recorded."""

    status, code = 409, "documents_clash"


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a message. known: the same was loaded before, so nothing changed."""

    reference: str
    kind: str
    number: str
    state: Literal["loaded", "known", "checked", "refused"]


class EdiReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file. refused: nothing of it was loaded, and the faults say why."""

    state: Literal["loaded", "checked", "refused"]
    sender: str
    interchange: str
    messages: list[Loaded]
    faults: list[Fault]


COMMANDS: dict[Kind, type[TakeOrder | AnnounceAsn]] = {"ORDERS": TakeOrder, "DESADV": AnnounceAsn}
"""What each kind of message becomes."""


class Understood(msgspec.Struct, frozen=True):
    """A file read as far as it goes without the site."""

    interchange: Interchange
    documents: list[Document]
    faults: list[Fault]


def understand(body: bytes, zone: ZoneInfo) -> Understood:
    """Read a file. Raises Unreadable."""
    interchange = read(body)
    documents: list[Document] = []
    faults: list[Fault] = []
    for message in interchange.messages:
        found = understood(message, zone)
        if isinstance(found, Document):
            documents.append(found)
        else:
            faults += found
    return Understood(interchange, documents, faults)


def load(recorder: Recorder, asked: Understood, actor: Actor, *, dry_run: bool) -> EdiReport:
    """In the writer's transaction: record all of it, or say what is wrong and record nothing."""
    interchange, faults = asked.interchange, list(asked.faults)
    commands: list[tuple[Document, TakeOrder | AnnounceAsn]] = []
    numbers: set[tuple[str, str]] = set()
    for document in asked.documents:
        if (document.kind, document.number) in numbers:
            faults.append(_fault(document, "number_twice", f"{document.number} comes twice"))
        numbers.add((document.kind, document.number))
        command = _command(recorder, interchange, document, faults)
        if command is not None:
            commands.append((document, command))
    if not faults:
        faults += _refusals(recorder, commands, actor)
    if faults or dry_run:
        return _report(asked, "refused" if faults else "checked", faults, {})
    known = {}
    for document, command in commands:
        reply = recorder.record(command, actor).reply()
        if not reply.done or reply.data.get("refused"):
            raise Clash(f"{document.reference}: {reply.say.key}")
        known[document.reference] = reply.replayed or reply.outcome.value == "already_done"
    return _report(asked, "loaded", [], known)


def _report(
    asked: Understood,
    state: Literal["loaded", "checked", "refused"],
    faults: list[Fault],
    known: dict[str, bool],
) -> EdiReport:
    numbers = {document.reference: document.number for document in asked.documents}
    messages = [
        Loaded(
            reference=message.reference,
            kind=message.kind,
            number=numbers.get(message.reference, ""),
            state="known" if known.get(message.reference) else state,
        )
        for message in asked.interchange.messages
    ]
    return EdiReport(
        state=state,
        sender=asked.interchange.sender,
        interchange=asked.interchange.reference,
        messages=messages,
        faults=faults,
    )


def _refusals(
    recorder: Recorder, commands: list[tuple[Document, TakeOrder | AnnounceAsn]], actor: Actor
) -> list[Fault]:
    """What the site would answer, asked beforehand: decisions are pure."""
    faults = []
    for document, command in commands:
        if recorder.store.connection.execute(_KNOWN, (command.command_id,)).fetchall():
            continue
        reply = decide(command, recorder.reader, recorder.now(actor, command.command_id)).reply
        if not reply.done or reply.data.get("refused"):
            faults.append(_fault(document, "refused", f"{reply.say.key} {reply.say.args}"))
        elif document.again and reply.outcome.value != "already_done":
            said = "a duplicate of what never came: ask for the original"
            faults.append(_fault(document, "not_original", said))
    return faults


def _command(
    recorder: Recorder, interchange: Interchange, document: Document, faults: list[Fault]
) -> TakeOrder | AnnounceAsn | None:
    site, connection = recorder.reader, recorder.store.connection
    # Partners name no owner: what several have is the first owner's.
    whose = of_owner(recorder.site.owner_id)
    found = [_found(site, document, line, faults, whose) for line in document.lines]
    lines = [each for each in found if each is not None]
    if len(lines) < len(found):
        return None
    partner = _partner(connection, document.partner)
    command_id = _command_id(interchange, document)
    if document.kind == "ORDERS":
        return TakeOrder(
            command_id=command_id,
            order=document.number,
            customer=partner,
            due_at=document.due_at,
            lines=[
                OrderLine(item=item, quantity=quantity, line=line.number)
                for line, item, quantity in lines
            ],
        )
    return AnnounceAsn(
        command_id=command_id,
        asn=document.number,
        supplier=partner,
        expected_on=document.expected_on,
        lines=[
            AsnLine(item=item, quantity=quantity, lot=line.lot, expiry=line.expiry, unit=line.unit)
            for line, item, quantity in lines
        ],
        units=tuple(AsnUnit(unit=each.unit, into=each.into) for each in document.nested),
    )


def _found(
    site: SiteReader, document: Document, line: Line, faults: list[Fault], whose: Meant
) -> tuple[Line, str, int] | None:
    """The item by the first code that is known here, and the quantity in base units: a pack's GTIN
    counts what is in it."""
    for code in line.codes:
        items = narrowed(site.items(code), whose)
        if len(items) == 1:
            pack = site.pack(items[0].id, code)
            quantity = line.quantity * (pack.quantity if pack is not None else 1)
            if quantity <= QUANTITY_MAX:
                return line, items[0].code, quantity
            faults.append(_line_fault(document, line, "bad_quantity", f"{quantity} is too much"))
            return None
        if items:
            said = f"{code} stands for {len(items)} items"
            faults.append(_line_fault(document, line, "ambiguous_item", said))
            return None
    said = f"none of {', '.join(line.codes)} is known here"
    faults.append(_line_fault(document, line, "unknown_item", said))
    return None


def _partner(connection: apsw.Connection, code: str) -> str:
    """The code of the partner with this location number; else the number is taken for the code."""
    rows = connection.execute(_BY_GLN, (code,)).fetchall()
    return str(rows[0][0]) if rows else code


def _command_id(interchange: Interchange, document: Document) -> str:
    """A message is known by its sender, its interchange and its own reference."""
    said = (interchange.sender, interchange.reference, document.kind, document.reference)
    return "edi:" + blake2b(msgspec.json.encode(said), digest_size=16).hexdigest()


def _fault(document: Document, code: str, detail: str) -> Fault:
    return Fault(document.reference, document.segment, "BGM", code, detail)


def _line_fault(document: Document, line: Line, code: str, detail: str) -> Fault:
    return Fault(document.reference, line.segment, "LIN", code, detail)
