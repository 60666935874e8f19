"""Work lists, stock, documents, master data: views over HTTP."""

from typing import Annotated, Any, TypeVar

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter, QueryParameter

from edge.api import shapes
from edge.api.caller import caller_of
from edge.api.services import Services
from edge.api.views import custom, documents, items, places, stock, troubles, work
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

    @get("/work/pick", rule="work")
    async def my_picks(request: HttpRequest) -> shapes.PickWork:
        return await at.readers.run(work.pick_work, at.wall_ms(), _picker(request))

    @post("/work/pick/claim", status_code=200, rule="work", request_max_body_size=CLAIM_BYTES_MAX)
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

    @get("/stock", rule="look")
    async def stock_list(
        item: Word = None, location: Word = None, cursor: Cursor = None, limit: Limit = None
    ) -> shapes.StockPage:
        now, today = at.wall_ms(), at.today()
        return await at.readers.run(stock.stock_page, now, today, item, location, cursor, limit)

    @get("/lookup/{code:str}", rule="look")
    async def look_up(code: Annotated[str, PathParameter(max_length=200)]) -> shapes.Lookup:
        return await at.readers.run(places.lookup, code, at.today())

    @get("/items", rule="look")
    async def item_list(
        search: Word = None, cursor: Cursor = None, limit: Limit = None
    ) -> shapes.ItemPage:
        return await at.readers.run(items.items_page, at.wall_ms(), search or "", cursor, limit)

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
    """Handlers of orders, deliveries and exceptions."""

    @get("/orders", rule="look")
    async def order_list(
        in_state: State = None, cursor: Cursor = None, limit: Limit = None
    ) -> shapes.OrderPage:
        return await at.readers.run(documents.orders_page, at.wall_ms(), in_state, cursor, limit)

    @get("/orders/{number:str}", rule="look")
    async def one_order(number: FromPath[str]) -> shapes.Order:
        found = await at.readers.run(documents.order_by_number, number)
        return _found(found, "order")

    @get("/asns", rule="look")
    async def asn_list(
        in_state: State = None, cursor: Cursor = None, limit: Limit = None
    ) -> shapes.AsnPage:
        return await at.readers.run(documents.asns_page, at.wall_ms(), in_state, cursor, limit)

    @get("/asns/{number:str}", rule="look")
    async def one_asn(number: FromPath[str]) -> shapes.Asn:
        return _found(await at.readers.run(documents.asn_by_number, number), "ASN")

    @get("/exceptions", rule="look")
    async def exception_list() -> shapes.TroublePage:
        return await at.readers.run(troubles.open_troubles, at.wall_ms())

    return [order_list, one_order, asn_list, one_asn, exception_list]


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
