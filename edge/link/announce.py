"""Tells the LAN where this site's page is. An address, never a reason to trust."""

import asyncio
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from zeroconf.asyncio import AsyncZeroconf

SERVICE = "_holdfast._tcp.local."
NAME_CHARACTERS_MAX = 40


class Announcement:
    """Published while the site serves; a LAN without multicast is no reason to fail."""

    def __init__(self, site: str, host: str, port: int, version: str) -> None:
        self.port = port
        self._site, self._host, self._version = site, host, version
        self._zeroconf: AsyncZeroconf | None = None

    async def keep(self) -> None:
        """Announced until cancelled."""
        try:
            if await self.start():
                await asyncio.Event().wait()
        finally:
            await self.stop()

    async def start(self) -> bool:
        """Begin to answer; false where the network does not allow it."""
        addresses = lan_addresses(self._host)
        if not addresses:
            return False
        # Only here: a site that is not announced, or not yet, does not wait for this library.
        from zeroconf import NonUniqueNameException
        from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

        label = "".join(letter if letter.isalnum() else "-" for letter in self._site)
        info = AsyncServiceInfo(
            SERVICE,
            f"{label[:NAME_CHARACTERS_MAX]}.{SERVICE}",
            addresses=addresses,
            port=self.port,
            properties={"v": self._version, "path": "/"},
            server=f"holdfast-{label[:NAME_CHARACTERS_MAX].lower()}.local.",
        )
        try:
            self._zeroconf = AsyncZeroconf()
            await self._zeroconf.async_register_service(info, allow_name_change=True)
        except (OSError, NonUniqueNameException, TimeoutError) as error:
            structlog.get_logger("announce").info("not_announced", reason=str(error))
            await self.stop()
            return False
        return True

    async def stop(self) -> None:
        """Say that we are gone."""
        zeroconf, self._zeroconf = self._zeroconf, None
        if zeroconf is not None:
            await zeroconf.async_unregister_all_services()
            await zeroconf.async_close()


def lan_addresses(host: str) -> list[bytes]:
    """Addresses others can reach us at; none for a server that listens to this machine only."""
    address = ip_address(host) if _is_ip(host) else None
    if address is None or address.is_loopback:
        return []
    if not address.is_unspecified:
        return [address.packed]
    # Routing tells our address without sending anything: UDP connect only picks a source.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("224.0.0.251", 5353))
            found = ip_address(str(probe.getsockname()[0]))
        except OSError:
            return []
    return [] if found.is_loopback or found.is_unspecified else [found.packed]


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
