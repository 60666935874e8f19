"""Everything a site writes is allowed by the policy its hub judges by."""

from models.warehouse.policy import WarehousePolicy
from models.warehouse.replies import Outcome
from sync.core.judge import Origin
from sync.core.record import decode_record
from tests.edge.site import TestSite


def work_a_day(site: TestSite) -> None:
    """Every kind of command once, with its side ways."""
    lines = [{"item": "TEA", "quantity": 10}, {"item": "MILK", "quantity": 6}]
    site.do("announce_asn", asn="A1", supplier="S", lines=lines)
    site.do("arrive_asn", asn="A1", dock="DOCK-1")
    site.do("receive", asn="A1", item="TEA", quantity=12, unit="PAL-1", confirm=True)
    site.do("receive", asn="A1", item="MILK", quantity=4, lot="L1", expiry="2026-06-01")
    site.do("receive", asn="A1", item="MILK", quantity=1, lot="L1", condition="damaged")
    site.do("close_receipt", asn="A1", confirm=True)
    site.do("put_away", item="TEA", quantity=12, unit="PAL-1", location="A-01-01-1", confirm=True)
    site.do("put_away", item="MILK", quantity=4, lot="L1", location="A-01-02-1", confirm=True)
    site.do("put_away", item="MILK", quantity=1, lot="L1", location="DAMAGE-1", confirm=True)
    site.do("move", unit="PAL-1", from_location="A-01-01-1", to_location="A-02-01-1")
    site.do("adjust", item="MUG", location="A-01-03-1", quantity=5, reason="found")
    site.do("edit_item", item="TEA", fields={"min_quantity": 4})
    site.do("edit_location", location="A-01-04-1", fields={"status": "blocked"})
    site.order("O1", ("TEA", 15), ("MUG", 2))
    site.order("O2", ("MUG", 3))
    site.release("O1", "O2")
    first, second = site.tasks("O1")
    reply = site.do("confirm_pick", **{**first, "quantity": first["quantity"] - 1},
                    reason="not_found", unit="T1")  # fmt: skip
    assert reply.outcome is Outcome.SHORT_POSTED
    assert site.do("confirm_pick", **second).outcome is Outcome.DOCUMENT_DONE
    site.do("pack", order="O1", lines=[{"item": "MUG", "quantity": 1}])
    site.do("pack", order="O1", weight_g=900)
    assert site.do("ship", order="O1").outcome is Outcome.DOCUMENT_DONE
    site.pick_all("O2")
    assert site.do("cancel_order", order="O2", reason="customer").done


def test_a_hub_refuses_nothing_a_site_writes(site: TestSite) -> None:
    work_a_day(site)
    policy, me = WarehousePolicy(), site.store.me
    rows = site.store.connection.execute(
        "SELECT s.scope, l.body FROM s_log l JOIN s_stream s ON s.id=l.stream"
    ).fetchall()
    ops = 0
    for scope, body in rows:
        origin = Origin(me.node, 1, str(scope), me.number, me.role)
        assert isinstance(body, bytes)
        for op in decode_record(body).ops:
            assert policy.refuses(origin, op) == "", op
            ops += 1
    assert ops > 100
