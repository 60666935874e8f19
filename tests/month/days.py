"""Working days of two shifts: goods come in, orders go out, shelves are counted."""

import random
from collections.abc import Callable, Iterator

from models.warehouse import ids
from tests.edge.dialogues.talker import EdgeName
from tests.month.answers.all import ANSWERS
from tests.month.handheld import Handheld
from tests.month.house import House
from tests.month.orders import Order
from tests.month.whims import whim
from tests.month.worker import Worker
from tests.month.world import Parcel, World

WORKERS = 12
ROUNDS_MAX = 6
DAY_S, HOUR_S = 86_400, 3_600
DAYS_A_WEEK = 5
TURN_S = (0.2, 1.5)
SPARE = 12
FACES = 4
PATIENCE_TURNS = 400
KIT = "WINDOW-SET"
SIDE_DOORS = {2: "blind", 4: "blind"}
CARTONS = (("S", 200, 150), ("M", 400, 300), ("L", 600, 500))

WAITING = (
    "SELECT i.code, sum(n.ordered-n.allocated-n.picked-n.short-n.cancelled) FROM dn_line n"
    " JOIN dn d ON d.id=n.dn_id JOIN item i ON i.id=n.item_id"
    " WHERE d.state IN ('confirmed','released','short') GROUP BY 1"
)
FREE = (
    "SELECT i.code, sum(q.quantity-q.reserved) FROM quant q JOIN item i ON i.id=q.item_id"
    " WHERE q.status='available' GROUP BY 1"
)
SENT = (
    "SELECT d.number, i.code, sum(m.quantity), o.code FROM movement m"
    " JOIN dn d ON d.id=m.document_id JOIN item i ON i.id=m.item_id"
    " LEFT JOIN lot o ON o.id=m.lot_id WHERE m.kind='ship' AND d.state='delivered'"
    " GROUP BY 1, 2, 4 ORDER BY 1, 2, 4"
)


class Days:
    """Everybody who works here, day after day."""

    def __init__(self, house: House, world: World, chance: random.Random) -> None:
        self.house, self.world, self.chance = house, world, chance
        self.walked: set[EdgeName] = set()
        self.people = [self._hire(f"W{number:02}") for number in range(WORKERS)]
        self.chief = self._hire("Mia", chief=True)
        self.early, self.late = self.people[: WORKERS // 2], self.people[WORKERS // 2 :]
        self._returned: set[str] = set()

    def _hire(self, name: str, *, chief: bool = False) -> Worker:
        role = "supervisor" if chief else "worker"
        hand = Handheld(self.house, name, self.walked, role)
        return Worker(hand, self.world, self.chance, ANSWERS, whim)

    def move_in(self) -> None:
        """Master data and rules, once."""
        house, world = self.house, self.world
        world.introduce()
        for code, edge, height in CARTONS:
            size = {"length_mm": edge, "width_mm": edge, "height_mm": height}
            house.do("set_carton", carton=code, tare_g=100, **size)
        house.do("set_carrier", carrier="DHL", name="DHL", cut_off="21:00")
        house.do("set_carrier", carrier="DPD", name="DPD")
        house.do("set_rule", says={"kind": "count", "after_picks": 40, "when_empty": True})
        says = {"kind": "receipt", "over_percent": 10, "inspect_percent": 3}
        house.do("set_rule", says=says, when={"tracking": "none"})
        house.do("set_channel", channel="FAST", orders={"priority_min": 5}, wip_max=20)
        plain = [thing.code for thing in world.things if thing.tracking == "none"]
        house.do("create_item", item=KIT, fields={"description": "Window set"})
        for part in plain[-2:]:
            house.do("set_kit_part", kit=KIT, item=part, quantity=1)
        for bay, item in enumerate(plain[:FACES], start=1):
            fields = {"item": item, "min_quantity": 6, "max_quantity": 40}
            house.do("edit_location", location=f"A-01-0{bay}-1", fields=fields)

    def day(self, number: int, orders: list[Order]) -> None:
        """From six in the morning to six in the next."""
        start_ms = self.house.clock.now_ms
        self._order(orders)
        self._announce(number)
        self._shift(self.early, self._inbound, number)
        self._until(start_ms, 8 * HOUR_S)
        self._shift(self.late, self._outbound, number)
        self._count()
        days = 3 if number % DAYS_A_WEEK == 0 else 1
        self._until(start_ms, days * DAY_S)

    def close(self) -> None:
        """Everybody goes home."""
        for worker in (*self.people, self.chief):
            worker.hand.close()

    # -- shifts -----------------------------------------------------------------------------------

    def _shift(self, crew: list[Worker], work: Callable[[int], None], number: int) -> None:
        for worker in crew:
            worker.hand.log_in()
        work(number)

    def _inbound(self, number: int) -> None:
        """Deliveries, returns, putaway, inspection, refills; and what customers signed for."""
        first, second, third, *others = self.early
        for order in self.world.house.rows("SELECT number FROM dn WHERE state='shipped'"):
            self.world.arrived.append(str(order[0]))
        self._together(first.work("delivery"), second.work("receiving"), third.work("receiving"))
        self._bring_back()
        self._together(first.work("returning"), second.work("receiving"), others[0].work("inspect"))
        self._together(second.work("content"))
        for _ in range(ROUNDS_MAX):
            jobs = [worker.work("putaway") for worker in others]
            self._together(*jobs, third.work("work"), first.work("replenish"))
            if not self._open_tasks("putaway"):
                break
        if number % 2:
            self._together(second.work("moving"))
        self._kits(number, third)

    def _kits(self, number: int, worker: Worker) -> None:
        """Sets are made for the shop window, and taken apart when it changes."""
        kind = "kit" if number % 2 else "dekit"
        order = f"K-{number:02}"
        self.house.do("make_kit_order", order=order, item=KIT, quantity=2, kind=kind)
        self.house.told("release_kit_order", order=order)
        self._together(worker.work(kind))

    def _outbound(self, number: int) -> None:
        """Released, picked, packed, staged, loaded; somebody changes their mind in between."""
        first, second, third, *others = self.late
        self._release()
        for turn in range(ROUNDS_MAX):
            jobs = [worker.work("picking") for worker in (first, second, *others[1:])]
            jobs.append(others[0].work("zone"))
            self._together(*jobs, third.work("work"), self._change_of_mind(turn))
            if not self._open_tasks("pick"):
                break
        for _ in range(2):
            self._together(first.work("packing"), second.work("packing"))
            self._together(third.work("staging"), first.work("staging"))
        if number % 3 == 0:
            self.house.do("plan_shipment", shipment=f"PLAN-{number}", carrier="DHL")
        for worker in others[:2]:
            self._together(worker.work("loading"))
        self._together(self.chief.work("exceptions"))

    def _together(self, *jobs: Iterator[None]) -> None:
        """Turn by turn, in an order of chance; time passes with each."""
        going = list(jobs)
        while going:
            job = self.chance.choice(going)
            try:
                next(job)
            except StopIteration:
                going.remove(job)
            self.house.pass_s(self.chance.uniform(*TURN_S))

    def _until(self, start_ms: int, seconds: int) -> None:
        left_s = (start_ms - self.house.clock.now_ms) / 1000 + seconds
        assert left_s >= 0
        self.house.pass_s(left_s)

    # -- the office -------------------------------------------------------------------------------

    def _order(self, orders: list[Order]) -> None:
        for order in orders:
            lines = [{"item": item, "quantity": quantity} for item, quantity in order.lines]
            self.house.do(
                "take_order", order=order.number, customer=order.customer, lines=lines,
                priority=self.chance.choice((0, 0, 0, 5)),
            )  # fmt: skip

    def _announce(self, number: int) -> None:
        """What is wanted and not there, and some to spare, on two lorries; now and then goods that
        nobody announced, and goods that never come."""
        free = dict(self.house.rows(FREE))
        wanted = dict(self.house.rows(WAITING))
        lacking = {
            item: quantity - free.get(item, 0) + SPARE
            for item, quantity in sorted(wanted.items())
            if quantity > free.get(item, 0)
        }
        for lorry in (0, 1):
            asn, items = f"ASN-{number:02}-{lorry}", [*lacking.items()][lorry::2]
            if not items:
                continue
            lines = [{"item": item, "quantity": quantity} for item, quantity in items]
            self.house.do("announce_asn", asn=asn, supplier="LEAF", lines=lines)
            for item, quantity in items:
                there = quantity + self.chance.choice((0, 0, 0, 0, -4, 6))
                loads = self.world.loads(item, there, number)
                self.world.lorries.setdefault(asn, []).extend(loads)
        if number in SIDE_DOORS:
            plain = [thing.code for thing in self.world.things if thing.tracking == "none"]
            self.world.walk_ins += self.world.loads(self.chance.choice(plain), 10, number)

    def _release(self) -> None:
        """By hand, in the order they came; those of the channel are released by the site itself."""
        found = self.house.rows(
            "SELECT number FROM dn WHERE state='confirmed' AND priority < 5 ORDER BY id LIMIT 200"
        )
        if found:
            self.house.do("release_orders", orders=[row[0] for row in found])

    def _change_of_mind(self, turn: int) -> Iterator[None]:
        """A customer cancels in the middle of the work."""
        for _ in range(PATIENCE_TURNS if turn == 0 else 0):
            yield
            found = self.house.rows(
                "SELECT number FROM dn WHERE state='picking' ORDER BY id LIMIT 1"
            )
            if found:
                self.house.do("cancel_order", order=found[0][0], reason="changed")
                return

    def _bring_back(self) -> None:
        """A few of the delivered orders come back, in part."""
        sent = [row for row in self.house.rows(SENT) if row[0] not in self._returned]
        for order, item, quantity, lot in self.chance.sample(sent, min(2, len(sent))):
            self._returned.add(order)
            pieces = 1 if self.world.by_code[item].tracking == "serial" else quantity
            self.world.parcels.append(
                Parcel(order, item, self.chance.randint(1, pieces), lot or "")
            )

    def _count(self) -> None:
        """Two locations by day; in one of them a piece is really missing."""
        found = self.house.rows(
            "SELECT DISTINCT l.code FROM quant q JOIN location l ON l.id=q.location_id"
            " WHERE l.code LIKE 'A-%' OR l.code LIKE 'B-%' ORDER BY 1"
        )
        for place, missing in zip(
            self.chance.sample(found, min(2, len(found))), (0, 1), strict=False
        ):
            self.house.told("request_count", location=place[0], reason="cycle")
            self.world.miscounted[place[0]] = missing
        self._together(*(worker.work("count") for worker in self.late[:3]))
        self._together(*(worker.work("count") for worker in self.late[3:]))
        for (count,) in self.house.rows("SELECT id FROM count WHERE state='review' ORDER BY id"):
            self._review(count)

    def _review(self, count: int) -> None:
        take = self.chance.choice(("post", "post", "post", "recount"))
        fields = {"count": ids.show(count), "take": take, "reason": "looked twice"}
        self.house.told("review_count", **fields)

    def _open_tasks(self, kind: str) -> int:
        return int(
            self.house.one(
                "SELECT count(*) FROM task WHERE kind=? AND state IN ('ready','leased','active')",
                kind,
            )
        )
