"""The hot path: a command in, decoded once; its durable reply out, sent as it is kept."""

import asyncio
from typing import Any

import msgspec
from litestar import Request, asgi, post
from litestar.exceptions import MethodNotAllowedException
from litestar.handlers import ASGIRouteHandler, HTTPRouteHandler
from litestar.types import Receive, Scope, Send

from edge.api.access import BIT_OF, PERMISSION_OF
from edge.api.accounts import Caller
from edge.api.caller import Gate, caller_of
from edge.api.services import Services
from edge.store.errors import StoreError
from edge.store.recorder import Actor, Answer
from models.warehouse.commands import Command
from models.warehouse.people.permissions import Permission
from node.http.body import decoded, header, raw_body
from node.http.encoded import EncodedJson
from node.http.origin import check_json
from node.http.problems import Problem
from sync.core.errors import NotAllowed
from sync.store.sqlite import DiskFull

COMMAND_BYTES_MAX = 512 << 10
BATCH_BYTES_MAX = 4 << 20
BATCH_COMMANDS_MAX = 100
_SUPERVISE = Permission.SUPERVISE.bit
_COMMAND: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)

HttpRequest = Request[Any, Any, Any]
Waiting = asyncio.Future[Answer] | Problem


class Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The outbox of a tablet, in order. Each command stands for itself."""

    commands: list[msgspec.Raw]


_BATCH = msgspec.json.Decoder(Batch)


def command_routes(at: Services, gate: Gate) -> list[ASGIRouteHandler | HTTPRouteHandler]:
    """Handlers under /commands. The first is bare ASGI: it is on the path of every scan."""

    @asgi("/commands", rule="command", copy_scope=False)
    async def give_command(scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") != "POST":
            raise MethodNotAllowedException(headers={"Allow": "POST"})
        caller = gate.check(scope)
        check_json(header(scope, b"content-type"))
        body = await raw_body(receive, COMMAND_BYTES_MAX)
        answer = await record(at, decoded(_COMMAND, body), caller)
        await EncodedJson(answer.body)(scope, receive, send)

    @post("/commands/batch", status_code=200, rule="command", request_max_body_size=BATCH_BYTES_MAX)
    async def give_commands(request: HttpRequest) -> EncodedJson:
        check_json(request.headers.get("content-type"))
        batch = decoded(_BATCH, await request.body())
        if len(batch.commands) > BATCH_COMMANDS_MAX:
            raise Problem(400, "too_many_commands", f"at most {BATCH_COMMANDS_MAX} at once")
        body = await _record_all(at, batch.commands, caller_of(request))
        return EncodedJson(body)

    return [give_command, give_commands]


async def record(at: Services, command: Command, caller: Caller) -> Answer:
    """One command through the writer; raises Problem."""
    need_permission(at, command, caller)
    at.need_room()
    try:
        answer = await at.writer.submit(command, actor_of(caller))
    except (StoreError, DiskFull, NotAllowed) as error:
        raise at.refused(error) from error
    at.scans += 1
    return answer


def actor_of(caller: Caller) -> Actor:
    """The caller as decisions know them."""
    return Actor(caller.person_id, caller.device_id, caller.allowed & _SUPERVISE != 0)


def need_permission(at: Services, command: Command, caller: Caller) -> None:
    """Raises Problem unless this caller may give this command."""
    if not BIT_OF[type(command)] & caller.allowed:
        at.refusals.tell(caller, type(command).__name__)
        needed = PERMISSION_OF[type(command)].value
        raise Problem(403, "not_your_role", f"this command needs the permission {needed}")


async def _record_all(at: Services, bodies: list[msgspec.Raw], caller: Caller) -> bytes:
    """All are queued before the first is awaited, so they run in the order of the outbox."""
    waiting = [_queue(at, bytes(body), caller) for body in bodies]
    parts = [await _settled(at, each) for each in waiting]
    return b'{"replies":[' + b",".join(parts) + b"]}"


def _queue(at: Services, body: bytes, caller: Caller) -> Waiting:
    try:
        command = decoded(_COMMAND, body)
        need_permission(at, command, caller)
        at.need_room()
        return at.writer.submit(command, actor_of(caller))
    except Problem as problem:
        return problem
    except StoreError as error:
        return at.refused(error)


async def _settled(at: Services, waiting: Waiting) -> bytes:
    if isinstance(waiting, Problem):
        return waiting.encoded()
    try:
        answer = await waiting
    except (StoreError, DiskFull, NotAllowed) as error:
        return at.refused(error).encoded()
    at.scans += 1
    return answer.body
