"""A site that joins late, between the real programs: what the hub has compacted comes as a file."""

import random
import string

from hub.keys import load_keys
from hub.store.files import open_hub
from models.warehouse.catalogue import ITEM
from models.warehouse.ids import IdSource
from models.warehouse.scopes import company_scope
from node.clock import wall_clock_ms
from sync.core.change import Put
from sync.store.protocol import Author
from tests.browser.company import Company
from tests.hub.company import eventually
from tests.hub.cutting import CutLine
from tests.hub.site import QUICK

ITEMS = 6_000
CUT_AFTER_BYTES = 700_000
FLOOR = ("--aisles", "1", "--bays", "2", "--levels", "1")


def age(company: Company, items: int) -> None:
    """A hub that has dropped the records of its master data, as it does after a year."""
    company.hub.stop()
    folder = company.hub.folder
    store, identity = open_hub(
        folder / "hub.db", load_keys(folder).signing, wall_clock_ms, options=QUICK
    )
    new_id, chance = IdSource(identity.number_first + 9, wall_clock_ms), random.Random(items)
    scope = company_scope(identity.company_id)
    changes = [
        Put(
            ITEM,
            new_id.new(),
            {
                "company_id": identity.company_id,
                "owner_id": identity.owner_id,
                "code": f"I{number:05}",
                "description": "".join(chance.choices(string.ascii_letters, k=200)),
            },
        )
        for number in range(items)
    ]
    store.begin()
    for at in range(0, items, 500):
        store.write(scope, changes[at : at + 500], Author())
    store.commit()
    store.seal()
    upto = {stream: head.seq for stream, head in store.vector().items()}
    assert store.drop_bodies(upto, items) > 0
    store.close()
    company.hub.start()


def test_a_site_that_joins_late_gets_master_data_by_snapshot(company: Company) -> None:
    age(company, items=20)
    late = company.open_site("LATE", "Late", "UTC", *FLOOR)

    late.office.until("/items", item="I00000")
    company.add_item("TEA", "Tea")
    late.office.until("/items?search=TEA", item="TEA")
    company.office.until("/sites", code="LATE", link="live", waiting_ops=0)
    eventually(lambda: "snapshot_installed" in log_of(company, "late"), wanted=True)


def test_a_transfer_that_is_cut_goes_on_where_it_stopped(company: Company) -> None:
    age(company, items=ITEMS)
    line = CutLine(company.hub.port, CUT_AFTER_BYTES)
    direct, company.hub.address = company.hub.address, line.address
    late = company.open_site("LATE", "Late", "UTC", *FLOOR)
    company.hub.address = direct

    late.office.until("/items", item="I00000")
    line.close()

    (snapshot,) = (company.hub.folder / "snapshots").glob("*.snap")
    assert line.cut.is_set()
    before, *after = [came for came in line.came if came > CUT_AFTER_BYTES // 10]
    assert (before > CUT_AFTER_BYTES, len(after)) == (True, 1)
    assert sum(line.came) < 1.2 * snapshot.stat().st_size
    eventually(lambda: "snapshot_installed" in log_of(company, "late"), wanted=True)


def log_of(company: Company, site: str) -> str:
    """What the site's program has logged."""
    return company.hub.folder.with_name(f"{site}.log").read_text(encoding="utf-8")
