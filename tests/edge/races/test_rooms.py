"""Races over the newer rooms of the floor: kits, serials, vehicles, transfers, counts, totes, and
what is taken back. The figures are exact however many clients ask at once."""

from models.warehouse import ids
from tests.edge.races.crowd import Crowd, Said, outcomes, picks


def effects(answers: list[Said]) -> list[Said]:
    """Answers that changed something: not those that say it was done before."""
    return [answer for answer in answers if answer.done and answer.short != "already_done"]


def tries(crowd: Crowd) -> int:
    """Each client at least once, and some more than the work there is."""
    return max(24, crowd.clients)


def kit_order(crowd: Crowd, name: str, kits: int) -> None:
    """Released: a kit of two X and one Y, in different locations."""
    crowd.stocked(f"{name}-X", {"A-01-01-1": 40})
    crowd.stocked(f"{name}-Y", {"A-01-02-1": 20})
    crowd.do("create_item", item=f"{name}-KIT")
    crowd.do("set_kit_part", kit=f"{name}-KIT", item=f"{name}-X", quantity=2)
    crowd.do("set_kit_part", kit=f"{name}-KIT", item=f"{name}-Y", quantity=1)
    crowd.do("make_kit_order", order=name, item=f"{name}-KIT", quantity=kits)
    crowd.do("release_kit_order", order=name)


def test_one_kit_order_in_many_hands_makes_as_many_kits_as_it_says(crowd: Crowd) -> None:
    kit_order(crowd, "R1", 10)
    shares = [("R1-X", "A-01-01-1", 20), ("R1-Y", "A-01-02-1", 10)]
    brought = crowd.race(
        crowd.command("collect_part", order="R1", item=item, location=place, quantity=quantity)
        for _ in range(tries(crowd) // 2)
        for item, place, quantity in shares
    )
    assert len(effects(brought)) == 2
    assert (crowd.moved("R1-X", "kit_collect"), crowd.moved("R1-Y", "kit_collect")) == (20, 10)

    built = crowd.race(
        crowd.command("build_kits", order="R1", quantity=1, location="A-01-03-1")
        for _ in range(tries(crowd))
    )

    assert len(effects(built)) == 10
    assert outcomes(effects(built)) == {"line_done": 9, "document_done": 1}
    assert crowd.balance("R1-KIT") == {"A-01-03-1": 10}
    assert (crowd.balance("R1-X"), crowd.balance("R1-Y")) == (
        {"A-01-01-1": 20}, {"A-01-02-1": 10},
    )  # fmt: skip

    undone = crowd.race(
        crowd.command("undo_kits", order="R1", quantity=1) for _ in range(tries(crowd))
    )
    assert len(effects(undone)) == 10
    assert crowd.balance("R1-KIT") == {}
    assert crowd.balance("R1-X") == {"A-01-01-1": 20, "PACK-1": 20}


def test_one_serial_number_comes_in_once(crowd: Crowd) -> None:
    crowd.do("create_item", item="R2", tracking="serial")
    came = crowd.race(
        crowd.command("receive", item="R2", quantity=1, lot=f"SN-{number % 4}")
        for number in range(tries(crowd))
    )
    assert outcomes(came) == {"line_done": 4, "serial_duplicate": tries(crowd) - 4}
    assert crowd.balance("R2") == {"DOCK-1": 4}
    assert crowd.rows(
        "SELECT count(*), count(DISTINCT o.code) FROM lot o JOIN item i ON i.id=o.item_id"
        " WHERE i.code='R2'"
    ) == [(4, 4)]


def packed(crowd: Crowd, item: str, boxes: int) -> list[str]:
    """Orders of five, each in a box of its own; the boxes."""
    crowd.stocked(item, {"A-01-01-1": 5 * boxes})
    orders = [f"{item}-{number}" for number in range(boxes)]
    crowd.ordered(*orders, item=item, quantity=5)
    crowd.do("release_orders", orders=orders)
    for task in picks(crowd, *orders):
        crowd.do("confirm_pick", **task)
    for order in orders:
        crowd.do("pack", order=order, unit=f"BOX-{order}")
    return [f"BOX-{order}" for order in orders]


def test_one_vehicle_leaves_once_with_what_is_on_it(crowd: Crowd) -> None:
    boxes = packed(crowd, "R3", 4)
    crowd.do("set_carrier", carrier="R3-DHL", name="DHL")
    crowd.do("plan_shipment", shipment="R3-SH", carrier="R3-DHL", dock="DOCK-1")
    loaded = crowd.race(
        crowd.command("load_unit", shipment="R3-SH", unit=boxes[number % 4])
        for number in range(tries(crowd))
    )
    assert len(effects(loaded)) == 4

    left = crowd.race(
        crowd.command("depart_shipment", shipment="R3-SH") for _ in range(tries(crowd))
    )

    assert outcomes(left) == {"document_done": 1, "already_done": tries(crowd) - 1}
    assert (crowd.balance("R3"), crowd.moved("R3", "ship")) == ({}, 20)
    assert crowd.rows("SELECT state FROM dn WHERE number LIKE 'R3-%'") == [("shipped",)] * 4


def test_one_transfer_is_made_and_sent_once(crowd: Crowd) -> None:
    crowd.stocked("R4", {"A-01-01-1": 30})
    line = {"item": "R4", "quantity": 10}
    made = crowd.race(
        crowd.command("make_transfer", transfer="R4-T", to="SOUTH", lines=[line])
        for _ in range(tries(crowd))
    )
    assert len(effects(made)) == 1
    assert crowd.rows("SELECT count(*) FROM transfer WHERE number='R4-T'") == [(1,)]
    crowd.do("release_orders", orders=["R4-T"])
    for task in picks(crowd, "R4-T"):
        crowd.do("confirm_pick", **task)
    crowd.do("pack", order="R4-T", unit="BOX-R4")

    sent = crowd.race(crowd.command("ship", order="R4-T") for _ in range(tries(crowd)))

    assert outcomes(sent) == {"document_done": 1, "already_done": tries(crowd) - 1}
    assert (crowd.balance("R4"), crowd.moved("R4", "ship")) == ({"A-01-01-1": 20}, 10)
    assert crowd.rows(
        "SELECT t.state, sum(n.shipped) FROM transfer t JOIN transfer_line n ON n.transfer_id=t.id"
        " WHERE t.number='R4-T'"
    ) == [("in_transit", 10)]


def test_one_word_of_another_site_is_heard_once_and_its_pallet_taken_in_once(crowd: Crowd) -> None:
    crowd.do("create_item", item="R5")
    ((item_id,),) = crowd.rows("SELECT id FROM item WHERE code='R5'")
    ((south,),) = crowd.rows("SELECT id FROM warehouse WHERE code='SOUTH'")
    said = {
        "twin": ids.show(9_001), "source": ids.show(south), "transfer": "R5-T", "word": 1,
        "state": "in_transit", "lines": [{"item": ids.show(item_id), "ordered": 12}],
        "sent": [{"item": ids.show(item_id), "quantity": 12, "unit": "R5-PAL"}],
    }  # fmt: skip
    heard = crowd.race(crowd.command("announce_transfer", **said) for _ in range(tries(crowd)))
    assert all(answer.done for answer in heard), outcomes(heard)
    assert crowd.rows("SELECT count(*) FROM asn WHERE number='R5-T'") == [(1,)]

    taken = crowd.race(
        crowd.command("receive_unit", unit="R5-PAL", dock="DOCK-1") for _ in range(tries(crowd))
    )

    assert len(effects(taken)) == 1, outcomes(taken)
    assert (crowd.balance("R5"), crowd.moved("R5", "receive")) == ({"DOCK-1": 12}, 12)


def test_one_difference_of_a_count_is_posted_once(crowd: Crowd) -> None:
    crowd.stocked("R6", {"A-01-04-1": 10})
    asked = crowd.do("request_count", location="A-01-04-1", item="R6")
    lines = [{"item": "R6", "quantity": 17}]
    fields = {"location": "A-01-04-1", "count": asked["data"]["count"], "lines": lines}
    counted = crowd.race(crowd.command("count_location", **fields) for _ in range(tries(crowd)))
    # A second look finds the same, so a supervisor decides.
    assert outcomes(counted) == {"line_done": 2, "already_done": tries(crowd) - 2}
    assert crowd.balance("R6") == {"A-01-04-1": 10}

    posted = crowd.race(
        crowd.command("review_count", count=asked["data"]["count"], take="post")
        for _ in range(tries(crowd))
    )

    assert outcomes(posted) == {"document_done": 1, "already_done": tries(crowd) - 1}
    assert crowd.balance("R6") == {"A-01-04-1": 17}


def test_a_tote_that_many_fill_belongs_to_one_order_and_holds_what_they_say(crowd: Crowd) -> None:
    crowd.stocked("R7", {"A-01-01-1": 200})
    orders = [f"R7-{number}" for number in range(8)]
    crowd.ordered(*orders, item="R7", quantity=5)
    crowd.do("release_orders", orders=orders)
    filled = crowd.race(
        crowd.command("confirm_pick", **task, unit="R7-TOTE") for task in picks(crowd, *orders)
    )
    assert outcomes(filled) == {"document_done": 1, "unit_of_other_order": 7}
    assert crowd.balance("R7") == {"A-01-01-1": 195, "PACK-1": 5}

    crowd.stocked("R8", {"A-01-01-1": 100})
    crowd.ordered("R8-1", item="R8", quantity=40)
    crowd.do("release_orders", orders=["R8-1"])
    (task,) = picks(crowd, "R8-1")
    part = {**task, "quantity": 1, "reason": "partial", "unit": "R8-TOTE"}
    handfuls = crowd.race(crowd.command("confirm_pick", **part) for _ in range(64))
    assert len(effects(handfuls)) == 40
    assert crowd.rows(
        "SELECT q.quantity, q.reserved FROM quant q JOIN handling_unit u ON u.id=q.unit_id"
        " WHERE u.code='R8-TOTE'"
    ) == [(40, 40)]


def test_one_pick_is_taken_back_once(crowd: Crowd) -> None:
    crowd.stocked("R9", {"A-01-01-1": 10})
    crowd.ordered("R9-1", item="R9", quantity=6)
    crowd.do("release_orders", orders=["R9-1"])
    (task,) = picks(crowd, "R9-1")
    crowd.do("confirm_pick", **task)
    back = crowd.race(
        crowd.command("take_back_pick", task_id=task["task_id"], quantity=6)
        for _ in range(tries(crowd))
    )
    assert outcomes(back) == {"undone": 1, "gone": tries(crowd) - 1}
    assert crowd.balance("R9") == {"A-01-01-1": 10}
    assert crowd.moved("R9", "unpick") == 6


def test_a_delivery_is_called_off_or_received_never_both(crowd: Crowd) -> None:
    crowd.do("create_item", item="RA")
    for number in range(4):
        line = {"item": "RA", "quantity": 5}
        crowd.do("announce_asn", asn=f"RA-{number}", supplier="LEAF", lines=[line])
    answers = crowd.race(
        crowd.command("receive", asn=f"RA-{number % 4}", item="RA", quantity=5)
        if number % 8 < 4
        else crowd.command("cancel_asn", asn=f"RA-{number % 4}", reason="late")
        for number in range(tries(crowd))
    )
    assert len(effects(answers)) == 4
    states = crowd.rows(
        "SELECT a.state, n.received FROM asn a JOIN asn_line n ON n.asn_id=a.id"
        " WHERE a.number LIKE 'RA-%'"
    )
    assert {*states} <= {("cancelled", 0), ("receiving", 5)}
    assert sum(crowd.balance("RA").values()) == 5 * states.count(("receiving", 5))
