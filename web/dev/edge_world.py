"""A pretend warehouse floor for front-end work: enough to walk every dialogue."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from edge_lists import GOODS, Json, deliveries, packings, picks, place, putaways


@dataclass
class EdgeWorld:
    """Lists in the shape of the API. Commands are kept in a file, so a restart forgets nothing."""

    journal: Path
    wall_s: Callable[[], float]
    rows: int = 6
    receive: list[Json] = field(default_factory=list)
    putaway: list[Json] = field(default_factory=list)
    pick: list[Json] = field(default_factory=list)
    pack: list[Json] = field(default_factory=list)
    ship: list[Json] = field(default_factory=list)
    replies: dict[str, tuple[str, Json]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.receive += deliveries(max(3, self.rows // 4))
        self.putaway += putaways(self.rows)
        self.pick += picks(self.rows)
        self.pack += packings(self.rows)
        if self.journal.exists():
            for line in self.journal.read_text().splitlines():
                self._apply(json.loads(line))

    def now(self) -> str:
        """This moment as the API writes it."""
        moment = datetime.fromtimestamp(self.wall_s(), UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def work(self) -> Json:
        """Counts of every list."""
        return {
            "counts": {
                name: len(self.items(name))
                for name in ("receive", "putaway", "pick", "pack", "ship")
            },
            "as_of": self.now(),
        }

    def items(self, activity: str) -> list[Json]:
        """One work list."""
        found: list[Json] = getattr(self, activity)
        return found

    def take(self, command: Json) -> tuple[int, Json]:
        """Status and body: the stored reply for an id seen before, 409 if its body differs."""
        body = json.dumps(command, sort_keys=True)
        known = self.replies.get(str(command["command_id"]))
        if known:
            if known[0] != body:
                return 409, problem(
                    409, "command_id_reused", "This id was used for another command."
                )
            return 200, {**known[1], "replayed": True}
        with self.journal.open("a") as file:
            file.write(body + "\n")
            file.flush()
            os.fsync(file.fileno())
        return 200, self._apply(command)

    def lookup(self, code: str) -> Json:
        """What a code is."""
        for item, description, barcode in GOODS:
            if code in (item, barcode):
                facts = {"item": item, "description": description, "on_hand": 184, "uom": "pcs"}
                return {"kind": "item", "code": code, "item": facts, "stock": self._stock(item)}
        if any(place(n) == code for n in range(480)):
            facts = {"location": code, "zone": code[0], "status": "active"}
            return {"kind": "location", "code": code, "location": facts, "stock": []}
        for kind, lists in (("asn", self.receive), ("order", [*self.pack, *self.ship])):
            for row in lists:
                if row[kind] == code:
                    plain = {key: value for key, value in row.items() if key != "lines"}
                    return {"kind": kind, "code": code, kind: plain, "stock": []}
        return {"kind": "unknown", "code": code, "stock": []}

    def _stock(self, item: str) -> list[Json]:
        """Three places that hold an item."""
        row = {"item": item, "lot": None, "status": "available"}
        places = (place(17), place(31), place(88))
        return [{**row, "location": at, "on_hand": 60 + n} for n, at in enumerate(places)]

    def _apply(self, command: Json) -> Json:
        reply = DECIDE[str(command["type"])](self, command)
        whole = {
            "command_id": command["command_id"],
            "next": None,
            "data": {},
            "undo": None,
            "replayed": False,
            **reply,
        }
        self.replies[str(command["command_id"])] = (json.dumps(command, sort_keys=True), whole)
        return whole


def problem(status: int, code: str, detail: str) -> Json:
    """The one shape of every refusal."""
    return {
        "type": f"https://holdfast.invalid/problems/{code}",
        "title": code.replace("_", " "),
        "status": status,
        "detail": detail,
        "code": code,
    }


def done(outcome: str) -> Json:
    """An answer for something that happened."""
    return {"outcome": outcome, "level": "ok", "say": {"key": f"scan.{outcome}", "args": {}}}


def block(outcome: str, **args: object) -> Json:
    """An answer for something that did not."""
    return {"outcome": outcome, "level": "block", "say": {"key": f"scan.{outcome}", "args": args}}


def arrive(world: EdgeWorld, command: Json) -> Json:
    """The truck stands at the dock."""
    for asn in world.receive:
        if asn["asn"] == command["asn"]:
            asn["state"] = "arrived"
    return done("document_done")


def receive(world: EdgeWorld, command: Json) -> Json:
    """Goods counted in."""
    for asn in world.receive:
        lines: list[Json] = asn["lines"]  # type: ignore[assignment]
        for line in lines:
            if asn["asn"] == command["asn"] and line["item"] == command["item"]:
                line["received"] = int(str(line["received"])) + int(str(command["quantity"]))
                return done("line_done")
    return block("wrong_item", scanned=command["item"], asked="–")


def drop(activity: str, key: str, outcome: str) -> Callable[[EdgeWorld, Json], Json]:
    """A command that takes one entry off a list; a second one finds it done."""

    def decide(world: EdgeWorld, command: Json) -> Json:
        rows = world.items(activity)
        kept = [row for row in rows if row[key] != command[key]]
        if len(kept) == len(rows):
            return block("already_done")
        rows[:] = kept
        return done(outcome)

    return decide


def pack(world: EdgeWorld, command: Json) -> Json:
    """The whole order goes into one box here."""
    for order in world.pack:
        if order["order"] == command["order"]:
            world.pack.remove(order)
            lines: list[Json] = order["lines"]  # type: ignore[assignment]
            packed = [{**line, "packed": line["picked"]} for line in lines]
            world.ship.append({**order, "state": "packed", "lines": packed})
            return {**done("unit_done"), "data": {"unit": "340123450000000018"}}
    return block("already_done")


def none_open(world: EdgeWorld, command: Json) -> Json:
    """A turn of a dialogue that the edge leads: none of them is open here."""
    say = {"key": "dialogue.none_open", "args": {}}
    return {"outcome": "stale_step", "level": "info", "say": say, "turn": None}


DECIDE = {
    "arrive_asn": arrive,
    "receive": receive,
    "close_receipt": drop("receive", "asn", "document_done"),
    "put_away": drop("putaway", "task_id", "line_done"),
    "confirm_pick": drop("pick", "task_id", "line_done"),
    "pack": pack,
    "ship": drop("ship", "order", "document_done"),
    **dict.fromkeys(("open_dialogue", "scan", "enter", "choose"), none_open),
}
