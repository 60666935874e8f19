"""Where the robot finds its edge: told by the network, else where it was last, else where the
settings say. An address is never a reason to trust: the authority is pinned, and TLS proves it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

SERVICE: Final = "_holdfast-edge._tcp.local."
FIND_S_MAX: Final = 5.0


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A broker's address."""

    host: str
    port: int


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A site that announces itself. `authority`: the fingerprint of who signed its broker."""

    place: Place
    site: str
    authority: str
    protocol: int


PROTOCOL: Final = 1


def candidates(
    found: Iterable[Found], pinned: str, last: Place | None, told: Place | None
) -> Iterator[Place]:
    """Where to try, best first, each once: sites with our authority, the last good place, the
    settings. A robot that was moved to another address finds its way back by the last one."""
    ours = [each.place for each in found if each.authority == pinned and each.protocol == PROTOCOL]
    yield from dict.fromkeys([*ours, *(place for place in (last, told) if place is not None)])


class LastGood:
    """The place that worked last, in a file; losing it costs nothing but time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Place | None:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Place)
        except (OSError, msgspec.MsgspecError):
            return None

    def keep(self, place: Place) -> None:
        """Written only when it changed: memory cards wear out."""
        if self.read() != place:
            beside = self._path.with_suffix(".new")
            beside.write_bytes(msgspec.json.encode(place))
            beside.replace(self._path)


def read_announcement(
    addresses: Iterable[str], port: int | None, properties: dict[bytes, bytes | None]
) -> list[Found]:
    """What one announcement says; nothing if it lacks something."""
    told = {key.decode(errors="replace"): value or b"" for key, value in properties.items()}
    protocol = told.get("v", b"").decode(errors="replace")
    if port is None or not protocol.isdigit():
        return []
    return [
        Found(
            place=Place(host=address, port=port),
            site=told.get("site", b"").decode(errors="replace"),
            authority=told.get("ca", b"").decode(errors="replace"),
            protocol=int(protocol),
        )
        for address in addresses
    ]


async def browse(seconds: float = FIND_S_MAX) -> list[Found]:
    """Sites that announce themselves within this time; none where the network lacks multicast."""
    # Only here: a robot with a place in its settings does not need this library to drive.
    import asyncio

    from zeroconf import ServiceBrowser, ServiceListener, Zeroconf
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

    names: list[str] = []

    class Names(ServiceListener):
        def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
            names.append(name)

        def update_service(self, zc: Zeroconf, type_: str, name: str) -> None: ...

        def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None: ...

    try:
        network = AsyncZeroconf()
    except OSError:
        return []
    try:
        browser = ServiceBrowser(network.zeroconf, SERVICE, listener=Names())
        await asyncio.sleep(seconds / 2)
        found: list[Found] = []
        for name in names:
            info = AsyncServiceInfo(SERVICE, name)
            if await info.async_request(network.zeroconf, seconds * 500):
                found += read_announcement(info.parsed_addresses(), info.port, info.properties)
        browser.cancel()
        return found
    finally:
        await network.async_close()
