"""Small things every handler needs: bodies, ids, tags."""

from typing import Any, TypeVar

import msgspec
from litestar import Request

from hub.access import address_of, asker
from hub.store.audit import Act
from models.warehouse import ids
from node.http.body import json_body
from node.http.problems import Problem

T = TypeVar("T")
HttpRequest = Request[Any, Any, Any]
BODY_BYTES_MAX = 1 << 20


async def json_in(request: HttpRequest, decoder: msgspec.json.Decoder[T]) -> T:
    """The body as its struct; raises Problem."""
    return await json_body(request, decoder)


def act_of(request: HttpRequest, kind: str, subject: str = "", detail: str = "") -> Act:
    """What whoever the guard has let in does."""
    person = asker(request)
    return Act(kind, person.id, person.name, address_of(request), subject, detail)


def id_of(text: str) -> int:
    """The id behind its text; an id that cannot be is one that is not there."""
    try:
        return ids.read(text)
    except ValueError:
        raise Problem(404, "not_found", f"there is no {text}") from None


def tag_of(request: HttpRequest) -> str:
    """The entity tag an edit is based on; raises Problem without one."""
    tag = request.headers.get("if-match")
    if tag is None:
        raise Problem(428, "if_match_required", "send If-Match with the ETag you have read")
    return tag
