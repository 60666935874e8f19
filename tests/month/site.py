"""Days of two shifts: deliveries, orders, shorts, damage, counts; on a clock that jumps."""

import random
from collections import Counter
from typing import Any

from models.warehouse.states import ASN_STATES, COUNT_STATES, DN_STATES, TASK_STATES
from tests.edge.serving import Served, Tablet
from tests.month.orders import Order

WORKERS = 12
SHIFT_S, DAY_S = 8 * 3600, 86_400
ITEMS_TRACKED_EVERY = 5
STOCKED_UP_TO = 120
SHELF_LIFE_DAYS = 30
LOCATIONS = [f"A-01-0{bay}-{level}" for bay in range(1, 6) for level in (1, 2)]
STATES = {"asn": ASN_STATES, "dn": DN_STATES, "task": TASK_STATES, "count": COUNT_STATES}
Body = dict[str, Any]


class Month:
    """Works the days one after the other; `seen` gathers the states that documents stood in."""

    def __init__(self, served: Served, items: list[str], chance: random.Random) -> None:
        self.served = served
        self.items = items
        self.chance = chance
        self.seen: dict[str, set[str]] = {name: set() for name in STATES}
        self.outcomes: Counter[str] = Counter()
        self._given = 0
        self._days = 0
        self._tablets: list[Tablet] = []
        self._badges: list[str] = []
        rows = [f"{code},{_tracking(n)}" for n, code in enumerate(items)]
        assert served.import_csv("items", "code,tracking\n" + "\n".join(rows)).status_code < 300
        for number in range(WORKERS):
            person = served.post("/api/v1/people", {"name": f"W{number}", "pin": "1234"}).json()
            tablet = Tablet(served)
            tablet.enrol()
            self._tablets.append(tablet)
            self._badges.append(person["badge"])

    def day(self, orders: list[Order]) -> None:
        """An early shift of inbound work, a late one of outbound; then the count."""
        self._days += 1
        self._wake()
        self._deliver([item for order in orders for item, _ in order.lines])
        self.served.clock.forward(SHIFT_S)
        self._wake()
        self._send_out(orders)
        self._count()
        self.served.clock.forward(DAY_S - SHIFT_S)

    # -- inbound ----------------------------------------------------------------------------------

    def _deliver(self, wanted: list[str]) -> None:
        """What today's orders want, and a little more; some of it damaged, some missing."""
        number = f"ASN-{self._days}"
        lines = [{"item": item, "quantity": STOCKED_UP_TO} for item in sorted(set(wanted))]
        self._office("announce_asn", asn=number, supplier="LEAF", lines=lines)
        self._work("arrive_asn", asn=number, dock="DOCK-1")
        for line in lines:
            missing = self.chance.choice([0, 0, 0, 10])
            broken = self.chance.choice([0, 0, 5])
            fields: Body = {"asn": number, "item": line["item"], "confirm": True}
            if self.items.index(str(line["item"])) % ITEMS_TRACKED_EVERY == 0:
                fields |= {"lot": f"L{self._days}", "expiry": self._expiry()}
            self._work("receive", **fields, quantity=STOCKED_UP_TO - missing - broken)
            if broken:
                self._work("receive", **fields, quantity=broken, condition="damaged")
        self._work("close_receipt", asn=number, confirm=True)
        while tasks := self.served.get("/api/v1/work/putaway?limit=100").json()["items"]:
            done = [self._put(task) for task in tasks]
            if not any(done):
                break

    def _put(self, task: Body) -> bool:
        place = task["to_location"] or self.chance.choice(LOCATIONS)
        fields = {name: task[name] for name in ("task_id", "item", "quantity")}
        return self._work("put_away", **fields, lot=task.get("lot"), location=place, confirm=True)

    # -- outbound ---------------------------------------------------------------------------------

    def _send_out(self, orders: list[Order]) -> None:
        for order in orders:
            lines = [{"item": item, "quantity": quantity} for item, quantity in order.lines]
            self._office("take_order", order=order.number, customer=order.customer, lines=lines)
        numbers = [order.number for order in orders]
        self._office("release_orders", orders=numbers)
        self._office("cancel_order", order=self.chance.choice(numbers), reason="changed")
        for turn in range(len(orders) * 3):
            tablet = self._tablets[turn % WORKERS]
            claim = tablet.call("POST", "/api/v1/work/pick/claim", {"limit": 50}).json()
            for task in claim["items"]:
                self._pick(tablet, task)
        for order in self.served.get("/api/v1/work/pack").json()["items"]:
            self._work("pack", order=order["order"])
        for order in self.served.get("/api/v1/work/ship").json()["items"]:
            self._work("ship", order=order["order"], carrier="DHL")

    def _pick(self, tablet: Tablet, task: Body) -> None:
        fields = {name: task.get(name) for name in ("task_id", "location", "item", "lot")}
        quantity, reason = task["quantity"], None
        if self.chance.random() < 0.02:
            quantity, reason = quantity - 1, self.chance.choice(["not_found", "damaged"])
        self._give(tablet, "confirm_pick", **fields, quantity=quantity, reason=reason)

    # -- counts -----------------------------------------------------------------------------------

    def _count(self) -> None:
        """One location, counted by two people who find one thing less; a supervisor settles it."""
        location = self.chance.choice(LOCATIONS)
        stock = self.served.get(f"/api/v1/stock?location={location}").json()["items"]
        lines = [
            {"item": row["item"], "quantity": row["on_hand"], "lot": row["lot"]} for row in stock
        ]
        if lines and not lines[0]["lot"]:
            lines[0]["quantity"] -= 1
        self._office("request_count", location=location)
        answers = [
            self._give(tablet, "count_location", location=location, lines=lines)
            for tablet in self._tablets[:2]
        ]
        count = answers[-1]["data"].get("count")
        if count is not None:
            self._office("review_count", count=count, take="post", reason="recounted")

    # -- calls ------------------------------------------------------------------------------------

    def _work(self, kind: str, **fields: object) -> bool:
        tablet = self.chance.choice(self._tablets)
        return self._give(tablet, kind, **fields)["level"] in ("ok", "info")

    def _give(self, tablet: Tablet, kind: str, **fields: object) -> Body:
        answer = tablet.call("POST", "/api/v1/commands", self._body(kind, fields))
        assert answer.status_code == 200, answer.text
        return self._note(answer.json())

    def _office(self, kind: str, **fields: object) -> None:
        answer = self.served.post("/api/v1/commands", self._body(kind, fields))
        assert answer.status_code == 200, answer.text
        self._note(answer.json())

    def _note(self, reply: Body) -> Body:
        self.outcomes[reply["outcome"]] += 1
        connection = self.served.edge.opened.store.read_connection()
        for name in STATES:
            rows = connection.execute(f'SELECT DISTINCT state FROM "{name}"').fetchall()
            self.seen[name] |= {str(row[0]) for row in rows}
        connection.close()
        return reply

    def _body(self, kind: str, fields: Body) -> Body:
        self._given += 1
        return {"type": kind, "command_id": f"month-{self._given:08}", **fields}

    def _wake(self) -> None:
        """A shift begins: tablets ask for the badge after hours of rest."""
        for tablet, badge in zip(self._tablets, self._badges, strict=True):
            assert tablet.log_in(badge, "1234").status_code == 200

    def _expiry(self) -> str:
        return f"2027-{1 + self._days % 12:02}-15"


def _tracking(n: int) -> str:
    return "none" if n % ITEMS_TRACKED_EVERY else "lot"
