"""What carriers ask for an order, as headquarters tells it: from its site to the customer."""

from models.warehouse.catalogue import CARRIER, PARTNER, SITE_ADDRESS, TARIFF
from models.warehouse.freight import lane_of, tariff_key, tariff_values
from models.warehouse.scopes import company_scope
from sync.core.catalogue import Value
from sync.core.change import Put
from tests.hub.site import Site
from tests.hub.world import Hub, World


def tariff(site: Site, carrier: str, city: str, fee_micro: int) -> None:
    own: dict[str, Value] = {"company_id": site.company}
    scope = company_scope(site.company)
    carrier_id = site.new_id.new()
    site.write(Put(CARRIER, carrier_id, {**own, "code": carrier, "name": carrier}), scope=scope)
    values = tariff_values(carrier_id, "Bonn", city, (fee_micro, 0, 3_000_000), "EUR")
    key = tariff_key(carrier_id, lane_of("Bonn", city))
    site.write(Put(TARIFF, key, {**own, **values}), scope=scope)


def test_an_order_is_quoted_once_both_cities_are_known(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        own: dict[str, Value] = {"company_id": bonn.company}
        scope = company_scope(bonn.company)
        tea, cup = bonn.item("TEA", weight_g=500), bonn.item("CUP")
        customer = bonn.new_id.new()
        partner = {**own, "code": "ANN", "name": "Ann", "kind": "customer", "city": "ROME"}
        bonn.write(Put(PARTNER, customer, partner), scope=scope)
        bonn.order("D-1", tea, 10, customer_id=customer)
        bonn.order("D-2", cup, 1, customer_id=customer)
        tariff(bonn, "FAST", "Rome", 4_000_000)
        tariff(bonn, "SLOW", "Rome", 1_000_000)
        tariff(bonn, "ELSE", "Romeo", 1)
        await hub.exchange()
        (detail,) = (await hub.get("/orders/D-1"))["items"]
        assert (detail["freight"]["from_city"], detail["freight"]["quotes"]) == (None, [])

        address = {**own, "warehouse_id": bonn.warehouse, "city": "bonn"}
        bonn.write(Put(SITE_ADDRESS, bonn.new_id.new(), address))
        await hub.exchange()
        (detail,) = (await hub.get("/orders/D-1"))["items"]
        assert detail["freight"] == {
            "from_city": "bonn", "to_city": "ROME", "weight_g": 5_000, "volume_mm3": 0,
            "lines_without_weight": 0, "lines_without_size": 1,
            "quotes": [
                {"carrier": "SLOW", "cost": "5.00", "currency": "EUR"},
                {"carrier": "FAST", "cost": "20.00", "currency": "EUR"},
            ],
        }  # fmt: skip
        (other,) = (await hub.get("/orders/D-2"))["items"]
        assert [quote["cost"] for quote in other["freight"]["quotes"]] == ["3.00", "3.00"]
        assert other["freight"]["lines_without_weight"] == 1

    world.run(scenario)
