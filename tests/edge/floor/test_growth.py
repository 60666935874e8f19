"""No scan costs more at a bigger site: steps of SQLite's machine, counted at a site and at one ten
times larger in everything - places, stock, orders, deliveries, tasks of every kind.

Steps are the same on every machine and in every run, so this holds where a timing could not.
"""

from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import pytest

from edge.floor.layout import Layout
from edge.store.jobs import Job
from edge.store.reads.inbound import WANTING
from edge.store.reads.outbound import ORDERS_PACKING
from edge.store.reads.places import HOME_OF
from edge.store.recorder import Actor, Answer
from models.warehouse.commands import Command
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

SMALL, BIG = 60, 600  # of each thing; a list shows fifty
STEPS_MORE_MAX = 1_000  # walking through what is more takes ten steps for each of 540


WINDOWED = {WANTING: 2_500, HOME_OF: 2_000, ORDERS_PACKING: 7_500}
"""What looks through a window that is wider than the small site: steps at most."""
SHORT_STEPS_MAX = 35_000  # less than a millisecond, with documents of 600 lines


class Cost(NamedTuple):
    """Of one command: what it was, whether the loop decides it, the steps of its statements."""

    command: str
    is_short: bool
    steps: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.steps.values())

    @property
    def plain(self) -> int:
        """Without the statements that have a bound of their own."""
        return sum(steps for each, steps in self.steps.items() if each not in WINDOWED)

    @property
    def dearest(self) -> str:
        """Where to look first."""
        return max(self.steps, key=lambda statement: self.steps[statement])


class Counted(TestSite):
    """Notes what each command costs."""

    def __init__(self, folder: Path, size: int) -> None:
        # Half of the places hold stock; the first one of those left is where goods are put.
        super().__init__(folder, layout=Layout(("A",), aisles=size // 10, bays=10, levels=2))
        self.costs: list[Cost] = []

    def send(self, command: Command, person: int = 1, *, may_supervise: bool = False) -> Answer:
        steps: dict[str, int] = {}
        actor, stands_at = Actor(person, 1), self.recorder.standing.get(person)
        is_short = Job(Future(), command=command, actor=actor, stands_at=stands_at).short

        def note(event: dict[str, Any]) -> None:
            more = event["stmt_status"]["SQLITE_STMTSTATUS_VM_STEP"]
            steps[event["sql"]] = steps.get(event["sql"], 0) + more

        self.store.connection.trace_v2(apsw.SQLITE_TRACE_PROFILE, note)
        try:
            answer = super().send(command, person, may_supervise=may_supervise)
        finally:
            self.store.connection.trace_v2(0)
        self.costs.append(Cost(str(command), is_short, steps))
        return answer


class Costs(NamedTuple):
    """Of the same day at both sites, and of talking about long documents at the big one."""

    day: list[tuple[Cost, Cost]]
    long: list[Cost]


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> Costs:
    days: list[list[Cost]] = []
    long: list[Cost] = []
    for size in (SMALL, BIG):
        site = Counted(tmp_path_factory.mktemp("site"), size)
        _fill(site, size)
        site.costs.clear()
        _day(site)
        _talk(site)
        days.append(site.costs)
        site.costs = long
        _talk_of_long_documents(site)
        assert site.check().ok
        site.close()
    return Costs(list(zip(*days, strict=True)), long)


def test_no_command_costs_more_at_a_bigger_site(costs: Costs) -> None:
    grown = [
        (small.command, small.plain, big.plain, big.dearest)
        for small, big in costs.day
        if big.plain > small.plain + STEPS_MORE_MAX
    ]
    assert len(costs.day) > 90
    assert grown == []


def test_what_looks_through_a_window_has_a_bound(costs: Costs) -> None:
    most = {each: max(big.steps.get(each, 0) for _, big in costs.day) for each in WINDOWED}
    assert all(0 < steps <= WINDOWED[each] for each, steps in most.items()), most


def test_what_the_loop_decides_is_short(costs: Costs) -> None:
    short = [cost for cost in (*(big for _, big in costs.day), *costs.long) if cost.is_short]
    long = [cost for cost in short if cost.total > SHORT_STEPS_MAX]
    assert len(short) > 30
    assert [(cost.command, cost.total, cost.dearest) for cost in long] == []


def _fill(site: Counted, size: int) -> None:
    """Work of every kind waits, ten times as much at the bigger site."""
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT code FROM location WHERE kind='storage' AND property='normal' ORDER BY sequence"
    ).fetchall()
    places = [str(row[0]) for row in rows]
    for item in ("HOT", "NEW"):
        site.add_item(item)
    for n in range(size):
        site.add_item(f"I{n:03}")
        site.stock(f"I{n:03}", places[n], 10)
        site.stock("HOT", places[n], 10)
        site.stock("HOT", "DOCK-1" if n % 2 else "DOCK-2", 1, status="inspection")
        site.order(f"PICK{n}", ("HOT", 1), (f"I{n:03}", 1))
        site.order(f"SHORT{n}", ("NEW", 1))
        lines = [{"item": code, "quantity": 5} for code in ("HOT", f"I{n:03}")]
        site.do("announce_asn", asn=f"IN{n}", supplier="S", lines=lines)
    for at in range(0, size, 20):
        some = range(at, at + 20)
        site.release(*(f"{kind}{n}" for kind in ("PICK", "SHORT") for n in some))
    for n in range(size):
        site.order(f"WAIT{n}", (f"I{n:03}", 1))
        site.do("receive", asn=f"IN{n}", item="HOT", quantity=2)
        site.do("request_count", location=places[n], reason="asked")
        site.do("plan_shipment", shipment=f"VAN{n}")
    for n in range(size):
        if n % 3 < 2:
            site.pick_all(f"PICK{n}")
        if n % 3 == 0:
            site.do("pack", order=f"PICK{n}", unit=f"BOX{n}")
    site.order("LONG", *((f"I{n:03}", 1) for n in range(size)))
    site.release("LONG")
    lines = [{"item": f"I{n:03}", "quantity": 2} for n in range(size)]
    site.do("announce_asn", asn="LONG", supplier="S", lines=lines)
    for _ in range(2):  # one that lies nowhere: whoever looks for a place finds where they begin
        site.do("receive", item="NEW", quantity=1, supplier="S")


def _day(site: Counted) -> None:
    """Each command once, on documents of the same size at both sites."""
    site.do("receive", asn="IN1", item="I001", quantity=5)
    site.do("receive", item="NEW", quantity=1, supplier="S")
    for number in ("IN1", "IN2"):
        (task, *_) = site.tasks(number, "putaway")
        where = {"task_id": task["task_id"], "location": "A-01-01-1"}
        site.do("put_away", item=task["item"], quantity=task["quantity"], confirm=True, **where)
    site.do("put_away", item="HOT", quantity=2, location="A-01-02-1", confirm=True)
    site.do("close_receipt", asn="IN1", confirm=True)
    site.do("move", item="HOT", from_location="A-01-02-1", to_location="A-01-03-1", quantity=1)
    site.do("adjust", item="HOT", location="A-01-03-1", quantity=-1, reason="broken")
    site.do("inspect", item="HOT", location="A-01-04-1", quantity=1, verdict="good")
    site.order("ONE", ("HOT", 3), ("I003", 1))
    site.release("ONE", "WAIT3")
    first, *rest = site.tasks("PICK2")
    site.do("confirm_pick", **{**first, "location": f" {first['location']}"})
    for task in rest:
        site.do("confirm_pick", **{**task, "quantity": 0}, reason="not_found")
    site.do("cancel_order", order="WAIT4", reason="changed")
    (taken, *_) = site.tasks("ONE")
    assert site.do("confirm_pick", **taken).done
    back = {"task_id": taken["task_id"], "quantity": taken["quantity"]}
    assert site.do("take_back_pick", **back).done
    late = {"item": "NEW", "quantity": 1}
    site.do("announce_asn", asn="LATE", supplier="S", lines=[late])
    assert site.do("cancel_asn", asn="LATE", reason="lorry").done
    _make_kits(site)
    site.do("pack", order="PICK1", unit="BOX-NEW")
    site.do("stage", order="PICK3", location="STAGE-1")
    site.do("load_unit", shipment="VAN1", unit="BOX3")
    site.do("depart_shipment", shipment="VAN1")
    site.do("deliver", order="PICK3")
    site.do("ship", order="PICK6")
    site.do(
        "return_goods",
        order="PICK3",
        item="HOT",
        quantity=1,
        disposition="restock",
        reason="unwanted",
    )
    site.do("next_work")
    site.do("next_work", kinds=["putaway"], near="A-01-01-1")
    site.do("request_count", location="A-01-05-1")
    counted = [{"item": "HOT", "quantity": 9}, {"item": "I004", "quantity": 10}]
    site.do("count_location", location="A-01-05-1", lines=counted)


def _make_kits(site: Counted) -> None:
    """Two, and taken back again."""
    site.do("set_kit_part", kit="NEW", item="HOT", quantity=1)
    site.do("make_kit_order", order="KITS", item="NEW", quantity=2)
    assert site.do("release_kit_order", order="KITS").done
    order = site.reader.kit_order("KITS")
    assert order is not None
    for held in site.reader.reservations(order.id):
        place = site.reader.location(held.location_id)
        assert place is not None
        share = {"item": "HOT", "location": place.code, "quantity": held.quantity}
        assert site.do("collect_part", order="KITS", **share).done
        assert site.do("put_back_part", order="KITS", **share).done
        assert site.do("collect_part", order="KITS", **share).done
    assert site.do("build_kits", order="KITS", quantity=2).done
    assert site.do("undo_kits", order="KITS", quantity=2).done


def _talk(site: Counted) -> None:
    """Each dialogue begun, by its list and by a scan; a few turns of those scanned most."""
    turns: tuple[tuple[str, str | None, tuple[str, ...]], ...] = (
        ("receiving", "IN5", ("HOT", "=post")),
        ("putaway", None, ("=next", "A-01-01-1", "A-01-01-1")),
        ("putaway", "HOT", ("=skip",)),
        ("putaway", "DOCK-1", ("=skip",)),
        ("picking", "=next", ("=skip", "=short", "=not_found")),
        ("picking", "=cluster", ("T1", "T1")),
        ("packing", "HOT", ("HOT",)),
        ("packing", "PICK4", ("HOT", "HOT")),
        ("staging", "PICK12", ("STAGE-1",)),
        ("loading", "VAN2", ("BOX15", "BOX15")),
        ("delivery", "PICK6", ()),
        ("returning", "PICK6", ("HOT",)),
        ("count", "A-01-06-1", ("HOT",)),
        ("count", "=next", ()),
        ("inspect", "HOT", ()),
        ("moving", "A-01-07-1", ("HOT",)),
        ("replenish", None, ()),
        ("work", "=next", ()),
    )
    for dialogue, begin, codes in turns:
        _turns(site, dialogue, *([begin] if begin else []), *codes)


def _talk_of_long_documents(site: Counted) -> None:
    """Of as many lines as there are items."""
    for begin in ("I001", "I002"):
        _turns(site, "receiving", "LONG", begin, begin, "=post")
    _turns(site, "picking", "LONG", "A-01-01-1", "I000", "A-01-02-1", "=all", "=skip")


def _turns(site: Counted, dialogue: str, *codes: str) -> None:
    talker = Talker(site, person=2)
    talker.open(dialogue)
    for code in codes:
        if code.startswith("="):
            talker.choose(code[1:])
        else:
            talker.scan(code)
    talker.choose("leave")
