"""What carrying a delivery or an order costs, as its page says it."""

from collections.abc import Callable

from tests.edge.serving import Served


def stage(served: Served) -> None:
    served.import_csv("items", "code,description,weight_g\nTEA,Tea,500\nCUP,Cup,\n")
    size = {"length_mm": 100, "width_mm": 100, "height_mm": 100}
    served.command("edit_item", "size", item="TEA", fields=size)
    for code, fee in (("FAST", "4"), ("SLOW", "1.5")):
        served.command("set_carrier", f"carrier-{code}", carrier=code, name=code)
        for place, lane in enumerate((("Leeds", "Paris"), ("Paris", "Rome"), ("Paris", "Romeo"))):
            served.command(
                "set_tariff", f"tariff-{code}-{place}", carrier=code, from_city=lane[0],
                to_city=lane[1], weight_fee=fee, volume_fee="100", minimum="3", currency="EUR",
            )  # fmt: skip
    served.import_csv("partners", "partner,kind,city\nLEAF,supplier,Leeds\nANN,customer,ROME\n")
    lines = [{"item": "TEA", "quantity": 10}, {"item": "CUP", "quantity": 1}]
    served.command("announce_asn", "announce", asn="A-1", supplier="LEAF", lines=lines)
    served.command("take_order", "take", order="O-1", customer="ANN", lines=lines)


def test_a_document_tells_its_freight_by_each_carrier(serve: Callable[..., Served]) -> None:
    served = serve()
    stage(served)
    told = served.get("/api/v1/asns/A-1").json()["freight"]
    assert (told["from_city"], told["to_city"], told["quotes"]) == ("Leeds", None, [])
    served.command("set_site_address", "here", fields={"city": "paris"})
    quotes = [
        {"carrier": "SLOW", "cost": "7.50", "currency": "EUR"},
        {"carrier": "FAST", "cost": "20.00", "currency": "EUR"},
    ]
    load = {
        "weight_g": 5_000, "volume_mm3": 10_000_000, "lines_without_weight": 1,
        "lines_without_size": 1, "quotes": quotes,
    }  # fmt: skip
    assert served.get("/api/v1/asns/A-1").json()["freight"] == {
        "from_city": "Leeds", "to_city": "paris", **load,
    }  # fmt: skip
    assert served.get("/api/v1/orders/O-1").json()["freight"] == {
        "from_city": "paris", "to_city": "ROME", **load,
    }  # fmt: skip
    served.command("drop_carrier", "drop", carrier="FAST")
    assert served.get("/api/v1/orders/O-1").json()["freight"]["quotes"] == quotes[:1]


def test_the_lists_behind_freight_come_in_pages(serve: Callable[..., Served]) -> None:
    served = serve()
    stage(served)
    served.command("set_driver", "driver", driver="KIM", name="Kim", phone="+44 7", carrier="FAST")
    served.command("set_asset", "asset", asset="FT-1", name="Truck", cost="30000.5")
    page = served.get("/api/v1/carriers?limit=1").json()
    after = served.get(f"/api/v1/carriers?limit=1&cursor={page['next_cursor']}").json()
    assert [row["carrier"] for row in (*page["items"], *after["items"])] == ["FAST", "SLOW"]
    assert after["next_cursor"] is None
    tariffs = served.get("/api/v1/tariffs").json()["items"]
    assert len(tariffs) == 6
    assert tariffs[0] == {
        "carrier": "FAST", "from_city": "Leeds", "to_city": "Paris", "weight_fee": "4.00",
        "volume_fee": "100.00", "minimum": "3.00", "currency": "EUR",
    }  # fmt: skip
    assert served.get("/api/v1/drivers").json()["items"] == [
        {"driver": "KIM", "name": "Kim", "plate": None, "phone": "+44 7", "carrier": "FAST"}
    ]
    (asset,) = served.get("/api/v1/assets").json()["items"]
    assert (asset["asset"], asset["quantity"], asset["cost"]) == ("FT-1", 1, "30000.50")
    assert [row["partner"] for row in served.get("/api/v1/partners").json()["items"]] == [
        "ANN", "LEAF",
    ]  # fmt: skip
