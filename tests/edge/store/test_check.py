"""The check finds what it is there to find: each kind of spoilt book is shown."""

import pytest

from tests.edge.site import TestSite
from tests.edge.transfers import told

SPOILT = {
    "projection": "UPDATE quant SET quantity=quantity+1 WHERE location_id IN"
    " (SELECT id FROM location WHERE code='A-01-01-1')",
    "reserved": "UPDATE quant SET reserved=reserved-1 WHERE reserved>0",
    "free": "UPDATE quant SET is_free=1-is_free",
    "conservation": "DELETE FROM quant WHERE reserved=0",
    "movement": "UPDATE movement SET quantity=0 WHERE id=(SELECT min(id) FROM movement)",
    "quant": "UPDATE quant SET status='lost'",
    "asn_line": "UPDATE asn_line SET received=received+1",
    "allocated": "UPDATE dn_line SET allocated=allocated+1, short=short-1",
    "shipped": "UPDATE dn_line SET shipped=shipped+1",
    "order_line": "UPDATE dn_line SET cancelled=cancelled+1",
    "task": "UPDATE task SET done_quantity=quantity+1",
    "state": "UPDATE dn SET state='eaten'",
    "transfer": "UPDATE transfer_line SET received=received+1",
    "transit": "UPDATE transfer_line SET lost=lost+1",
}


@pytest.mark.parametrize("rule", SPOILT)
def test_a_spoilt_book_is_shown(site: TestSite, rule: str) -> None:
    site.do("announce_asn", asn="A1", supplier="S", lines=[{"item": "TEA", "quantity": 5}])
    site.do("receive", asn="A1", item="TEA", quantity=3)
    told(site, ("TEA", 2, None))
    site.do("receive", asn="T1", item="TEA", quantity=2)
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 7))
    site.release("O1")
    assert site.check().ok
    connection = site.store.connection
    connection.execute("SAVEPOINT spoil")
    connection.execute(SPOILT[rule])
    report = site.check()
    connection.execute("ROLLBACK TO spoil")
    connection.execute("RELEASE spoil")
    assert not report.ok
    assert rule in report.counts
