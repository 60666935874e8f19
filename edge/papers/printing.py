"""What is asked of the printing room: a look at a paper, or a label into the queue of a printer."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from edge.api.services import Services
from edge.api.views.papers import Facts, facts_of
from edge.papers.fonts import HanFont, find_font
from edge.papers.sheet import Sheet
from edge.papers.wish import Wish
from edge.store import spool
from edge.store.errors import CommandIdReused
from edge.store.recorder import Recorder
from edge.store.spool import Job, NewJob, Printer
from models.warehouse.labels.label import Unprintable
from node.http.problems import Problem

if TYPE_CHECKING:
    from edge.papers.desk import LabelFacts

T = TypeVar("T")
Template = Callable[["LabelFacts"], "LabelFacts"]
Form = Literal["svg", "pdf"]


def ours(facts: "LabelFacts") -> "LabelFacts":
    """No plug-in lays a label out: it is done here."""
    return facts


class Order(msgspec.Struct, frozen=True):
    """So many labels on that printer."""

    command_id: str
    wish: Wish
    printer: str
    copies: int = 1


class Printing:
    """Papers are drawn on threads beside the event loop; the first one brings the drawing in.
    `queued` is told of new jobs; `template` may lay a label out in the place of ours."""

    def __init__(
        self, at: Services, queued: Callable[[], Awaitable[None]], template: Template = ours
    ) -> None:
        self._at, self._queued, self._template = at, queued, template
        self._font: HanFont | None = None
        self._searched = False

    async def shown(self, wish: Wish, form: Form, printer: str | None = None) -> bytes:
        """A paper to look at or to save; `printer`: as it would come out there. Raises Problem."""
        into = await self._printer(printer) if printer is not None else None
        facts = await self._facts(wish)
        today, font = self._today(), await self._han()

        def draw() -> bytes:
            from edge.papers import desk

            laid = facts if isinstance(facts, Sheet) else self._template(facts)
            if form == "pdf":
                return desk.as_pdf(laid, wish, today, font)
            size_mm = None if into is None else (into.width_mm, into.height_mm)
            try:
                return desk.as_svg(laid, wish, today, font, size_mm)
            except desk.TooLarge as error:
                raise _too_large(error, into) from error

        return await _drawn(draw)

    async def order(
        self, order: Order, person_id: int | None, reprint_of: int | None = None
    ) -> Job:
        """The job, durable; the same order again is answered with the same job. Raises Problem."""
        digest = sha256(msgspec.json.encode((order, reprint_of))).digest()
        known = await self._at.readers.run(spool.job_of, order.command_id)
        if known is None:
            body = await self.drawn_for(order)
            new = NewJob(
                order.command_id, digest, order.printer, order.wish, order.copies, person_id, body,
                reprint_of,
            )  # fmt: skip
            known = await self._at.change(lambda recorder: _put(recorder, new, self._at.wall_ms()))
        if known[1] != digest:
            error = CommandIdReused(order.command_id)
            raise Problem(error.status, error.code, "this command_id asked for something else")
        await self._queued()
        return known[0]

    async def drawn_for(self, order: Order) -> bytes:
        """The bytes for a printer. Raises Problem."""
        printer = await self._printer(order.printer)
        facts = _label(await self._facts(order.wish))
        return await self._zpl(facts, order, printer)

    async def again(self, job_id: int, command_id: str, person_id: int | None) -> Job:
        """A job that failed waits anew; of one that may have come out, a marked copy is printed."""
        job = await self.job(job_id)
        if job.state in ("queued", "sending"):
            return job
        if job.state == "failed":
            await self._at.change(
                lambda recorder: spool.requeue(
                    recorder.store.connection, job_id, self._at.wall_ms()
                )
            )
            return await self.job(job_id)
        if job.state == "cancelled":
            raise Problem(409, "job_ended", "this job was cancelled; print anew")
        wish = msgspec.structs.replace(job.wish, copy=True)
        made = await self.order(Order(command_id, wish, job.printer, job.copies), person_id, job.id)
        if job.state == "uncertain":
            await self._settle(job_id, "reprinted")
        return made

    async def settle(self, job_id: int, state: Literal["cancelled", "sent"]) -> Job:
        """A person gives a job up, or saw that its labels came out. Raises Problem."""
        job = await self.job(job_id)
        allowed = ("uncertain",) if state == "sent" else ("queued", "failed", "uncertain")
        if job.state in allowed:
            await self._settle(job_id, state)
            job = await self.job(job_id)
        if job.state != state:
            raise Problem(409, "job_ended", f"this job is {job.state}")
        return job

    async def job(self, job_id: int) -> Job:
        """Raises Problem."""
        job = await self._at.readers.run(spool.job, job_id)
        if job is None:
            raise Problem(404, "not_found", "there is no such job")
        return job

    async def _settle(self, job_id: int, state: str) -> None:
        now_ms = self._at.wall_ms()
        await self._at.change(
            lambda recorder: spool.settle(recorder.store.connection, job_id, state, now_ms)
        )

    async def _zpl(self, facts: "LabelFacts", order: Order, printer: Printer) -> bytes:
        today, font = self._today(), await self._han()

        def draw() -> bytes:
            from edge.papers import desk

            try:
                return desk.as_zpl(
                    self._template(facts),
                    order.wish,
                    today,
                    size_mm=(printer.width_mm, printer.height_mm),
                    dots_per_mm=printer.dots_per_mm,
                    font=font,
                    copies=order.copies,
                )
            except desk.TooLarge as error:
                raise _too_large(error, printer) from error

        return await _drawn(draw)

    async def _printer(self, code: str) -> Printer:
        found = await self._at.readers.run(spool.printer, code)
        if found is None:
            raise Problem(404, "printer_unknown", f"there is no printer {code}")
        return found

    async def _facts(self, wish: Wish) -> Facts:
        facts = await self._at.readers.run(facts_of, wish, self._at.wall_ms())
        if facts is None:
            raise Problem(404, "not_found", f"there is no {wish.kind} {wish.code}")
        return facts

    async def _han(self) -> HanFont | None:
        if not self._searched:
            self._font = await asyncio.to_thread(find_font, self._at.config.papers.font)
            self._searched = True
        return self._font

    def _today(self) -> date:
        return date.fromisoformat(self._at.today())


def _too_large(error: Exception, printer: Printer | None) -> Problem:
    assert printer is not None
    told = f"the label is {error}, more than {printer.code} holds"
    return Problem(422, "label_too_large", told)


def _label(facts: Facts) -> "LabelFacts":
    if isinstance(facts, Sheet):
        raise Problem(422, "not_a_label", "a list is printed from its PDF")
    return facts


async def _drawn(draw: Callable[[], T]) -> T:
    try:
        return await asyncio.to_thread(draw)
    except Unprintable as error:
        raise Problem(422, "unprintable", str(error)) from error


def _put(recorder: Recorder, new: NewJob, now_ms: int) -> tuple[Job, bytes]:
    """Once, also where two of the same order met on the way here."""
    connection = recorder.store.connection
    known = spool.job_of(connection, new.command_id)
    if known is None:
        spool.put(connection, new, now_ms)
        known = spool.job_of(connection, new.command_id)
    assert known is not None
    return known
