"""Printing over HTTP: previews, printers, jobs."""

from functools import partial
from typing import Annotated, Any

from litestar import Request, Response, delete, get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter, QueryParameter

from edge.api import papers_shapes as shapes
from edge.api.auditing import who_is
from edge.api.caller import caller_of
from edge.api.services import Services
from edge.api.views.common import as_of, cursor_of, limited, moment, read_cursor
from edge.papers.address import BadAddress, demand_inside, read_address
from edge.papers.printing import Form, Order, Printing
from edge.papers.wish import Kind, Wish
from edge.papers.words import Language
from edge.store import spool
from edge.store.audit import Act, note
from edge.store.recorder import Recorder
from node.http.origin import check_json
from node.http.problems import Problem

BODY_BYTES_MAX = 4_096
PRINTERS_MAX = 200
HttpRequest = Request[Any, Any, Any]
PrinterCode = Annotated[str, PathParameter(min_length=1, max_length=40)]
JobId = Annotated[int, PathParameter(ge=1, le=2**53)]
Thing = Annotated[str, QueryParameter(min_length=1, max_length=80)]
Cursor = Annotated[str | None, QueryParameter(max_length=400)]
_TYPES = {"svg": "image/svg+xml", "pdf": "application/pdf"}
# What an item is called stands in the picture; whatever it says, nothing in it may run.
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def papers_routes(at: Services, printing: Printing) -> list[HTTPRouteHandler]:
    """Handlers under /print."""

    @get("/print/preview", rule="work", media_type="application/octet-stream")
    async def preview(
        kind: FromQuery[Kind],
        code: Thing,
        lot: Annotated[str | None, QueryParameter(min_length=1, max_length=80)] = None,
        language: FromQuery[Language] = "en",
        printer: Annotated[str | None, QueryParameter(min_length=1, max_length=40)] = None,
        form: Annotated[Form, QueryParameter(name="format")] = "pdf",
    ) -> Response[bytes]:
        wish = Wish(kind=kind, code=code, lot=lot, language=language)
        body = await printing.shown(wish, form, printer)
        headers = {"cache-control": "no-store"}
        if form == "svg":
            headers["content-security-policy"] = _SANDBOX
        return Response(body, headers=headers, media_type=_TYPES[form])

    @post("/print", status_code=202, rule="work", request_max_body_size=BODY_BYTES_MAX)
    async def print_labels(
        data: JSONBody[shapes.NewPrint], request: HttpRequest
    ) -> shapes.PrintJob:
        check_json(request.headers.get("content-type"))
        wish = Wish(kind=data.kind, code=data.code, lot=data.lot, language=data.language)
        order = Order(data.command_id, wish, data.printer, data.copies)
        return _shown(await printing.order(order, caller_of(request).person_id))

    @get("/print/jobs", rule="work")
    async def job_list(
        cursor: Cursor = None, limit: FromQuery[int | None] = None
    ) -> shapes.PrintJobPage:
        size = limited(limit)
        after = read_cursor(cursor, int)
        before = after[0] if after else None
        assert before is None or isinstance(before, int)
        found = await at.readers.run(spool.jobs, before, size + 1)
        return shapes.PrintJobPage(
            items=[_shown(job) for job in found[:size]],
            next_cursor=cursor_of(found[size - 1].id) if len(found) > size else None,
            as_of=as_of(at.wall_ms()),
        )

    return [preview, print_labels, job_list, *_settling(printing)]


def _settling(printing: Printing) -> list[HTTPRouteHandler]:
    @post(
        "/print/jobs/{job:int}/retry",
        status_code=202,
        rule="work",
        request_max_body_size=BODY_BYTES_MAX,
    )
    async def retry(
        job: JobId, data: JSONBody[shapes.Again], request: HttpRequest
    ) -> shapes.PrintJob:
        check_json(request.headers.get("content-type"))
        person_id = caller_of(request).person_id
        return _shown(await printing.again(job, data.command_id, person_id))

    @post("/print/jobs/{job:int}/cancel", status_code=200, rule="work")
    async def cancel(job: JobId) -> shapes.PrintJob:
        return _shown(await printing.settle(job, "cancelled"))

    @post("/print/jobs/{job:int}/arrived", status_code=200, rule="work")
    async def came_out(job: JobId) -> shapes.PrintJob:
        return _shown(await printing.settle(job, "sent"))

    return [retry, cancel, came_out]


def printer_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /printers."""

    @get("/printers", rule="work")
    async def printer_list() -> shapes.PrinterPage:
        waiting = await at.readers.run(spool.waiting_for)
        found = await at.readers.run(spool.printers)
        return shapes.PrinterPage(
            items=[_told(each, waiting.get(each.code, 0)) for each in found],
            as_of=as_of(at.wall_ms()),
        )

    @put(
        "/printers/{code:str}",
        status_code=200,
        rule="supervise",
        request_max_body_size=BODY_BYTES_MAX,
    )
    async def set_printer(
        code: PrinterCode, data: JSONBody[shapes.NewPrinter], request: HttpRequest
    ) -> shapes.Printer:
        check_json(request.headers.get("content-type"))
        try:
            demand_inside(
                read_address(data.address), at.config.papers.networks, at.config.papers.ports
            )
        except BadAddress as error:
            raise Problem(422, "bad_address", str(error)) from error
        if len(await at.readers.run(spool.printers)) >= PRINTERS_MAX:
            raise Problem(409, "too_many_printers", f"at most {PRINTERS_MAX}")
        wanted = spool.Printer(
            code, data.name, data.address.strip(), data.dots_per_mm, data.width_mm,
            data.height_mm, data.zone, data.language, data.answers, data.prints_units,
        )  # fmt: skip
        act = Act("printer_set", who_is(caller_of(request)), code, wanted.address)
        await at.change(partial(_set, wanted, act, at.wall_ms()))
        return _told(wanted, (await at.readers.run(spool.waiting_for)).get(code, 0))

    @delete("/printers/{code:str}", status_code=204, rule="supervise")
    async def drop_printer(code: FromPath[str], request: HttpRequest) -> None:
        act = Act("printer_dropped", who_is(caller_of(request)), code)
        if not await at.change(partial(_drop, code, act, at.wall_ms())):
            raise Problem(404, "not_found", "there is no such printer")

    return [printer_list, set_printer, drop_printer]


def _set(wanted: spool.Printer, act: Act, now_ms: int, recorder: Recorder) -> None:
    spool.save_printer(recorder.store.connection, wanted, recorder.ids.new)
    note(recorder.store.connection, act, now_ms)


def _drop(code: str, act: Act, now_ms: int, recorder: Recorder) -> bool:
    found = spool.drop_printer(recorder.store.connection, code, now_ms)
    if found:
        note(recorder.store.connection, act, now_ms)
    return found


def _told(printer: spool.Printer, waiting: int) -> shapes.Printer:
    return shapes.Printer(
        printer=printer.code,
        name=printer.name,
        address=printer.address,
        dots_per_mm=printer.dots_per_mm,
        width_mm=printer.width_mm,
        height_mm=printer.height_mm,
        zone=printer.zone,
        language=printer.language,
        answers=printer.answers,
        prints_units=printer.prints_units,
        waiting=waiting,
    )


def _shown(job: spool.Job) -> shapes.PrintJob:
    return shapes.PrintJob(
        job=job.id,
        printer=job.printer,
        kind=job.wish.kind,
        code=job.wish.code,
        copies=job.copies,
        copy=job.wish.copy,
        state=job.state,
        reason=job.reason,
        tries=job.tries,
        created_at=as_of(job.created_at_ms),
        ended_at=moment(job.ended_at_ms),
        reprint_of=job.reprint_of,
    )
