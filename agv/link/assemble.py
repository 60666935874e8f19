"""Puts a robot's link together: identity, gate, orders, and a connection to where its edge is."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from agv.link.discover import Found, LastGood, Place, candidates
from agv.link.gate import Gate
from agv.link.identity import LAST_FILE, Kept
from agv.link.keys import verifier
from agv.link.robot import RobotWire
from agv.link.service import RobotService
from agv.orders.binding import Binding
from agv.orders.robot import RobotSide
from agv.orders.sheet import Body, factsheet
from agv.protocol.codecs import codec_for
from agv.protocol.mqtt import Endpoint, Mqtt
from agv.protocol.own import Hello
from agv.protocol.topics import Address
from agv.protocol.transport import Transport, Will
from agv.vehicle import Vehicle

MAP_ID = "site"


class Placed(Mqtt):
    """A connection that tells when it has come about."""

    def __init__(self, endpoint: Endpoint, will: Will, worked: Callable[[], None]) -> None:
        super().__init__(endpoint, will)
        self._worked = worked

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._worked()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await super().__aexit__(kind, error, trace)


class Reaching:
    """Tries the places where the edge may be, one after the other; the last good one is kept."""

    def __init__(self, kept: Kept, found: Callable[[], list[Found]] = list) -> None:
        self._kept, self._found = kept, found
        self._last = LastGood(kept.folder / LAST_FILE)
        self._tries = 0

    def connect(self, will: Will) -> Transport:
        """A connection to the next place, not opened yet."""
        kept, identity = self._kept, self._kept.identity
        places = list(candidates(self._found(), kept.authority, self._last.read(), identity.told))
        place = places[self._tries % len(places)]
        self._tries += 1
        endpoint = Endpoint(
            host=place.host,
            port=place.port,
            client_id=identity.serial,
            certificate=kept.certificate,
            key=kept.key,
            authority=kept.trusted,
        )
        return Placed(endpoint, will, lambda: self._worked(place))

    def _worked(self, place: Place) -> None:
        self._tries = 0
        self._last.keep(place)


def wire_of(
    kept: Kept, vehicle: Vehicle, session: str, body: Body, bars: Mapping[str, int]
) -> RobotWire:
    """The robot at the wire. `session`: chance, new at each start."""
    identity = kept.identity
    if identity.node:
        vehicle.place(identity.node)
    sheet = factsheet(body)
    side = RobotSide(sheet)
    return RobotWire(
        Address(manufacturer=identity.manufacturer, serial=identity.serial, prefix=identity.prefix),
        codec_for(identity.version),
        Gate(session, verifier(bytes.fromhex(identity.edge_key))),
        side,
        Binding(side, vehicle, map_id=MAP_ID, bars=bars),
        vehicle,
        sheet,
        Hello(session=session, mac=identity.mac),
    )


def service_of(
    kept: Kept,
    vehicle: Vehicle,
    session: str,
    now_ms: Callable[[], int],
    *,
    body: Body | None = None,
    bars: Mapping[str, int] | None = None,
    found: Callable[[], list[Found]] = list,
) -> RobotService:
    """A robot's link, to be run."""
    wire = wire_of(kept, vehicle, session, body or Body(), bars or {})
    return RobotService(wire, Reaching(kept, found).connect, now_ms)
