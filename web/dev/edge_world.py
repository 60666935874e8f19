"""A pretend warehouse floor for front-end work: enough to walk every dialogue."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

Json = dict[str, object]
GOODS = [
    ("22423", "Regency cakestand 3 tier", "5010000224235"),
    ("85123A", "White hanging heart T-light holder", "5010000851237"),
    ("47566", "Party bunting", "5010000475660"),
    ("23247", "Biscuit tin 50's Christmas", "5010000232476"),
    ("22846", "Bread bin diner style red", "5010000228462"),
    ("20725", "Lunch bag red retrospot", "5010000207252"),
    ("84879", "Assorted colour bird ornament", "5010000848794"),
    ("22720", "Set of 3 cake tins pantry design", "5010000227205"),
]


def now() -> str:
    """This moment as the API writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def place(n: int) -> str:
    """The n-th storage location, aisle by aisle."""
    return f"{'ABCDE'[n // 96 % 5]}-{n // 8 % 12 + 1:02d}-{n % 8 + 1:02d}-{n % 3 + 1}"


@dataclass
class EdgeWorld:
    """Lists in the shape of the API. Commands are kept in a file, so a restart forgets nothing."""

    journal: Path
    rows: int = 6
    receive: list[Json] = field(default_factory=list)
    putaway: list[Json] = field(default_factory=list)
    pick: list[Json] = field(default_factory=list)
    pack: list[Json] = field(default_factory=list)
    ship: list[Json] = field(default_factory=list)
    replies: dict[str, tuple[str, Json]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._stock_up()
        if self.journal.exists():
            for line in self.journal.read_text().splitlines():
                self._apply(json.loads(line))

    def work(self) -> Json:
        """Counts of every list."""
        return {
            "counts": {
                name: len(self.items(name))
                for name in ("receive", "putaway", "pick", "pack", "ship")
            },
            "as_of": now(),
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

    def _stock_up(self) -> None:
        for n in range(max(3, self.rows // 4)):
            lines = [
                {
                    "line": k + 1,
                    "item": item,
                    "description": text,
                    "barcodes": [barcode],
                    "uom": "pcs",
                    "tracking": "lot" if k == 1 else "none",
                    "expected": 24 * (k + 1),
                    "received": 0,
                }
                for k, (item, text, barcode) in enumerate(GOODS[n % 4 : n % 4 + 4])
            ]
            self.receive.append(
                {
                    "asn": f"ASN-{1042 + n}",
                    "supplier": "Kaiser Ceramics",
                    "state": "announced" if n else "arrived",
                    "expected_on": "2026-03-04",
                    "lines": lines,
                }
            )
        for n in range(self.rows):
            item, text, barcode = GOODS[n % len(GOODS)]
            at = place(n * 3 + 17)
            self.putaway.append(
                {
                    "task_id": f"PUT{n:05d}",
                    "item": item,
                    "description": text,
                    "barcodes": [barcode],
                    "quantity": 12 + n,
                    "lot": "2409" if n % 3 == 0 else None,
                    "unit": f"3401234500000{10000 + n}",
                    "from_location": "DOCK-1",
                    "to_location": at,
                    "to_barcode": f"L{at}",
                }
            )
            at = place(n * 5 + 25)
            self.pick.append(
                {
                    "task_id": f"PICK{n:05d}",
                    "order": "569239",
                    "location": at,
                    "location_barcode": f"L{at}",
                    "zone": at[0],
                    "item": item,
                    "description": text,
                    "barcodes": [barcode],
                    "quantity": n % 4 + 1,
                    "uom": "pcs",
                    "lot": "2409" if n % 3 == 0 else None,
                    "expiry": "2027-03-31" if n % 3 == 0 else None,
                    "sequence": n,
                }
            )
            lines = [
                {
                    "item": code,
                    "description": words,
                    "barcodes": [bar],
                    "picked": k + 2,
                    "packed": 0,
                }
                for k, (code, words, bar) in enumerate(GOODS[n % 5 : n % 5 + 3])
            ]
            self.pack.append(
                {
                    "order": str(569300 + n),
                    "customer": "Department store Hamburg",
                    "state": "picked",
                    "lines": lines,
                }
            )


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


DECIDE = {
    "arrive_asn": arrive,
    "receive": receive,
    "close_receipt": drop("receive", "asn", "document_done"),
    "put_away": drop("putaway", "task_id", "line_done"),
    "confirm_pick": drop("pick", "task_id", "line_done"),
    "pack": pack,
    "ship": drop("ship", "order", "document_done"),
}
