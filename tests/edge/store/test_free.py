"""Stock is offered to orders exactly while more lies there than is held, whatever moved it."""

from edge.store.quants import rebuild
from tests.edge.site import TestSite


def _offered(site: TestSite) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = site.store.connection.execute(
        "SELECT l.code, q.quantity, q.reserved, q.is_free FROM quant q"
        " JOIN location l ON l.id=q.location_id ORDER BY l.code"
    ).fetchall()
    return rows


def test_holding_picking_and_adding_keep_the_offer_true(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    assert _offered(site) == [("A-01-01-1", 5, 0, 1)]
    site.order("O1", ("TEA", 5))
    site.release("O1")
    assert _offered(site) == [("A-01-01-1", 5, 5, 0)]
    site.stock("TEA", "A-01-01-1", 2)
    assert _offered(site) == [("A-01-01-1", 7, 5, 1)]
    site.do("cancel_order", order="O1", reason="test")
    assert _offered(site) == [("A-01-01-1", 7, 0, 1)]
    assert site.check().ok


def test_stale_quants_are_offered_anew_as_they_were(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.stock("MUG", "A-01-01-2", 3)
    site.order("O1", ("TEA", 5), ("MUG", 1))
    site.release("O1")
    before = _offered(site)
    assert [row[-1] for row in before] == [0, 1]
    here = site.recorder.site
    rebuild(site.store.connection, here.warehouse_id, here.places.virtual)
    assert _offered(site) == before
