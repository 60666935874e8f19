"""Robots taken in over HTTP, their floor, and who of them is held."""

from typing import Annotated, Any

import msgspec
from litestar import Request, delete, get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from edge.api.auditing import who_is
from edge.api.caller import caller_of
from edge.api.services import Services
from edge.fleet.floor import FLOOR_BYTES_MAX, losing, read_drawing
from edge.fleet.link.authority import AuthorityError
from edge.fleet.link.enrolling import Asked, EnrolmentRefused, Taken
from edge.fleet.link.registry import RegistryError, Robot
from edge.fleet.picture import MapView
from edge.fleet.running import Fleet
from edge.fleet.traffic.site_map import BadMap
from edge.store.audit import Act
from edge.store.robots import save_floor
from node.http.origin import check_json
from node.http.problems import Problem

BODY_BYTES_MAX = 16_384
HttpRequest = Request[Any, Any, Any]
Short = Annotated[str, Meta(max_length=80)]


class WantedRobot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A robot somebody announces. `mac`, `ip`: what it is held to; what it comes with if left
    out. `ours`: it wants sealed orders; robots of other makers do not."""

    serial: Annotated[str, Meta(min_length=1, max_length=64)]
    mac: Short = ""
    ip: Short = ""
    manufacturer: Short = "Holdfast"
    version: Short = "3.0.0"
    prefix: Short = ""
    ours: bool = True


class RobotCode(msgspec.Struct, frozen=True):
    """A one-time code: good for ten minutes and for one robot."""

    serial: str
    code: str


class Broker(Taken, frozen=True, kw_only=True):
    """What a robot gets, and where its broker listens; without a host where it asked."""

    host: str = ""
    port: int = 8883


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """A robot of the site. `quarantine`: why it gets no way, empty while all is well."""

    serial: str
    manufacturer: str
    version: str
    mac: str
    ip: str
    ours: bool
    quarantine: str


class Why(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a robot is held."""

    reason: Annotated[str, Meta(min_length=1, max_length=200)]


def robot_routes(at: Services, fleet: Fleet | None) -> list[HTTPRouteHandler]:
    """Handlers under /robots that let one in; a site without robots says so."""

    @post("/robots/enrol", status_code=200, rule="open", request_max_body_size=BODY_BYTES_MAX)
    async def enrol(data: JSONBody[Asked], request: HttpRequest) -> Broker:
        check_json(request.headers.get("content-type"))
        running = _there(fleet)
        source = request.client.host if request.client is not None else "local"
        _demand_turn(at, source)
        try:
            taken = running.office.take(data, source)
        except (EnrolmentRefused, AuthorityError) as error:
            await at.keep(Act("robot_not_enrolled", subject=data.serial[:80], detail=str(error)))
            raise Problem(403, "not_enrolled", str(error)) from error
        running.link.take_up()
        at.device_tries.right(source)
        await at.keep(Act("robot_enrolled", subject=data.serial, detail=source))
        return Broker(**msgspec.structs.asdict(taken), port=running.port)

    @post("/robots", status_code=201, rule="manage_devices", request_max_body_size=BODY_BYTES_MAX)
    async def announce(data: JSONBody[WantedRobot], request: HttpRequest) -> RobotCode:
        check_json(request.headers.get("content-type"))
        try:
            code = _there(fleet).office.announce(Robot(**msgspec.structs.asdict(data)))
        except RegistryError as error:
            raise Problem(400, "bad_robot", str(error)) from error
        await at.keep(Act("robot_announced", who_is(caller_of(request)), data.serial))
        return RobotCode(data.serial, code)

    @get("/robots", rule="look")
    async def robots() -> list[Enrolled]:
        return [
            Enrolled(
                serial=robot.serial,
                manufacturer=robot.manufacturer,
                version=robot.version,
                mac=robot.mac,
                ip=robot.ip,
                ours=robot.ours,
                quarantine=robot.quarantine,
            )
            for robot in (fleet.office.registry.all() if fleet is not None else [])
        ]

    return [enrol, announce, robots]


def robot_keeping_routes(at: Services, fleet: Fleet | None) -> list[HTTPRouteHandler]:
    """Handlers under /robots about those who are there, and their floor."""

    async def hold(request: HttpRequest, serial: str, why: str) -> None:
        running = _there(fleet)
        try:
            running.office.registry.quarantine(serial, why)
        except RegistryError as error:
            raise Problem(404, "not_found", str(error)) from error
        running.link.take_up()
        who = who_is(caller_of(request))
        held = Act("robot_held", who, serial, why)
        await at.keep(held if why else Act("robot_let_go", who, serial))

    @post("/robots/{serial:str}/quarantine", status_code=204, rule="work")
    async def quarantine(data: JSONBody[Why], request: HttpRequest, serial: FromPath[str]) -> None:
        check_json(request.headers.get("content-type"))
        await hold(request, serial, data.reason)

    @post("/robots/{serial:str}/release", status_code=204, rule="supervise")
    async def release(request: HttpRequest, serial: FromPath[str]) -> None:
        await hold(request, serial, "")

    @delete("/robots/{serial:str}", rule="manage_devices")
    async def remove(request: HttpRequest, serial: FromPath[str]) -> None:
        running = _there(fleet)
        try:
            running.office.remove(serial)
        except RegistryError as error:
            raise Problem(404, "not_found", str(error)) from error
        running.link.take_up()
        await at.keep(Act("robot_removed", who_is(caller_of(request)), serial))

    @put("/robots/map", rule="manage", request_max_body_size=FLOOR_BYTES_MAX)
    async def draw(request: HttpRequest) -> MapView:
        check_json(request.headers.get("content-type"))
        body = await request.body()
        try:
            floor = read_drawing(body)
        except BadMap as error:
            raise Problem(400, "bad_map", str(error)) from error
        now_ms = at.wall_ms()
        await at.change(lambda recorder: save_floor(recorder.store.connection, body, now_ms))
        if fleet is not None:
            await fleet.begin_anew()
        grave = "; ".join(losing(floor))[:200]
        await at.keep(Act("robot_map", who_is(caller_of(request)), floor.version, grave))
        return floor.view

    return [quarantine, release, remove, draw]


def _there(fleet: Fleet | None) -> Fleet:
    if fleet is None:
        raise Problem(409, "no_robots", "this site drives no robots: [robots] on = true")
    return fleet


def _demand_turn(at: Services, source: str) -> None:
    """Codes are not to be guessed."""
    wait_s = at.device_tries.wait_s(source)
    if wait_s:
        raise Problem(429, "locked", "too many wrong codes from here", retry_after_s=wait_s)
    at.device_tries.begin(source)
