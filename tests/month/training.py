"""The training room: a small site of its own for each exercise, worked over HTTP like the big one.

The exercises are the scenes of tests/edge/dialogues. What a scene does to its site by hand (items
of headquarters, a supplier's message) goes through the program's one writer, as an import does.
"""

import importlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, cast

import apsw
import msgspec

from edge.admin.making import Made
from edge.store.reader import SqlReader
from edge.store.recorder import Answer, Recorder
from models.warehouse import ids
from models.warehouse.catalogue import ASN, BARCODE, ITEM, ITEM_PACK, PERSON
from models.warehouse.commands import Command, encode_command
from models.warehouse.dialogues.all import DIALOGUES
from models.warehouse.replies import encode_reply
from models.warehouse.scopes import company_scope, warehouse_scope
from sync.core.catalogue import Value
from sync.core.change import Add, Change, Insert, Put
from sync.core.ids import Scope
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore
from tests.edge.dialogues.scenes import SCENES, Scene
from tests.edge.dialogues.talker import EdgeName, Talker
from tests.edge.serving import Clock
from tests.edge.site import SMALL, START_MS, TestSite, row
from tests.month.handheld import Handheld
from tests.month.house import House, made_at

LOSS = 0.03


class Exercise(NamedTuple):
    """A scene of a dialogue."""

    dialogue: str
    play: Scene


class _Eyes(msgspec.Struct):
    """As much of a store as scenes look at."""

    connection: apsw.Connection


class _Hours:
    """A clock whose passing is seen by the program."""

    def __init__(self, house: House) -> None:
        self._house = house

    @property
    def ms(self) -> int:
        return self._house.clock.now_ms

    def __call__(self) -> int:
        return self.ms

    def pass_s(self, seconds: float) -> None:
        self._house.clock.forward(seconds)


class Room(TestSite):
    """A site as scenes know it, over HTTP. Answers are lost at times."""

    def __init__(self, house: House, chance: random.Random) -> None:
        self.house, self._chance = house, chance
        self.site = house.edge.opened.site
        self.clock = cast("Clock", _Hours(house))  # type: ignore[assignment]
        self.store = cast("SqliteStore", _Eyes(house.eyes))
        self.reader = SqlReader(house.eyes, self.site.warehouse_id)
        self.hands: dict[int, Handheld] = {}
        self._supervisors: set[int] = set()
        self._commands = 0

    def close(self) -> None:
        """Everybody leaves."""
        for hand in self.hands.values():
            hand.close()

    def send(self, command: Command, person: int = 1, *, may_supervise: bool = False) -> Answer:
        """By this person, or by the office where it is not for them."""
        body = msgspec.Raw(encode_command(command))
        hand = self._hand(person)
        if may_supervise is not (person in self._supervisors):
            self._make(person, "supervisor" if may_supervise else "worker")
        hand.losing = self._chance.random() < LOSS
        reply = hand.post(body) or self.house.give(body)
        self.reader.forget()
        return Answer(encode_reply(reply))

    def add_item(self, code: str, *, barcodes: tuple[str, ...] = (), **values: Value) -> int:
        """An item of headquarters."""

        def make(recorder: Recorder) -> int:
            item_id = recorder.ids.new()
            owned = {"company_id": self.site.company_id, "owner_id": self.site.owner_id}
            changes: list[Change] = [
                Insert(ITEM, [row(ITEM, item_id, {**owned, "code": code, **values})])
            ]
            changes += [Add(BARCODE, barcode, f"item:{item_id}") for barcode in barcodes]
            recorder.store.write(self._company, changes, Author())
            return item_id

        return self._inside(make)

    def add_gtin(self, item_id: int, gtin: str, **more: Value) -> None:
        """A pack of an item, of headquarters."""
        own: dict[str, Value] = {
            "company_id": self.site.company_id,
            "owner_id": self.site.owner_id,
            "item_id": item_id,
            "gtin": gtin,
            **more,
        }

        def make(recorder: Recorder) -> int:
            pack = row(ITEM_PACK, recorder.ids.new(), own)
            recorder.store.write(self._company, [Insert(ITEM_PACK, [pack])], Author())
            return 0

        self._inside(make)

    def add_person(self, name: str, **values: Value) -> str:
        """A worker with a handheld; returns the id as programs see it."""
        hand = Handheld(self.house, name, set())
        hand.log_in()
        fields = {key: msgspec.json.decode(str(value)) for key, value in values.items()}
        if fields:
            self.house.do("edit_person", person=hand.person_id, fields=fields)
        self.hands[ids.read(hand.person_id)] = hand
        return hand.person_id

    def cancel_asn(self, number: str) -> None:
        """What the supplier's message does."""
        asn = self.reader.asn(number)
        assert asn is not None
        change = Put(ASN, asn.id, {"state": "cancelled"})

        def make(recorder: Recorder) -> int:
            scope = warehouse_scope(self.site.warehouse_id)
            recorder.store.write(scope, [change], Author())
            return 0

        self._inside(make)

    def _make(self, person: int, role: str) -> None:
        """Headquarters gives somebody another role; it holds from the next login on."""
        hand = self._hand(person)
        change = Put(PERSON, ids.read(hand.person_id), {"role": role})

        def make(recorder: Recorder) -> int:
            scope = warehouse_scope(self.site.warehouse_id)
            recorder.store.write(scope, [change], Author())
            return 0

        self._inside(make)
        self.house.run(self.house.edge._housekeeping.refresh_accounts())
        hand.log_in()
        self._supervisors ^= {person}

    @property
    def _company(self) -> Scope:
        return company_scope(self.site.company_id)

    def _inside(self, make: Callable[[Recorder], int]) -> int:
        made = self.house.inside(make)
        self.reader.forget()
        return made

    def _hand(self, person: int) -> Handheld:
        if person not in self.hands:
            self.hands[person] = hand = Handheld(self.house, f"Trainee {person}", set())
            hand.log_in()
        return self.hands[person]


class Training:
    """`walked` gathers what was drilled, `astray` what did not go as the book says."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._folder, self._chance = folder, chance
        self._made: Made = made_at(folder / "empty", Clock(START_MS), SMALL)
        self.walked: set[EdgeName] = set()
        self.strays: set[EdgeName] = set()
        self.astray: list[str] = []
        self.done = 0

    def drill(self, exercise: Exercise) -> None:
        """One exercise in a room of its own."""
        self.done += 1
        folder = self._folder / f"room {self.done}"
        shutil.copytree(self._folder / "empty", folder)
        with House(folder, Clock(START_MS), self._made) as house:
            room = Room(house, self._chance)
            for code in ("TEA", "MUG"):
                room.add_item(code, description=code.title())
            talker = Talker(room)
            try:
                exercise.play(room, talker)
                assert room.check().ok, "the check"
            except AssertionError as error:
                told = str(error).partition("\n")[0]
                self.astray.append(f"{exercise.dialogue}: {exercise.play.__name__} {told}")
            room.close()
        shutil.rmtree(folder)
        self.walked |= talker.walked
        self.strays |= talker.strays


def exercises() -> list[Exercise]:
    """Every scene of every dialogue there is."""
    for table in DIALOGUES:
        importlib.import_module(f"tests.edge.dialogues.{table.name}_scenes")
    return [Exercise(table.name, play) for table in DIALOGUES for play in SCENES[table.name]]
