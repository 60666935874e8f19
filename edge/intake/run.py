"""One import from file to report: stage, map, check, and only then load.

Nothing touches the live database before the whole file has been read. The commands carry ids made
from the file, so an import that was cut short is finished by running it again: what went in answers
with its stored reply.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import Protocol, get_args
from zoneinfo import ZoneInfo

import msgspec

from edge.intake.cells import BadCell, Value, read_cell
from edge.intake.columns import Column, custom_column, mapping_for
from edge.intake.errors import IntakeError
from edge.intake.kinds import ABOUT, columns_of
from edge.intake.layouts import GREATERWMS, Layout, recognised
from edge.intake.plan import Context, Known, Line, MasterRow, Plan, Planned
from edge.intake.planners import DOCUMENTS, PLANNERS
from edge.intake.reading import Row, read_rows
from edge.intake.report import Findings, Report
from edge.intake.setup.standing import SetupKind
from edge.intake.staging import Progress, Staging
from models.warehouse.commands import CancelOrder, Command
from models.warehouse.replies import Outcome, Reply

SUBMIT_AT_ONCE = 256
ROWS_AT_ONCE = 2_000
FILE_CHUNK_BYTES = 1 << 20
ADDS = frozenset(("opening_stock",))
"""Kinds whose rows add to what is there."""
TOGETHER = frozenset(get_args(SetupKind))
"""Kinds whose rows say together how a site works: with one of them refused, none goes in."""
LACKS = ("no_printed_codes", "no_allocations")
"""What a table of GreaterWMS cannot tell: import its database for the codes of printed labels and
for what is allocated."""


class Saved(msgspec.Struct, frozen=True):
    """What became of rows of master data: how many are new, how many were changed, and those that
    were refused, each with its row of the file and a code."""

    made: int = 0
    changed: int = 0
    refused: list[tuple[MasterRow, str]] = []


class Loader(Protocol):
    """Where the result goes."""

    async def submit(self, commands: Sequence[Command]) -> list[Reply]:
        """What became of each, in order."""
        ...

    async def save_rows(self, rows: list[MasterRow]) -> Saved:
        """Make or edit rows of master data in one transaction."""
        ...


class Request(msgspec.Struct, frozen=True):
    """What to import and how. `mapping`: field → heading; the rest is guessed."""

    kind: str
    path: Path
    name: str
    dry_run: bool
    mapping: dict[str, str] = {}


class Checked(msgspec.Struct):
    """A file that has been read and planned."""

    request: Request
    job: str
    headings: list[str]
    places: dict[str, int]
    layout: Layout | None
    rows: int
    plan: Plan
    findings: Findings
    changed: int = 0


def check(
    request: Request, known: Known, zone: ZoneInfo, folder: Path, progress: Progress
) -> Checked:
    """Read and plan the file (blocking); raises IntakeError if it is refused as a whole."""
    columns = _columns(request.kind, known)
    job = _job(request)
    staging = Staging(folder / f"{job}.staging")
    try:
        staging.fill(read_rows(request.path, request.name), progress)
        layout, places = _mapped(request, columns, staging.headings)
        findings = Findings()
        reader = _Reader(columns, places, layout.fixed if layout else {}, findings, zone)
        if "item" in places:
            known.expect_items(staging.values_of(places["item"]))
        lines = reader.lines(staging.rows())
        if request.kind not in DOCUMENTS:
            lines = (line for line in lines if line.is_whole)
        plan = PLANNERS[request.kind](lines, Context(job, known, findings))
        return Checked(
            request, job, staging.headings, places, layout, staging.count, plan, findings
        )
    finally:
        staging.close()


async def load(checked: Checked, loader: Loader, progress: Progress) -> Report:
    """Carry the plan out, unless it is a dry run or a cell could not be read."""
    if checked.request.dry_run:
        return _report(checked, "checked", 0)
    if _stops(checked):
        return _report(checked, "refused", 0)
    loaded, cancelled, done = 0, 0, 0
    rows = checked.plan.rows
    for at in range(0, len(rows), ROWS_AT_ONCE):
        saved = await loader.save_rows(rows[at : at + ROWS_AT_ONCE])
        loaded += saved.made
        _note(checked, saved)
        progress(at + ROWS_AT_ONCE)
    commands = sorted(checked.plan.commands, key=lambda each: each.stage)
    for _, stage in groupby(commands, key=lambda each: each.stage):
        part = list(stage)
        for at in range(0, len(part), SUBMIT_AT_ONCE):
            some = await _submit(part[at : at + SUBMIT_AT_ONCE], checked, loader)
            cancelled += sum(isinstance(each.command, CancelOrder) for each in some)
            checked.changed += sum(each.changes for each in some)
            loaded += sum(not isinstance(each.command, CancelOrder) for each in some)
            loaded -= sum(each.changes for each in some)
            done += len(part[at : at + SUBMIT_AT_ONCE])
            progress(len(rows) + done)
    return _report(checked, "loaded", loaded, cancelled)


def _stops(checked: Checked) -> bool:
    """Whether a cell that cannot be read stops the file: where nothing is left, and where the
    mended file would book once more what went in."""
    plan, kind = checked.plan, checked.request.kind
    if kind in TOGETHER:
        return checked.findings.rows > 0
    return checked.findings.has_errors and (kind in ADDS or not (plan.commands or plan.rows))


def _note(checked: Checked, saved: Saved) -> None:
    checked.changed += saved.changed
    for row, code in saved.refused:
        checked.findings.add(row.row, "", code, row.code, row.code)


async def _submit(part: list[Planned], checked: Checked, loader: Loader) -> list[Planned]:
    """Those documents that had an effect."""
    replies = await loader.submit([each.command for each in part])
    done = []
    for planned, reply in zip(part, replies, strict=True):
        if reply.replayed or reply.outcome is Outcome.ALREADY_DONE:
            checked.plan.repeated += planned.counts
        elif reply.done:
            done += [planned] if planned.counts else []
        else:
            checked.findings.add(
                planned.row, "", reply.outcome.value, planned.document, planned.document
            )
    return done


def _columns(kind: str, known: Known) -> tuple[Column, ...]:
    """The fields of a kind, those that the company added last."""
    columns, about = columns_of(kind), ABOUT.get(kind)
    if about is None:
        return columns
    return (*columns, *(custom_column(field) for field in known.custom_fields(about)))


def _mapped(
    request: Request, columns: tuple[Column, ...], headings: list[str]
) -> tuple[Layout | None, dict[str, int]]:
    layout = recognised(headings)
    known = layout.places if layout is not None and layout.kind == request.kind else None
    try:
        places = mapping_for(columns, headings, request.mapping, known)
    except IntakeError as error:
        if layout is None or known is not None:
            raise
        raise IntakeError(
            error.code, f"{error.detail}; GreaterWMS writes {layout.kind} like this"
        ) from error
    return (layout if known is not None else None), places


class _Reader:
    """Rows to lines; a cell that cannot be read is found wanting, and its row with it."""

    def __init__(
        self,
        columns: tuple[Column, ...],
        places: Mapping[str, int],
        fixed: Mapping[str, str],
        findings: Findings,
        zone: ZoneInfo,
    ) -> None:
        self._columns = [
            (column, places[column.name]) for column in columns if column.name in places
        ]
        self._fixed: dict[str, Value | None] = {**fixed}
        self._findings, self._zone = findings, zone

    def lines(self, rows: Iterator[tuple[int, Row]]) -> Iterator[Line]:
        """Each row."""
        for number, row in rows:
            yield self._line(number, row)

    def _line(self, number: int, row: Row) -> Line:
        values = dict(self._fixed)
        custom: dict[str, str] = {}
        good = True
        for column, place in self._columns:
            value, code = self._value(row[place], column)
            if code:
                self._findings.add(number, column.name, code, row[place])
                good = False
            elif column.custom is None:
                values[column.name] = value
            elif isinstance(value, str):
                custom[column.custom.code] = value
        return Line(number, values, custom, good)

    def _value(self, text: str, column: Column) -> tuple[Value | None, str]:
        """The value, or the code of why there is none."""
        if not text and not column.required:
            return None, ""
        try:
            value = read_cell(text, column, self._zone)
        except BadCell as error:
            return None, error.code
        return value, "value_missing" if value is None and column.required else ""


def _job(request: Request) -> str:
    digest = blake2b(digest_size=12)
    with request.path.open("rb") as file:
        while chunk := file.read(FILE_CHUNK_BYTES):
            digest.update(chunk)
    digest.update(json.dumps([request.kind, sorted(request.mapping.items())]).encode())
    return digest.hexdigest()


def _report(checked: Checked, state: str, loaded: int, cancelled: int = 0) -> Report:
    findings = checked.findings
    return Report(
        kind=checked.request.kind,
        file=checked.request.name,
        state=state,
        dry_run=checked.request.dry_run,
        headings=checked.headings,
        mapping={name: checked.headings[place] for name, place in checked.places.items()},
        rows=checked.rows,
        documents=checked.plan.documents,
        lines=checked.plan.lines,
        loaded=loaded,
        changed=checked.changed,
        repeated=checked.plan.repeated,
        cancelled=cancelled,
        refused_rows=findings.rows,
        refused_by_code=dict(findings.by_code),
        refused=findings.shown,
        job=checked.job,
        layout=GREATERWMS if checked.layout is not None else "",
        notes=[*LACKS] if checked.layout is not None else [],
        currency=checked.plan.currency,
        whole=checked.request.kind in TOGETHER,
    )
