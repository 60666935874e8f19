"""A day over HTTP on a site that has moved in: everything open there is brought to its end here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from edge.admin.checking import check_folder
from edge.admin.moving_in import move_in_folder
from edge.intake.greaterwms.run import Wish
from models.warehouse import ids
from tests.edge.greaterwms.conftest import SAMPLE
from tests.edge.greaterwms.other import make
from tests.edge.serving import NOON_MS, Clock, Served
from tests.edge.serving import make as make_site

_PICKS = (
    "SELECT t.id, l.code, i.code, t.quantity-t.done_quantity FROM task t JOIN item i"
    " ON i.id=t.item_id JOIN location l ON l.id=t.from_location"
    " WHERE t.kind='pick' AND t.done_at_ms IS NULL ORDER BY t.sequence, t.id"
)
_PUTAWAYS = (
    "SELECT t.id, i.code, t.quantity, coalesce(l.code, (SELECT code FROM location WHERE"
    " kind='storage' AND property='normal' AND status='active' ORDER BY sequence LIMIT 1))"
    " FROM task t JOIN item i ON i.id=t.item_id LEFT JOIN location l ON l.id=t.to_location"
    " WHERE t.kind='putaway' AND t.done_at_ms IS NULL ORDER BY t.id"
)
_ARRIVING = (
    "SELECT a.number, i.code, n.expected FROM asn a JOIN asn_line n ON n.asn_id=a.id JOIN item i"
    " ON i.id=n.item_id WHERE a.state IN ('announced', 'arrived', 'receiving') ORDER BY n.id"
)
_IN_STATE = "SELECT number FROM dn WHERE state=? ORDER BY id"
_OPEN = (
    "SELECT (SELECT count(*) FROM asn WHERE state NOT IN ('closed', 'cancelled')),"
    " (SELECT count(*) FROM dn WHERE state NOT IN ('delivered', 'cancelled', 'short')"
    "  AND backorder_of IS NULL),"
    " (SELECT coalesce(sum(n.ordered-n.short-n.cancelled), 0) FROM dn_line n JOIN dn d"
    "  ON d.id=n.dn_id WHERE d.state='delivered'),"
    " (SELECT coalesce(sum(n.delivered), 0) FROM dn_line n JOIN dn d ON d.id=n.dn_id"
    "  WHERE d.state='delivered')"
)


class Day:
    """Commands to a served site, numbered."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._count = 0

    def do(self, kind: str, **fields: object) -> dict[str, Any]:
        """A command that must have its effect."""
        self._count += 1
        return self._served.command(kind, f"day-{self._count:06}", **fields)

    def rows(self, sql: str, *bound: str) -> list[tuple[Any, ...]]:
        """What the site says of itself."""

        def read(connection: apsw.Connection) -> list[tuple[Any, ...]]:
            return connection.execute(sql, bound).fetchall()

        return self._served.edge.services.readers.now(read)

    def pick(self) -> int:
        """All pick tasks there are, as asked."""
        tasks = self.rows(_PICKS)
        for task, location, item, quantity in tasks:
            self.do("confirm_pick", task_id=ids.show(task), location=location, item=item,
                    quantity=quantity)  # fmt: skip
        return len(tasks)

    def put_away(self) -> int:
        """Everything that waits at a dock."""
        tasks = self.rows(_PUTAWAYS)
        for task, item, quantity, location in tasks:
            self.do("put_away", task_id=ids.show(task), item=item, quantity=quantity,
                    location=location, confirm=True)  # fmt: skip
        return len(tasks)

    def send(self) -> list[str]:
        """Pack, ship and deliver what is picked or on the road."""
        for (number,) in self.rows(_IN_STATE, "picked"):
            self.do("pack", order=number)
            self.do("ship", order=number)
        sent = [number for (number,) in self.rows(_IN_STATE, "shipped")]
        for number in sent:
            self.do("deliver", order=number, signed_by="C")
        return sent


@pytest.fixture(params=["small", "sample"])
def moved(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """A served site that has moved in."""
    if request.param == "sample" and not SAMPLE.exists():
        pytest.skip(f"the sample of GreaterWMS is not at {SAMPLE}")
    file = SAMPLE if request.param == "sample" else make(tmp_path / "other.db")
    folder, clock = tmp_path / "data", Clock(NOON_MS + 86_400_000)
    made = make_site(folder, clock)
    move_in_folder(folder, Wish(file, write=True), clock, lambda *_: None)
    with Served((folder, made), folder, clock, **{"store.replies_kept_days": 35}) as served:
        yield served


def test_a_day_on_a_site_that_moved_in(moved: Served, tmp_path: Path) -> None:
    day = Day(moved)
    on_the_road = {number for (number,) in day.rows(_IN_STATE, "shipped")}
    picked = {number for (number,) in day.rows(_IN_STATE, "picked")}
    allocated = {number for (number,) in day.rows(_IN_STATE, "allocated")}
    assert on_the_road
    assert picked
    assert allocated
    assert day.pick() >= len(allocated)
    assert set(day.send()) == on_the_road | picked | allocated

    for number, item, quantity in day.rows(_ARRIVING):
        day.do("receive", asn=number, item=item, quantity=quantity, dock="DOCK-1")
    for number in {row[0] for row in day.rows(_ARRIVING)}:
        day.do("close_receipt", asn=number, confirm=True)
    assert day.put_away() > 0

    for (number,) in day.rows(_IN_STATE, "draft"):
        day.do("confirm_order", order=number)
    waiting = [number for state in ("confirmed", "short") for (number,) in
               day.rows(_IN_STATE, state)]  # fmt: skip
    assert waiting
    day.do("release_orders", orders=waiting)
    item = day.rows("SELECT i.code FROM quant q JOIN item i ON i.id=q.item_id"
                    " WHERE q.is_free=1 AND q.status='available' ORDER BY q.quantity DESC"
                    " LIMIT 1")[0][0]  # fmt: skip
    day.do("take_order", order="NEW-1", customer="C", lines=[{"item": item, "quantity": 1}])
    day.do("release_orders", orders=["NEW-1"])
    assert day.pick() > 0
    assert "NEW-1" in day.send()
    open_asns, open_orders, wanted, delivered = day.rows(_OPEN)[0]
    assert (open_asns, open_orders) == (0, 0)
    assert wanted == delivered > 0
    checked = check_folder(tmp_path / "data", lambda *_: None)
    assert checked.findings == []
    assert checked.ok
