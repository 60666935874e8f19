"""What SQLite alone needs for scans and turns: a copy of a site whose programs decide nothing.

It is served like the others and takes the same requests; the statements and values that recording
gave SQLite for each of them are given to it again (see bench.scan.heard), and that is all. No store
that keeps the same rows can be faster.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench.floor.site import Work
from bench.scan.heard import FILE, Scan, Statement, heard
from bench.talk_load import asked
from edge.opening import LIVE_OPTIONS, open_folder
from edge.store.recorder import Actor, Recorder
from models.warehouse.commands import Command, decode_command
from models.warehouse.dialogues.question import Turn
from models.warehouse.replies import decode_reply
from node.clock import wall_clock_ms

_BOUNDS = ("BEGIN IMMEDIATE", "COMMIT")
AHEAD = 1 << 30
PEOPLE = "SELECT id FROM person WHERE badge LIKE 'B%' ORDER BY badge"


class Bare(msgspec.Struct, frozen=True):
    """A folder to be served `again`, and bodies of scans and of turns, for all rounds together."""

    folder: Path
    scans: list[str]
    turns: list[str]


def listen(site: Path, folder: Path, work: Work, turns: int) -> Bare:
    """Copy a site that is not served, and hear on another copy its scans and so many turns."""
    shutil.copytree(site, folder, dirs_exist_ok=True)
    found: dict[str, Scan] = {}
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "copy"
        shutil.copytree(site, copy)
        unsynced = msgspec.structs.replace(LIVE_OPTIONS, durability="normal")
        opened = open_folder(copy, wall_clock_ms, unsynced)
        ear = _Ear(Recorder(opened.store, opened.site, wall_clock_ms), found)
        for body in work.picks:
            ear.hear(decode_command(body.encode()), Actor(1, 1))
        bodies = list(ear.turns(work, turns))
        opened.close()
    (folder / FILE).write_bytes(msgspec.msgpack.encode(found))
    return Bare(folder, work.picks, bodies)


class _Ear:
    def __init__(self, recorder: Recorder, found: dict[str, Scan]) -> None:
        self._recorder, self._found = recorder, found

    def hear(self, command: Command, actor: Actor) -> bytes:
        """One command in a transaction of its own; its statements are kept under its id."""
        replies: list[bytes] = []

        def record() -> None:
            with self._recorder.store.replica.transaction():
                replies.append(self._recorder.record(command, actor).body)

        statements = heard(self._recorder.store.connection, record)
        kept = [_aside(each) for each in statements if each[0] not in _BOUNDS]
        self._found[command.command_id] = Scan(kept, replies[0])
        return replies[0]

    def turns(self, work: Work, count: int) -> Iterator[str]:
        """As the people of the bench give them, in turn."""
        rows = self._recorder.store.connection.execute(PEOPLE).fetchall()
        people = [int(str(row[0])) for row in rows]
        orders = [[order for each in work.orders for order in each[n]] for n in range(len(people))]
        stands: list[Turn | None] = [None] * len(people)
        for number in range(len(people) + count):
            n = number % len(people)
            at, command_id = stands[n], f"bare-turn-{number}"
            fields: dict[str, object] = {"type": "open_dialogue", "dialogue": "picking"}
            if at is not None:
                fields = {"type": "scan", "code": asked(at, orders[n])}
            body = msgspec.json.encode({**fields, "command_id": command_id})
            reply = decode_reply(self.hear(decode_command(body), Actor(people[n], 1)))
            assert reply.done, reply.say
            stands[n] = reply.turn
            if at is not None:
                yield _stand_in(command_id)


def _aside(statement: Statement) -> Statement:
    """Records get numbers far ahead: what the served copy records by itself takes the next ones."""
    sql, values = statement
    if not sql.startswith("INSERT INTO s_log"):
        return statement
    key, *others = values
    assert isinstance(key, int)
    return sql, (key + AHEAD, *others)


def _stand_in(command_id: str) -> str:
    """A scan under the id of a turn: who talks, and about what, is not looked at."""
    fields = {
        "type": "confirm_pick", "command_id": command_id, "task_id": "0" * 13,
        "location": "A-01-01-1", "item": "I00001", "quantity": 1,
    }  # fmt: skip
    return msgspec.json.encode(fields).decode()
