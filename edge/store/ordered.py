"""Commands of headquarters: taken from the replicated ledger, decided like any other, answered."""

import msgspec
import structlog

from edge.store.errors import CommandIdReused
from edge.store.faults import FAULTS
from edge.store.recorder import Actor, Recorder
from models.warehouse.catalogue import ANSWERED
from models.warehouse.commands import Command, decode_command
from models.warehouse.replies import Level, Outcome, Reply, Say, decode_reply, encode_reply
from models.warehouse.scopes import warehouse_scope
from sync.core.change import Append
from sync.store.protocol import Author

AT_ONCE_MAX = 100


def waiting(recorder: Recorder) -> bool:
    """Whether a command of headquarters waits."""
    found = recorder.store.connection.execute("SELECT 1 FROM ordered LIMIT 1").fetchall()
    return bool(found)


def obey(recorder: Recorder, now_ms: int) -> int:
    """Execute what waits, inside the open transaction; one that fails is answered as refused."""
    execute = recorder.store.connection.execute
    rows = execute(
        "SELECT command_id, body FROM ordered ORDER BY command_id LIMIT ?", (AT_ONCE_MAX,)
    ).fetchall()
    for command_id, body in rows:
        reply = _reply(recorder, str(command_id), str(body))
        answer = Append(
            ANSWERED,
            {
                "warehouse_id": recorder.site.warehouse_id,
                "command_id": command_id,
                "outcome": "done" if reply.done else "refused",
                "reply": encode_reply(reply).decode(),
                "at_ms": now_ms,
            },
        )
        scope = warehouse_scope(recorder.site.warehouse_id)
        recorder.store.write(scope, [answer], Author(key=str(command_id)))
        execute("DELETE FROM ordered WHERE command_id=?", (command_id,))
    return len(rows)


def _reply(recorder: Recorder, command_id: str, body: str) -> Reply:
    command = _read(command_id, body)
    if command is None:
        return _refused(command_id, "command.malformed")
    try:
        with recorder.store.savepoint():
            return decode_reply(recorder.record(command, Actor(may_supervise=True)).body)
    except CommandIdReused:
        return _refused(command_id, "command.id_reused")
    except FAULTS as error:
        recorder.reader.forget()
        structlog.get_logger("writer").error("command_failed", type=body[:80], exc_info=error)
        return _refused(command_id, "command.failed")


def _read(command_id: str, body: str) -> Command | None:
    try:
        fields = msgspec.json.decode(body, type=dict[str, object])
        return decode_command(msgspec.json.encode({**fields, "command_id": command_id}))
    except (msgspec.MsgspecError, RecursionError):
        return None


def _refused(command_id: str, key: str) -> Reply:
    return Reply(command_id, Outcome.STALE_STEP, Level.BLOCK, Say(key))
