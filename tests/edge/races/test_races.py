"""The seven races of facts/greaterwms.md (§10), each with the figures that must come out."""

from collections import Counter

from tests.edge.races.crowd import Crowd, Said, outcomes, picks

LOCATIONS = [f"A-01-0{bay}-{level}" for bay in range(1, 5) for level in (1, 2)]


def received(crowd: Crowd, item: str, quantity: int, lines: int = 1) -> list[str]:
    """Goods at the dock, one delivery per line; the deliveries' numbers."""
    numbers = [f"ASN-{item}-{number}" for number in range(lines)]
    for number in numbers:
        line = {"item": item, "quantity": quantity}
        crowd.do("announce_asn", asn=number, supplier="LEAF", lines=[line])
    return numbers


def test_t1_what_eight_receipts_bring_is_put_away_to_the_unit(crowd: Crowd) -> None:
    crowd.do("create_item", item="T1")
    asns = received(crowd, "T1", 20, lines=8)
    counted = crowd.race(crowd.command("receive", asn=asn, item="T1", quantity=20) for asn in asns)
    assert all(answer.done for answer in counted), outcomes(counted)
    put = crowd.race(
        crowd.command(
            "put_away", item="T1", quantity=1, location=LOCATIONS[number % 8], confirm=True
        )
        for number in range(160)
    )
    assert all(answer.done for answer in put), outcomes(put)
    assert crowd.balance("T1") == dict.fromkeys(LOCATIONS, 20)
    assert (crowd.moved("T1", "receive"), crowd.moved("T1", "put_away")) == (160, 160)
    page = crowd.get("/stock?item=T1")["items"]
    assert sum(row["on_hand"] for row in page) == 160


def test_t2_no_more_is_put_away_than_came_in(crowd: Crowd) -> None:
    crowd.do("create_item", item="T2")
    (asn,) = received(crowd, "T2", 100)
    crowd.do("receive", asn=asn, item="T2", quantity=100)
    put = crowd.race(
        crowd.command("put_away", item="T2", quantity=1, location="A-01-01-1", confirm=True)
        for _ in range(160)
    )
    assert Counter(answer.done for answer in put) == {True: 100, False: 60}
    assert crowd.balance("T2") == {"A-01-01-1": 100}
    lines = crowd.rows(
        "SELECT n.received, n.put_away FROM asn_line n JOIN item i ON i.id=n.item_id"
        " WHERE i.code='T2'"
    )
    assert lines == [(100, 100)]


def test_t3_orders_picked_at_once_take_what_they_say(crowd: Crowd) -> None:
    crowd.stocked("T3", {"A-01-01-1": 400})
    orders = [f"T3-{number}" for number in range(32)]
    crowd.ordered(*orders, item="T3", quantity=5)
    crowd.do("release_orders", orders=orders)
    taken = crowd.race(crowd.command("confirm_pick", **task) for task in picks(crowd, *orders))
    assert outcomes(taken) == {"document_done": 32}
    assert crowd.balance("T3") == {"A-01-01-1": 240, "PACK-1": 160}
    assert crowd.moved("T3", "pick") == 160


def test_t4_one_pick_sent_many_times_is_one_pick(crowd: Crowd) -> None:
    crowd.stocked("T4", {"A-01-01-1": 50})
    crowd.ordered("T4-1", "T4-2", item="T4", quantity=10)
    crowd.do("release_orders", orders=["T4-1", "T4-2"])
    first, second = picks(crowd, "T4-1", "T4-2")
    body = crowd.command("confirm_pick", **first)
    same = crowd.race([body] * 8)
    assert outcomes(same) == {"document_done": 8}
    assert sorted(answer.reply.pop("replayed") for answer in same) == [False] + [True] * 7
    assert all(answer == same[0] for answer in same)
    other = crowd.race([{**body, "quantity": 9}] * 8)
    assert {(answer.status, answer.short) for answer in other} == {(409, "command_id_reused")}
    fresh = crowd.race(crowd.command("confirm_pick", **second) for _ in range(8))
    assert outcomes(fresh) == {"document_done": 1, "already_done": 7}
    assert crowd.balance("T4") == {"A-01-01-1": 30, "PACK-1": 20}
    assert crowd.moved("T4", "pick") == 20


def test_t5_one_item_code_is_one_item(crowd: Crowd) -> None:
    made = crowd.race(crowd.command("create_item", item="T5 ABC/ü") for _ in range(8))
    assert outcomes(made) == {"line_done": 1, "already_done": 7}
    assert crowd.rows("SELECT count(*) FROM item WHERE code='T5 ABC/ü'") == [(1,)]


def test_t6_each_new_receipt_gets_a_number_of_its_own(crowd: Crowd) -> None:
    crowd.do("create_item", item="T6")
    counted = crowd.race(crowd.command("receive", item="T6", quantity=1) for _ in range(24))
    assert all(answer.done for answer in counted), outcomes(counted)
    numbers = crowd.rows(
        "SELECT a.number FROM asn a JOIN asn_line n ON n.asn_id=a.id JOIN item i"
        " ON i.id=n.item_id WHERE i.code='T6'"
    )
    assert len(numbers) == len(set(numbers)) == 24
    assert sum(crowd.balance("T6").values()) == 24


def test_t7_released_at_once_orders_share_what_there_is(crowd: Crowd) -> None:
    crowd.stocked("T7", {"A-01-01-1": 20})
    orders = [f"T7-{number}" for number in range(8)]
    crowd.ordered(*orders, item="T7", quantity=10)
    answers = crowd.race(crowd.command("release_orders", orders=[order]) for order in orders)
    results = [result for answer in answers for result in answer.reply["data"]["orders"]]
    assert sum(result["allocated"] for result in results) == 20
    assert sum(result["short"] for result in results) == 60
    assert crowd.rows(
        "SELECT sum(r.quantity) FROM reservation r JOIN item i ON i.id=r.item_id WHERE i.code='T7'"
    ) == [(20,)]
    waiting = crowd.rows(
        "SELECT d.number, n.ordered-n.allocated FROM dn d JOIN dn_line n ON n.dn_id=d.id JOIN item"
        " i ON i.id=n.item_id WHERE i.code='T7' AND n.ordered>n.allocated"
    )
    assert sum(units for _, units in waiting) == 60
    assert len({number for number, _ in waiting}) == len(waiting)


def test_a_kill_in_the_middle_loses_and_doubles_nothing(crowd: Crowd) -> None:
    crowd.stocked("KILL", {"A-01-01-1": 700})
    orders = [f"KILL-{number}" for number in range(128)]
    crowd.ordered(*orders, item="KILL", quantity=5)
    crowd.do("release_orders", orders=orders)
    bodies = [crowd.command("confirm_pick", **task) for task in picks(crowd, *orders)]
    before = crowd.race_cut_short(bodies, after=10)
    assert 10 <= len(before) < 128
    crowd.restart()
    again = crowd.race(bodies)
    for place, answer in before.items():
        assert again[place] == Said(200, {**answer.reply, "replayed": True})
    assert outcomes(again) == {"document_done": 128}
    assert crowd.balance("KILL") == {"A-01-01-1": 60, "PACK-1": 640}
    assert crowd.moved("KILL", "pick") == 640
