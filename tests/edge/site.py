"""A whole site in a temporary folder: the real store, recorder and clock of its own."""

from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from edge.floor.draft import Site, SiteSettings
from edge.floor.layout import Layout
from edge.store.bootstrap import Named, SiteSetup, bootstrap
from edge.store.check import Report, check
from edge.store.local import LOCAL_DDL, NEW_COLUMNS_DDL
from edge.store.recorder import Actor, Answer, Recorder
from models.warehouse import ids
from models.warehouse.catalogue import ASN, BARCODE, CATALOGUE, ITEM, ITEM_PACK, OWNER, PERSON
from models.warehouse.commands import Command, decode_command
from models.warehouse.ids import IdSource
from models.warehouse.replies import Reply
from models.warehouse.scopes import company_scope, warehouse_scope
from sync.core.catalogue import Table, Value
from sync.core.change import Add, Change, Insert, Put
from sync.store.protocol import Author, Member
from sync.store.sqlite import Options, SqliteStore

START_MS = 1_767_600_000_000  # 2026-01-05T08:00:00Z
SMALL = Layout(zones=("A",), aisles=2, bays=4, levels=2)
FAST = Options(durability="off", head_file=False, sync_directory=False)
SETTINGS = SiteSettings(sscc_prefix="4012345")


class Clock:
    """Virtual wall time in ms."""

    def __init__(self) -> None:
        self.ms = START_MS

    def __call__(self) -> int:
        return self.ms

    def pass_s(self, seconds: float) -> None:
        self.ms += int(seconds * 1000)


class TestSite:
    """Sends commands straight to the recorder, one transaction each."""

    __test__ = False

    def __init__(
        self,
        folder: Path,
        *,
        layout: Layout = SMALL,
        settings: SiteSettings = SETTINGS,
        options: Options = FAST,
    ) -> None:
        self.clock = Clock()
        self.key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
        public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        me = Member(77, 7, public, "edge", ("*",))
        self.path = folder / "site.db"
        self.options = options
        self.store = SqliteStore.create(
            self.path, CATALOGUE, me, self.key, self.clock, local_ddl=LOCAL_DDL + NEW_COLUMNS_DDL,
            options=options,
        )  # fmt: skip
        setup = SiteSetup(
            Named("ACME", "Acme"),
            Named("ACME", "Acme"),
            Named("W1", "North"),
            "Europe/London",
            layout,
            settings,
        )
        made = IdSource(7, self.clock)
        self.site: Site = bootstrap(self.store, setup, made.new, self.clock())
        self.recorder = Recorder(self.store, self.site, self.clock)
        self.reader = self.recorder.reader
        self._commands = 0

    def close(self) -> None:
        self.store.close()

    def reopen(self) -> None:
        """What a restart does."""
        self.store.close()
        self.store = SqliteStore.open(
            self.path, CATALOGUE, self.key, self.clock, options=self.options
        )
        self.recorder = Recorder(self.store, self.site, self.clock)
        self.reader = self.recorder.reader

    def add_item(self, code: str, *, barcodes: tuple[str, ...] = (), **values: Value) -> int:
        """An item, as an import makes it."""
        new = self.recorder.ids.new
        item_id = new()
        scope = company_scope(self.site.company_id)
        owned = {"company_id": self.site.company_id, "owner_id": self.site.owner_id}
        changes: list[Change] = [
            Insert(ITEM, [row(ITEM, item_id, {**owned, "code": code, **values})]),
        ]
        for barcode in barcodes:
            changes.append(Add(BARCODE, barcode, f"item:{item_id}"))
        self.store.begin()
        self.store.write(scope, changes, Author())
        self.store.commit()
        return item_id

    def add_owner(self, code: str) -> int:
        """An owner, as it comes from headquarters."""
        owner_id = self.recorder.ids.new()
        company = self.site.company_id
        own: dict[str, Value] = {"company_id": company, "code": code, "name": code.title()}
        self.store.begin()
        self.store.write(company_scope(company), [Put(OWNER, owner_id, own)], Author())
        self.store.commit()
        self.reader.forget()
        return owner_id

    def add_gtin(self, item_id: int, gtin: str, **more: Value) -> None:
        """A pack of an item."""
        values: dict[str, Value] = {
            "company_id": self.site.company_id,
            "owner_id": self.site.owner_id,
            "item_id": item_id,
            "gtin": gtin,
            **more,
        }
        self.store.begin()
        self.store.write(
            company_scope(self.site.company_id),
            [Insert(ITEM_PACK, [row(ITEM_PACK, self.recorder.ids.new(), values)])],
            Author(),
        )
        self.store.commit()

    def add_person(self, name: str, **values: Value) -> str:
        """A worker; returns the id as programs see it."""
        row_id = self.recorder.ids.new()
        own: dict[str, Value] = {
            "company_id": self.site.company_id,
            "warehouse_id": self.site.warehouse_id,
            "name": name,
            "role": "worker",
        }
        self.store.begin()
        self.store.write(
            warehouse_scope(self.site.warehouse_id),
            [Insert(PERSON, [row(PERSON, row_id, {**own, **values})])],
            Author(),
        )
        self.store.commit()
        return ids.show(row_id)

    def send(self, command: Command, person: int = 1, *, may_supervise: bool = False) -> Answer:
        """One command in a transaction of its own."""
        self.store.begin()
        try:
            answer = self.recorder.record(command, Actor(person, 1, may_supervise))
        except BaseException:
            self.store.rollback()
            raise
        self.store.commit()
        return answer

    def do(self, type: str, **fields: object) -> Reply:
        """Make and send a command; returns its reply."""
        return self.send(self.command(type, **fields)).reply()

    def command(self, type: str, **fields: object) -> Command:
        """A command with a fresh id."""
        self._commands += 1
        body = {"type": type, "command_id": f"test-{self._commands:08}", **fields}
        return decode_command(msgspec.json.encode(body))

    # -- shortcuts --------------------------------------------------------------------------------

    def stock(self, item: str, location: str, quantity: int, **fields: object) -> None:
        """Stock that is simply there."""
        reply = self.do(
            "adjust", item=item, location=location, quantity=quantity, reason="start", **fields
        )
        assert reply.outcome.value == "line_done", reply

    def order(self, number: str, *lines: tuple[str, int], **fields: object) -> Reply:
        """An order, taken and not released."""
        asked = [{"item": item, "quantity": quantity} for item, quantity in lines]
        return self.do("take_order", order=number, customer="C1", lines=asked, **fields)

    def release(self, *numbers: str) -> Reply:
        """Release orders."""
        return self.do("release_orders", orders=list(numbers))

    def tasks(self, number: str, kind: str = "pick") -> list[dict[str, Any]]:
        """Open tasks of an order or ASN, by walking order."""
        rows: list[tuple[Any, ...]] = self.store.connection.execute(
            "SELECT t.id, l.code, i.code, t.quantity - t.done_quantity, o.code FROM task t"
            " LEFT JOIN dn d ON d.id=t.document_id LEFT JOIN asn a ON a.id=t.document_id"
            " JOIN location l ON l.id=t.from_location JOIN item i ON i.id=t.item_id"
            " LEFT JOIN lot o ON o.id=t.lot_id"
            " WHERE coalesce(d.number, a.number)=? AND t.kind=?"
            " AND t.state IN ('ready','leased','active') ORDER BY t.sequence, t.id",
            (number, kind),
        ).fetchall()
        return [
            {
                "task_id": ids.show(row[0]),
                "location": row[1],
                "item": row[2],
                "quantity": row[3],
                "lot": row[4],
            }
            for row in rows
        ]

    def cancel_asn(self, number: str) -> None:
        """What the supplier's message does."""
        asn = self.reader.asn(number)
        assert asn is not None
        self.store.begin()
        self.store.write(
            warehouse_scope(self.site.warehouse_id),
            [Put(ASN, asn.id, {"state": "cancelled"})],
            Author(),
        )
        self.store.commit()

    def pick_all(self, number: str) -> None:
        """Pick an order as asked."""
        for task in self.tasks(number):
            assert self.do("confirm_pick", **task).done

    def quants(self) -> list[tuple[Any, ...]]:
        """(item, location, unit, lot, status, quantity, reserved), sorted."""
        return self.store.connection.execute(
            "SELECT i.code, l.code, u.code, o.code, q.status, q.quantity, q.reserved FROM quant q"
            " JOIN item i ON i.id=q.item_id JOIN location l ON l.id=q.location_id"
            " LEFT JOIN handling_unit u ON u.id=q.unit_id LEFT JOIN lot o ON o.id=q.lot_id"
            " ORDER BY 1, 2, 3, 4, 5"
        ).fetchall()

    def line(self, number: str) -> dict[str, int]:
        """Quantities of an order, summed over its lines."""
        names = ("ordered", "allocated", "picked", "packed", "shipped", "short", "cancelled")
        sums = ", ".join(f"sum({name})" for name in names)
        rows: list[tuple[Any, ...]] = self.store.connection.execute(
            f"SELECT {sums} FROM dn_line n JOIN dn d ON d.id=n.dn_id WHERE d.number=?", (number,)
        ).fetchall()
        return {name: value for name, value in zip(names, rows[0], strict=True) if value}

    def state(self, number: str, table: str = "dn") -> str:
        """State of a document."""
        rows: list[tuple[Any, ...]] = self.store.connection.execute(
            f"SELECT state FROM {table} WHERE number=?", (number,)
        ).fetchall()
        return str(rows[0][0])

    def ids_of(self, table: str) -> list[str]:
        """Ids of a table's rows as clients name them, oldest first."""
        rows: list[tuple[Any, ...]] = self.store.connection.execute(
            f'SELECT id FROM "{table}" ORDER BY id'
        ).fetchall()
        return [ids.show(row[0]) for row in rows]

    def count(self, table: str) -> int:
        """Rows of a table."""
        rows: list[tuple[Any, ...]] = self.store.connection.execute(
            f"SELECT count(*) FROM {table}"
        ).fetchall()
        return int(rows[0][0])

    def check(self) -> Report:
        """What the check finds."""
        return check(self.store.connection, self.site)


def row(table: Table, row_id: int, values: dict[str, Value]) -> tuple[Value, ...]:
    """A whole row from the fields given."""
    defaults = {field.name: field.default for field in table.fields}
    assert values.keys() <= defaults.keys()
    return (row_id, *{**defaults, **values}.values())
