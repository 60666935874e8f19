"""One door from error to HTTP: every refusal is problem+json (RFC 9457) with a stable code.

Litestar(exception_handlers=HANDLERS) is all a program needs.
"""

import asyncio
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request
from litestar.exceptions import HTTPException, SerializationException
from litestar.response import Response

PROBLEM_TYPE = "application/problem+json"
_CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    408: "too_slow",
    409: "conflict",
    412: "changed_meanwhile",
    413: "body_too_large",
    415: "unsupported_media_type",
    422: "refused",
    428: "if_match_required",
    429: "too_many_requests",
    500: "internal",
    503: "unavailable",
    507: "disk_full",
}
_encode = msgspec.json.Encoder().encode


class Problem(Exception):
    """A refusal with everything its answer says. `more` are extra members of the body."""

    def __init__(
        self,
        status: int,
        code: str = "",
        detail: str = "",
        *,
        retry_after_s: int | None = None,
        more: dict[str, object] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code or _CODES.get(status, "error")
        self.detail = detail
        self.retry_after_s = retry_after_s
        self.more = more or {}

    def body(self) -> dict[str, object]:
        """The members of the answer."""
        members: dict[str, object] = {
            "type": f"urn:holdfast:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if self.retry_after_s is not None:
            members["retry_after_s"] = self.retry_after_s
        return {**members, **self.more}

    def encoded(self) -> bytes:
        """The body as JSON."""
        return _encode(self.body())

    def headers(self) -> dict[str, str]:
        """Headers that belong to the answer."""
        headers = {"cache-control": "no-store"}
        if self.retry_after_s is not None:
            headers["retry-after"] = str(self.retry_after_s)
        if self.status == 401:
            headers["www-authenticate"] = 'Bearer realm="holdfast"'
        return headers


def answer(problem: Problem) -> Response[bytes]:
    """The problem as a response."""
    return Response(
        problem.encoded(),
        status_code=problem.status,
        media_type=PROBLEM_TYPE,
        headers=problem.headers(),
    )


def from_problem(_: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    """A refusal of ours."""
    return answer(problem)


def from_http(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """A refusal of the framework: its status, our code."""
    detail = error.detail
    code = ""
    if error.status_code == 400:
        code = "malformed"
        parts = getattr(error, "extra", None)
        if isinstance(parts, list):
            detail = "; ".join(_named(part) for part in parts[:10]) or detail
    if error.status_code >= 500:
        return from_unexpected(_, error)
    problem = Problem(error.status_code, code, detail)
    response = answer(problem)
    allow = (error.headers or {}).get("Allow")
    if allow:
        response.headers["allow"] = allow
    return response


def from_malformed(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A body that does not parse, or not into what the route takes."""
    return answer(Problem(400, "malformed", str(error)))


def from_too_deep(_: Request[Any, Any, Any], error: RecursionError) -> Response[bytes]:
    """JSON nested beyond what any honest body needs."""
    return answer(Problem(400, "too_deep", "the body is nested too deeply"))


def from_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A fault of ours: logged with its traceback, told without it."""
    if isinstance(error, asyncio.CancelledError):
        raise error
    structlog.get_logger("http").error(
        "request_failed", method=request.method, path=request.url.path, exc_info=error
    )
    return answer(Problem(500, "internal", "the node failed here; the operator's log says why"))


def _named(part: object) -> str:
    if isinstance(part, dict):
        return f"{part.get('key', '')}: {part.get('message', '')}".lstrip(": ")
    return str(part)


HANDLERS: dict[int | type[Exception], Any] = {
    Problem: from_problem,
    HTTPException: from_http,
    msgspec.MsgspecError: from_malformed,
    SerializationException: from_malformed,
    UnicodeDecodeError: from_malformed,
    RecursionError: from_too_deep,
    Exception: from_unexpected,
}
"""For Litestar(exception_handlers=…)."""
