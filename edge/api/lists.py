"""Work lists, stock, documents, master data: views over HTTP."""

from typing import Annotated, Any, TypeVar

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter, QueryParameter

from edge.api import kit_shapes, shapes
from edge.api.caller import caller_of
from edge.api.services import Services
from edge.api.views import custom, documents, items, kits, places, stock, troubles, work
from edge.store.claims import claim_picks
from edge.store.recorder import Actor, Recorder
from node.http.origin import check_json
from node.http.problems import Problem

CLAIM_BYTES_MAX = 1_024
T = TypeVar("T")
HttpRequest = Request[Any, Any, Any]
Word = Annotated[str | None, QueryParameter(max_length=80)]
State = Annotated[str | None, QueryParameter(name="state", max_length=80)]
Cursor = Annotated[str | None, QueryParameter(max_length=400)]
Limit = FromQuery[int | None]


def work_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /work."""

    @get("/work", rule="look")
    async def work_counts() -> shapes.Work:
        return await at.readers.run(work.counts, at.wall_ms())

    @get("/work/receive", rule="look")
    async def work_receive() -> shapes.ReceiveWork:
        return await at.readers.run(work.receive_work, at.wall_ms())

    @get("/work/putaway", rule="look")
    async def work_putaway() -> shapes.PutawayWork:
        return await at.readers.run(work.putaway_work, at.wall_ms())

    @get("/work/pack", rule="look")
    async def work_pack() -> shapes.OrderWork:
        return await at.readers.run(work.pack_work, at.wall_ms())

    @get("/work/ship", rule="look")
    async def work_ship() -> shapes.OrderWork:
        return await at.readers.run(work.ship_work, at.wall_ms())

    @get("/work/pick", rule="pick")
    async def my_picks(request: HttpRequest) -> shapes.PickWork:
        return await at.readers.run(work.pick_work, at.wall_ms(), _picker(request))

    @post("/work/pick/claim", status_code=200, rule="pick", request_max_body_size=CLAIM_BYTES_MAX)
    async def claim(data: JSONBody[shapes.Claim], request: HttpRequest) -> shapes.PickWork:
        check_json(request.headers.get("content-type"))
        actor = Actor(_picker(request), caller_of(request).device_id)

        def lease(recorder: Recorder) -> shapes.PickWork:
            claim_picks(recorder, actor, data.limit)
            return work.pick_work(recorder.store.connection, at.wall_ms(), actor.person_id)

        return await at.change(lease)

    return [
        work_counts,
        work_receive,
        work_putaway,
        work_pack,
        work_ship,
        my_picks,
        claim,
    ]


def list_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers of stock and master data."""

    @get("/stock", rule="see_stock")
    async def stock_list(
        request: HttpRequest,
        item: Word = None,
        location: Word = None,
        owner: Word = None,
        cursor: Cursor = None,
        limit: Limit = None,
    ) -> shapes.StockPage:
        by, now, today = caller_of(request), at.wall_ms(), at.today()
        return await at.see(by, stock.stock_page, now, today, item, location, owner, cursor, limit)

    @get("/lookup/{code:str}", rule="see_stock")
    async def look_up(
        code: Annotated[str, PathParameter(max_length=200)], request: HttpRequest
    ) -> shapes.Lookup:
        return await at.see(caller_of(request), places.lookup, code, at.today())

    @get("/items", rule="see_items")
    async def item_list(
        request: HttpRequest, search: Word = None, cursor: Cursor = None, limit: Limit = None
    ) -> shapes.ItemPage:
        by, now = caller_of(request), at.wall_ms()
        return await at.see(by, items.items_page, now, search or "", cursor, limit)

    @get("/locations", rule="look")
    async def location_list(
        search: Word = None, kind: Word = None, cursor: Cursor = None, limit: Limit = None
    ) -> shapes.LocationPage:
        return await at.readers.run(
            places.locations_page, at.wall_ms(), search or "", kind, cursor, limit
        )

    @get("/custom-fields", rule="look")
    async def field_list() -> shapes.CustomFieldPage:
        return await at.readers.run(custom.fields_page, at.wall_ms())

    return [stock_list, look_up, item_list, location_list, field_list]


def document_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers of orders, deliveries, kit orders and exceptions."""

    @get("/orders", rule="see_orders")
    async def order_list(
        request: HttpRequest, in_state: State = None, cursor: Cursor = None, limit: Limit = None
    ) -> shapes.OrderPage:
        by, now = caller_of(request), at.wall_ms()
        return await at.see(by, documents.orders_page, now, in_state, cursor, limit)

    @get("/orders/{number:str}", rule="see_orders")
    async def one_order(number: FromPath[str], request: HttpRequest) -> shapes.Order:
        found = await at.see(caller_of(request), documents.order_by_number, number)
        return _found(found, "order")

    @get("/asns", rule="see_asns")
    async def asn_list(
        request: HttpRequest, in_state: State = None, cursor: Cursor = None, limit: Limit = None
    ) -> shapes.AsnPage:
        by, now = caller_of(request), at.wall_ms()
        return await at.see(by, documents.asns_page, now, in_state, cursor, limit)

    @get("/asns/{number:str}", rule="see_asns")
    async def one_asn(number: FromPath[str], request: HttpRequest) -> shapes.Asn:
        found = await at.see(caller_of(request), documents.asn_by_number, number)
        return _found(found, "ASN")

    @get("/kit-orders", rule="look")
    async def kit_order_list(
        in_state: State = None, cursor: Cursor = None, limit: Limit = None
    ) -> kit_shapes.KitOrderPage:
        return await at.readers.run(kits.kit_orders_page, at.wall_ms(), in_state, cursor, limit)

    @get("/kit-orders/{number:str}", rule="look")
    async def one_kit_order(number: FromPath[str]) -> kit_shapes.KitOrder:
        return _found(await at.readers.run(kits.kit_order_by_number, number), "kit order")

    @get("/exceptions", rule="look")
    async def exception_list() -> shapes.TroublePage:
        return await at.readers.run(troubles.open_troubles, at.wall_ms())

    return [
        order_list, one_order, asn_list, one_asn, kit_order_list, one_kit_order, exception_list,
    ]  # fmt: skip


def _picker(request: HttpRequest) -> int:
    """Who picks; raises Problem for a program without a person."""
    person_id = caller_of(request).person_id
    if person_id == 0:
        raise Problem(403, "person_needed", "picks are leased to a person who logged in")
    return person_id


def _found(found: T | None, kind: str) -> T:
    if found is None:
        raise Problem(404, "not_found", f"there is no such {kind}")
    return found
