"""One program, so many generated requests, and everything its own description does not bear out.

Schemathesis makes the cases from the OpenAPI page and judges the answers by it; they are sent
through litestar's test client, so a run of ten thousand needs no socket.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import click
import httpx
import msgspec
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from litestar.testing import TestClient
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

STREAMS = frozenset(("/api/v1/events", "/api/v1/feed/stream", "/api/v1/robots/live"))
"""These do not end."""
NOT_HERE = frozenset(("ignored_auth",))
"""Sends a second request by itself; tests/edge/api/test_matrix.py and tests/hub/test_access.py
ask every route without a credential and with a wrong one."""
MALFORMED = frozenset(("malformed", "too_deep", "body_too_large"))
"""Codes that say a request is no request. Any other refusal of what fits the schema is an answer:
an unknown printer, a cursor that is none of ours, a file that is no photo."""
Send = Callable[[str, str, dict[str, bytes], Any], httpx.Response]
Fuzzed = tuple[dict[str, Any], Send]
"""The OpenAPI page of a program that runs, and how to ask it."""


class Fault(NamedTuple):
    """What the description does not bear out."""

    route: str
    check: str
    status: int
    code: str


class Report(msgspec.Struct):
    """What was asked and found; each fault with its first example and how often it was seen."""

    statuses: Counter[int] = msgspec.field(default_factory=Counter)
    faults: dict[Fault, str] = msgspec.field(default_factory=dict)
    seen: Counter[Fault] = msgspec.field(default_factory=Counter)

    @property
    def cases(self) -> int:
        """Requests sent."""
        return sum(self.statuses.values())

    @property
    def server_errors(self) -> int:
        """Answers of 500 and above that do not say when to come again."""
        return sum(count for status, count in self.statuses.items() if status == 500)


def main(said: str, fuzzed: Callable[[Path], AbstractContextManager[Fuzzed]]) -> int:
    """A long run, told as text: 1 when the program does not keep to its description."""
    parser = argparse.ArgumentParser(description=said)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    click.echo(f"{said} Repeat with make fuzz-api CASES={asked.cases} SEED={asked.seed}")
    with tempfile.TemporaryDirectory() as folder, fuzzed(Path(folder)) as (page, send):
        report = fuzz(page, send, asked.cases, asked.seed)
    _tell(report)
    return 1 if report.faults else 0


def sender(client: TestClient[Any], token: str) -> Send:
    """How to ask as the program of this key, whatever the case made up of credentials."""

    def send(method: str, url: str, headers: dict[str, bytes], body: Any) -> httpx.Response:  # noqa: ANN401
        own = {name.encode(): value for name, value in headers.items()}
        own[b"authorization"] = f"Bearer {token}".encode()
        answer = client.request(method, url, headers=list(own.items()), content=body)
        client.cookies.clear()
        return answer

    return send


def fuzz(page: dict[str, Any], send: Send, cases: int, seed_given: int) -> Report:
    """About `cases` requests, as many of each route, half of them broken on purpose."""
    report = Report()
    schema = schemathesis.openapi.from_dict(page)
    found = (each.ok() for each in schema.get_all_operations() if isinstance(each, Ok))
    operations = [each for each in found if each.path not in STREAMS]
    each_of = -(-cases // (len(operations) * len(GenerationMode)))
    for operation in operations:
        for mode in GenerationMode:
            _ask(operation, mode, send, each_of, seed_given, report)
    return report


def _ask(
    operation: Any,  # noqa: ANN401
    mode: GenerationMode,
    send: Send,
    cases: int,
    seed_given: int,
    report: Report,
) -> None:
    @seed(seed_given)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:  # noqa: ANN401
        _judge(operation.label, case, send, report)

    with suppress(Unsatisfiable):  # nothing can be wrong about a request without parts
        run()


def _judge(route: str, case: Any, send: Send, report: Report) -> None:  # noqa: ANN401
    told = case.as_transport_kwargs(base_url="http://127.0.0.1")
    parts = {name: told[name] for name in _PARTS if name in told}
    request = requests.Request(**parts).prepare()
    headers = {
        name: value if isinstance(value, bytes) else value.encode()
        for name, value in request.headers.items()
    }
    assert request.method is not None and request.url is not None
    try:
        answer = send(request.method, request.url, headers, request.body)
    except httpx.InvalidURL:
        return  # longer than any client sends
    report.statuses[answer.status_code] += 1
    code = _code(answer)
    for failure in _failures(case, answer):
        name = type(failure).__name__
        if name == "RejectedPositiveData" and not _is_malformed(answer, code):
            continue
        if name == "AcceptedNegativeData" and answer.status_code == 413:
            continue  # refused before it was read
        fault = Fault(route, name, answer.status_code, code)
        report.seen[fault] += 1
        report.faults.setdefault(
            fault,
            f"{request.url[:200]} {str(request.body)[:300]} -> {answer.text[:300]}: {failure}",
        )


_PARTS = ("method", "url", "headers", "files", "data", "params", "cookies", "json")


def _failures(case: Any, answer: httpx.Response) -> list[BaseException]:  # noqa: ANN401
    checks = [each for each in CHECKS.get_all() if each.__name__ not in NOT_HERE]
    try:
        case.validate_response(schemathesis.Response.from_httpx(answer, verify=True), checks=checks)
    except BaseExceptionGroup as group:
        return list(group.exceptions)
    return []


def _code(answer: httpx.Response) -> str:
    if answer.headers.get("content-type") != "application/problem+json":
        return ""
    return str(answer.json()["code"])


def _is_malformed(answer: httpx.Response, code: str) -> bool:
    """JSON Schema takes 4.0 for a whole number; we do not."""
    return code in MALFORMED and "got `float`" not in answer.text


def _tell(report: Report) -> None:
    statuses = ", ".join(f"{count} x {status}" for status, count in sorted(report.statuses.items()))
    click.echo(f"{report.cases} requests: {statuses}; server errors: {report.server_errors}")
    for fault, example in report.faults.items():
        click.echo(f"\n{report.seen[fault]} x {fault}\n  {example}")
