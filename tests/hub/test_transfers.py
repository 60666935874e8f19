"""Goods between two sites: two whole edges, a hub between them, lines that are cut and heal."""

from collections.abc import Awaitable, Callable

import msgspec

from hub.check.report import Report, check_connection
from sync.store.sqlite import SqliteStore
from tests.hub.floor import Floor
from tests.hub.world import Hub, World

Scene = Callable[[Hub, Floor, Floor], Awaitable[None]]


def between(world: World, scene: Scene) -> None:
    """Two sites of one company; the first has 100 of TEA."""

    async def scenario(hub: Hub) -> None:
        bonn = await hub.admit(Floor(world.folder, world.clock), "BONN")
        kiel = await hub.admit(Floor(world.folder, world.clock), "KIEL")
        bonn.item("TEA")
        bonn.item("MILK", tracking="lot", shelf_life_days=30)
        await settled(hub, bonn, kiel)
        stocked = bonn.do("adjust", item="TEA", location="A-01-01-1", quantity=100, reason="start")
        assert stocked.done, stocked
        await settled(hub, bonn, kiel)
        await scene(hub, bonn, kiel)
        await settled(hub, bonn, kiel)
        for floor in (bonn, kiel):
            assert floor.check().ok, floor.check().findings
        await proved(hub)

    world.run(scenario)


async def settled(hub: Hub, *floors: Floor) -> None:
    """Lines are up until nobody has anything more to say."""
    for _ in range(4):
        await hub.exchange(*floors, rounds=1)
        await hub.program.links.carry()
        await hub.exchange(*floors, rounds=1)
        for floor in floors:
            floor.obey()


async def proved(hub: Hub) -> None:
    """The hub's own check finds nothing."""

    def work(store: SqliteStore) -> Report:
        return check_connection(
            store.connection, store.replica.key, lambda *_: None, store.replica.options
        )

    report = await hub.writer.run(work)
    assert report.ok, report.findings


async def in_transit(hub: Hub, item: str) -> int:
    page = await hub.get("/stock", item=item)
    return int(page["items"][0]["total"]["in_transit"])


async def told_there(hub: Hub) -> tuple[int, int]:
    """(sent, sent as far as the destination has heard) of the only line of the only transfer."""
    (transfer,) = (await hub.get("/transfers"))["items"]
    (line,) = transfer["lines"]
    return line["shipped"], line["shipped_there"]


def made(bonn: Floor, quantity: int, number: str = "T1", item: str = "TEA") -> None:
    lines = [{"item": item, "quantity": quantity}]
    reply = bonn.do("make_transfer", transfer=number, to="KIEL", lines=lines)
    assert reply.done, reply


def test_goods_leave_are_on_their_way_and_come(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        made(bonn, 40)
        await settled(hub, bonn, kiel)
        expected = kiel.rows("SELECT expected, received FROM asn_line")
        bonn.send("T1")
        await settled(hub, bonn, kiel)

        on_the_way = await in_transit(hub, "TEA")
        received = kiel.do("receive", asn="T1", item="TEA", quantity=40)
        closed = kiel.do("close_receipt", asn="T1")
        await settled(hub, bonn, kiel)

        assert expected == [(40, 0)]
        assert (on_the_way, bonn.on_hand("TEA"), kiel.on_hand("TEA")) == (40, 60, 40)
        assert received.done and closed.done
        assert await in_transit(hub, "TEA") == 0
        assert bonn.rows("SELECT state, delivered FROM dn JOIN dn_line ON dn_id = dn.id") == [
            ("delivered", 40)
        ]
        assert [floor.rows("SELECT state FROM transfer") for floor in (bonn, kiel)] == [
            [("received",)], [("received",)],
        ]  # fmt: skip

    between(world, scene)


def test_with_the_line_down_at_the_destination_nothing_is_lost_or_counted_twice(
    world: World,
) -> None:
    """The plan was told before; goods are counted before the word of what left has come."""

    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        made(bonn, 40)
        await settled(hub, bonn, kiel)
        bonn.send("T1")  # from here on KIEL hears nothing
        await settled(hub, bonn)
        on_the_way = await in_transit(hub, "TEA")
        assert kiel.do("receive", asn="T1", item="TEA", quantity=30).done
        await settled(hub, bonn)
        seen_meanwhile = await in_transit(hub, "TEA")
        told_meanwhile = await told_there(hub)
        assert kiel.do("receive", asn="T1", item="TEA", quantity=10).done
        assert kiel.do("close_receipt", asn="T1").done

        await settled(hub, bonn, kiel)

        assert (on_the_way, seen_meanwhile) == (40, 40)
        assert (told_meanwhile, await told_there(hub)) == ((40, 0), (40, 40))
        assert await in_transit(hub, "TEA") == 0
        assert (bonn.on_hand("TEA"), kiel.on_hand("TEA")) == (60, 40)
        assert kiel.rows("SELECT ordered, shipped, received FROM transfer_line") == [
            (40, 0, 0), (0, 40, 40),
        ]  # fmt: skip
        assert kiel.rows("SELECT count(*) FROM exception") == [(0,)]

    between(world, scene)


def test_with_the_line_down_at_the_source_the_other_half_arrives_first(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        made(bonn, 40)
        await settled(hub, bonn, kiel)
        bonn.send("T1")  # the hub does not hear of it before the goods have come
        assert kiel.do("receive", asn="T1", item="TEA", quantity=40).done
        await settled(hub, kiel)
        known_half = await in_transit(hub, "TEA")

        await settled(hub, bonn, kiel)

        assert known_half == -40
        assert await in_transit(hub, "TEA") == 0
        assert kiel.rows("SELECT state FROM transfer") == [("receiving",)]
        assert kiel.rows("SELECT sum(shipped), sum(received) FROM transfer_line") == [(40, 40)]
        ((sscc,),) = bonn.rows("SELECT code FROM handling_unit WHERE kind = 'package'")
        assert kiel.do("receive_unit", unit=sscc).say.key == "receive.unit_came"

    between(world, scene)


def test_what_does_not_come_stays_in_transit_until_it_is_settled(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        made(bonn, 40)
        bonn.send("T1")
        await settled(hub, bonn, kiel)
        assert kiel.do("receive", asn="T1", item="TEA", quantity=37, condition="damaged").done
        asked = kiel.do("close_receipt", asn="T1")
        early = kiel.do("settle_transfer", transfer="T1", item="TEA", quantity=3, verdict="lost")
        assert kiel.do("close_receipt", asn="T1", confirm=True).done
        await settled(hub, bonn, kiel)
        missing = await in_transit(hub, "TEA")
        too_many = kiel.do("settle_transfer", transfer="T1", item="TEA", quantity=4, verdict="lost")
        lost = kiel.do("settle_transfer", transfer="T1", item="TEA", quantity=3, verdict="lost")
        await settled(hub, bonn, kiel)
        after = await in_transit(hub, "TEA")
        back = kiel.do("settle_transfer", transfer="T1", item="TEA", quantity=1, verdict="found")
        assert kiel.do("receive", asn="T1", item="TEA", quantity=1).done
        assert kiel.do("close_receipt", asn="T1", confirm=True).done
        await settled(hub, bonn, kiel)

        assert (asked.outcome.value, early.say.key) == ("partial", "transfer.still_open")
        assert too_many.say.key == "transfer.not_so_many_lost"
        assert lost.done and back.done
        assert (missing, after, await in_transit(hub, "TEA")) == (3, 0, 0)
        assert kiel.rows("SELECT arguments FROM exception WHERE kind = 'transfer_differs'") == [
            ('{"item":"TEA","missing":3,"transfer":"T1"}',)
        ]
        assert bonn.rows("SELECT shipped, received, lost FROM transfer_line") == [(40, 38, 2)]

    between(world, scene)


def test_more_than_was_sent_is_named_and_settled_as_found(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        made(bonn, 10)
        bonn.send("T1")
        await settled(hub, bonn, kiel)
        warned = kiel.do("receive", asn="T1", item="TEA", quantity=12)
        assert kiel.do("receive", asn="T1", item="TEA", quantity=12, confirm=True).done
        assert kiel.do("close_receipt", asn="T1").done
        await settled(hub, bonn, kiel)
        over = await in_transit(hub, "TEA")
        assert kiel.do(
            "settle_transfer", transfer="T1", item="TEA", quantity=2, verdict="found"
        ).done
        await settled(hub, bonn, kiel)

        assert (warned.outcome.value, over) == ("over_receipt", -2)
        assert await in_transit(hub, "TEA") == 0
        assert bonn.on_hand("TEA") + kiel.on_hand("TEA") == 102

    between(world, scene)


def test_units_travel_with_lot_and_date_and_are_taken_in_with_one_scan(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        for lot, quantity in (("L1", 5), ("L2", 7)):
            assert bonn.do(
                "adjust", item="MILK", location="A-01-02-1", quantity=quantity, lot=lot,
                expiry="2026-03-01", reason="start",
            ).done  # fmt: skip
        made(bonn, 12, item="MILK")
        bonn.send("T1")
        ((sscc,),) = bonn.rows("SELECT code FROM handling_unit WHERE kind = 'package'")
        await settled(hub, bonn, kiel)

        taken = kiel.do("receive_unit", unit=sscc)
        again = kiel.do("receive_unit", unit=sscc)
        closed = kiel.do("close_receipt", asn="T1")
        lying = kiel.rows(
            "SELECT lot.code, lot.expiry, handling_unit.code, quantity FROM quant"
            " JOIN lot ON lot.id = lot_id JOIN handling_unit ON handling_unit.id = unit_id"
            " ORDER BY 1"
        )

        assert taken.done and closed.done
        assert again.say.key == "receive.unit_came"
        assert lying == [("L1", "2026-03-01", sscc, 5), ("L2", "2026-03-01", sscc, 7)]

    between(world, scene)


def test_a_unit_may_go_back_to_where_it_came_from(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        made(bonn, 10)
        bonn.send("T1")
        await settled(hub, bonn, kiel)
        ((sscc,),) = bonn.rows("SELECT code FROM handling_unit WHERE kind = 'package'")
        assert kiel.do("receive_unit", unit=sscc).done
        assert kiel.do("close_receipt", asn="T1").done
        assert kiel.do("put_away", item="TEA", quantity=10, unit=sscc, location="A-01-01-1").done
        lines = [{"item": "TEA", "quantity": 10}]
        assert kiel.do("make_transfer", transfer="T2", to="BONN", lines=lines).done
        kiel.send("T2", unit=sscc)
        await settled(hub, bonn, kiel)

        back = bonn.do("receive_unit", unit=sscc)
        await settled(hub, bonn, kiel)

        assert back.done, back
        assert (bonn.on_hand("TEA"), kiel.on_hand("TEA")) == (100, 0)

    between(world, scene)


def test_a_transfer_is_called_off_before_it_left_and_not_after(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        made(bonn, 10, "T1")
        made(bonn, 10, "T2")
        await settled(hub, bonn, kiel)
        early = bonn.do("cancel_order", order="T1", reason="not needed")
        bonn.send("T2")
        late = bonn.do("cancel_order", order="T2", reason="not needed")
        await settled(hub, bonn, kiel)

        assert early.done
        assert late.say.key == "transfer.departed"
        assert kiel.rows("SELECT number, state FROM asn ORDER BY number") == [
            ("T1", "cancelled"), ("T2", "announced"),
        ]  # fmt: skip
        assert kiel.do("receive", asn="T1", item="TEA", quantity=1).say.key == "asn.is_cancelled"
        assert kiel.do("receive", asn="T2", item="TEA", quantity=10).done

    between(world, scene)


def test_what_is_short_follows_as_a_transfer_of_its_own(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        made(bonn, 130)
        await settled(hub, bonn, kiel)
        bonn.do("release_orders", orders=["T1"])
        bonn.send_released("T1")
        assert bonn.do("adjust", item="TEA", location="A-01-01-1", quantity=30, reason="found").done
        bonn.send("T1-B1")
        await settled(hub, bonn, kiel)
        assert kiel.rows("SELECT number, expected FROM asn JOIN asn_line ON asn_id = asn.id"
                         " ORDER BY number") == [("T1", 100), ("T1-B1", 30)]  # fmt: skip
        for number, quantity in (("T1", 100), ("T1-B1", 30)):
            assert kiel.do("receive", asn=number, item="TEA", quantity=quantity).done
            assert kiel.do("close_receipt", asn=number).done
        await settled(hub, bonn, kiel)

        assert await in_transit(hub, "TEA") == 0
        assert (bonn.on_hand("TEA"), kiel.on_hand("TEA")) == (0, 130)

    between(world, scene)


def test_headquarters_makes_a_transfer_and_sees_both_halves(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        lines = [{"item": "TEA", "quantity": 25}]
        order = {"command_id": "hq-00000001", "type": "make_transfer", "to": "KIEL", "lines": lines}
        await hub.post("/sites/BONN/commands", order, 202)
        await settled(hub, bonn, kiel)
        ((number,),) = bonn.rows("SELECT number FROM dn")
        planned = await hub.get("/transfers")
        bonn.send(number)
        await settled(hub, bonn, kiel)
        sent = await hub.get("/transfers", state="open")
        assert kiel.do("receive", asn=number, item="TEA", quantity=20).done
        await settled(hub, bonn, kiel)

        partly = (await hub.get("/transfers"))["items"][0]

        row = planned["items"][0]
        assert (row["transfer"], row["from"], row["to"], row["state"], row["in_transit"]) == (
            number, "BONN", "KIEL", "confirmed", 0,
        )  # fmt: skip
        assert [(row["state"], row["in_transit"]) for row in sent["items"]] == [("in_transit", 25)]
        assert (partly["state"], partly["shipped"], partly["received"], partly["in_transit"]) == (
            "receiving", 25, 20, 5,
        )  # fmt: skip
        assert partly["lines"] == [
            {"item": "TEA", "description": None, "ordered": 25, "shipped": 25, "received": 20,
             "lost": 0, "found": 0, "in_transit": 5, "shipped_there": 25},
        ]  # fmt: skip
        pairs = (await hub.get("/transfers/in-transit"))["items"]
        assert [(row["from"], row["to"], row["item"], row["in_transit"]) for row in pairs] == [
            ("BONN", "KIEL", "TEA", 5)
        ]

    between(world, scene)


def test_a_word_that_comes_twice_or_late_changes_nothing(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        made(bonn, 10)
        await settled(hub, bonn, kiel)
        bonn.send("T1")
        await settled(hub, bonn, kiel)
        bodies = [body for (body,) in kiel.rows("SELECT body FROM site_command ORDER BY id")]
        before = kiel.rows("SELECT * FROM transfer_line"), kiel.rows("SELECT * FROM transfer")

        for place, body in enumerate(reversed(bodies)):
            fields = msgspec.json.decode(body, type=dict[str, object])
            again = kiel.do(**{**fields, "command_id": f"again-{place:06}"})  # type: ignore[arg-type]
            assert again.outcome.value == "already_done"

        assert len(bodies) == 2
        assert before == (
            kiel.rows("SELECT * FROM transfer_line"), kiel.rows("SELECT * FROM transfer"),
        )  # fmt: skip

    between(world, scene)


def test_a_lorry_that_turns_back_takes_its_goods_out_of_transit(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        made(bonn, 40)
        bonn.send("T1")
        await settled(hub, bonn, kiel)
        back = bonn.do("reverse_shipment", order="T1", reason="road closed")
        await settled(hub, bonn, kiel)
        planned = kiel.rows("SELECT state FROM transfer"), await in_transit(hub, "TEA")
        assert bonn.do("ship", order="T1").done
        await settled(hub, bonn, kiel)
        assert kiel.do("receive", asn="T1", item="TEA", quantity=39).done
        await settled(hub, bonn, kiel)
        late = bonn.do("reverse_shipment", order="T1", reason="too late")

        assert back.done
        assert planned == ([("confirmed",)], 0)
        assert late.say.key == "transfer.counted_there"
        assert await in_transit(hub, "TEA") == 1

    between(world, scene)


def test_headquarters_closes_an_exception_of_a_site(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        made(bonn, 10)
        bonn.send("T1")
        await settled(hub, bonn, kiel)
        kiel.do("receive", asn="T1", item="TEA", quantity=9)
        kiel.do("close_receipt", asn="T1", confirm=True)
        await settled(hub, bonn, kiel)
        (trouble,) = (await hub.get("/exceptions"))["items"]
        body = {
            "command_id": "hq-00000001", "type": "resolve_exception",
            "exception": trouble["id"], "note": "one was written off",
        }  # fmt: skip
        await hub.post("/sites/KIEL/commands", body, 202)
        await settled(hub, bonn, kiel)

        assert (trouble["kind"], trouble["site"]) == ("transfer_differs", "KIEL")
        assert (await hub.get("/exceptions"))["items"] == []
        (closed,) = (await hub.get("/exceptions", state="closed"))["items"]
        assert (closed["id"], closed["note"]) == (trouble["id"], "one was written off")

    between(world, scene)


def test_goods_sold_by_weight_keep_what_they_weighed(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        bonn.item("HAM", catch_weight=1, weight_g=1_000)
        stocked = bonn.do(
            "adjust", item="HAM", location="A-01-02-1", quantity=4, weight_g=4_321, reason="start"
        )
        assert stocked.done, stocked
        made(bonn, 4, item="HAM")
        assert bonn.do("release_orders", orders=["T1"]).done
        bonn.send_released("T1", weighed={"HAM": 4_321})
        ((sscc,),) = bonn.rows("SELECT code FROM handling_unit WHERE kind = 'package'")
        back = bonn.do("reverse_shipment", order="T1", reason="road closed")
        weighed = bonn.rows("SELECT quant.weight_g FROM quant JOIN item ON item.id = item_id"
                            " WHERE code = 'HAM'")  # fmt: skip
        assert bonn.do("ship", order="T1").done
        await settled(hub, bonn, kiel)
        taken = kiel.do("receive_unit", unit=sscc)

        assert back.done and taken.done, (back, taken)
        assert weighed == [(4_321,)]
        assert kiel.rows("SELECT quantity, weight_g FROM quant") == [(4, 4_321)]

    between(world, scene)


def test_a_second_lorry_opens_the_receipt_again(world: World) -> None:
    """Closed by the plan of 10; then 10 left with the first vehicle and 6 more with the next."""

    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        made(bonn, 16)
        bonn.do("release_orders", orders=["T1"])
        for task in bonn.pick_tasks("T1"):
            assert bonn.do("confirm_pick", **task).done
        parts = [("BOX-1", 10), ("BOX-2", 6)]
        for unit, quantity in parts:
            lines = [{"item": "TEA", "quantity": quantity}]
            assert bonn.do("pack", order="T1", unit=unit, lines=lines).done
        for number, (unit, _) in enumerate(parts, start=1):
            assert bonn.do("plan_shipment", shipment=f"S{number}").done
            assert bonn.do("load_unit", shipment=f"S{number}", unit=unit).done
            gone = bonn.do("depart_shipment", shipment=f"S{number}", confirm=True)
            assert gone.done, gone
            await settled(hub, bonn, kiel)
            assert kiel.rows("SELECT state, expected FROM asn JOIN asn_line ON asn_id = asn.id")[
                0
            ] == ("announced" if number == 1 else "receiving", 10 if number == 1 else 16)
            assert kiel.do("receive_unit", unit=unit).done
            assert kiel.do("close_receipt", asn="T1").done
            await settled(hub, bonn, kiel)

        (row,) = (await hub.get("/transfers"))["items"]
        assert (row["state"], row["received"], row["in_transit"]) == ("received", 16, 0)
        assert kiel.rows("SELECT count(*) FROM exception") == [(0,)]

    between(world, scene)


def test_what_was_closed_by_the_plan_is_short_once_it_is_told_what_left(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        made(bonn, 10)
        await settled(hub, bonn, kiel)
        bonn.send("T1")
        assert kiel.do("receive", asn="T1", item="TEA", quantity=9).done
        assert kiel.do("close_receipt", asn="T1", confirm=True).done
        before = kiel.rows("SELECT count(*) FROM exception")
        await settled(hub, bonn, kiel)

        assert before == [(0,)]
        assert kiel.rows("SELECT kind FROM exception") == [("transfer_differs",)]
        assert kiel.rows("SELECT state FROM asn") == [("received",)]
        assert await in_transit(hub, "TEA") == 1

    between(world, scene)
