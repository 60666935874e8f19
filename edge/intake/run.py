"""One import from file to report: stage, map, check, and only then load.

Nothing touches the live database before the whole file has been read. The commands carry ids made
from the file, so an import that was cut short is finished by running it again: what went in answers
with its stored reply.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from edge.intake.cells import BadCell, Value, read_cell
from edge.intake.columns import Column, columns_of, mapping_for
from edge.intake.plan import PLANNERS, Context, Known, Line, NewItem, Plan, Planned
from edge.intake.reading import Row, read_rows
from edge.intake.report import Findings, Report
from edge.intake.staging import Progress, Staging
from models.warehouse.commands import CancelOrder, Command
from models.warehouse.replies import Outcome, Reply

SUBMIT_AT_ONCE = 128
FILE_CHUNK_BYTES = 1 << 20


class Loader(Protocol):
    """Where the result goes."""

    async def submit(self, command: Command) -> Reply: ...

    async def save_items(self, items: list[NewItem]) -> int:
        """Make or edit items in one transaction; how many are new."""
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
    rows: int
    plan: Plan
    findings: Findings


def check(
    request: Request, known: Known, zone: ZoneInfo, folder: Path, progress: Progress
) -> Checked:
    """Read and plan the file (blocking); raises IntakeError if it is refused as a whole."""
    columns = columns_of(request.kind)
    job = _job(request)
    staging = Staging(folder / f"{job}.staging")
    try:
        staging.fill(read_rows(request.path, request.name), progress)
        places = mapping_for(request.kind, staging.headings, request.mapping)
        findings = Findings()
        lines = _lines(staging.rows(), columns, places, findings, zone)
        plan = PLANNERS[request.kind](lines, Context(job, known, findings))
        return Checked(request, job, staging.headings, places, staging.count, plan, findings)
    finally:
        staging.close()


async def load(checked: Checked, loader: Loader, progress: Progress) -> Report:
    """Carry the plan out, unless it is a dry run or a cell could not be read."""
    if checked.request.dry_run:
        return _report(checked, "checked", 0)
    if checked.findings.has_errors:
        return _report(checked, "refused", 0)
    loaded = 0
    if checked.plan.items:
        loaded += await loader.save_items(checked.plan.items)
        progress(len(checked.plan.items))
    # Cancellations last: the order they cancel may stand in the same file.
    orders = [each for each in checked.plan.commands if not isinstance(each.command, CancelOrder)]
    cancels = [each for each in checked.plan.commands if isinstance(each.command, CancelOrder)]
    cancelled = 0
    for part in (orders, cancels):
        for at in range(0, len(part), SUBMIT_AT_ONCE):
            done = await _submit(part[at : at + SUBMIT_AT_ONCE], checked, loader)
            loaded += done
            cancelled += done if part is cancels else 0
            progress(at + SUBMIT_AT_ONCE)
    return _report(checked, "loaded", loaded - cancelled, cancelled)


async def _submit(part: list[Planned], checked: Checked, loader: Loader) -> int:
    replies = await asyncio.gather(*(loader.submit(each.command) for each in part))
    done = 0
    for planned, reply in zip(part, replies, strict=True):
        if reply.replayed:
            checked.plan.repeated += 1
        elif reply.done:
            done += 1
        elif reply.outcome is Outcome.ALREADY_DONE:
            checked.plan.repeated += 1
        else:
            checked.findings.add(
                planned.row, "", reply.outcome.value, planned.document, planned.document
            )
    return done


def _lines(
    rows: Iterator[tuple[int, Row]],
    columns: tuple[Column, ...],
    places: Mapping[str, int],
    findings: Findings,
    zone: ZoneInfo,
) -> Iterator[Line]:
    """Rows whose cells can all be read; the others are found wanting."""
    for number, row in rows:
        values: dict[str, Value | None] = {}
        good = True
        for column in columns:
            place = places.get(column.name)
            if place is None:
                continue
            code = ""
            try:
                values[column.name] = read_cell(row[place], column.shape, zone)
            except BadCell as error:
                code = error.code
            if not code and column.required and values[column.name] is None:
                code = "value_missing"
            if code:
                findings.add(number, column.name, code, row[place])
                good = False
        if good:
            yield Line(number, values)


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
        repeated=checked.plan.repeated,
        cancelled=cancelled,
        refused_rows=findings.rows,
        refused_by_code=dict(findings.by_code),
        refused=findings.shown,
        job=checked.job,
    )
