"""Tells robots on the LAN where the site's broker is and by whose authority. An address, never a
reason to trust."""

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from edge.link.announce import NAME_CHARACTERS_MAX, lan_addresses

if TYPE_CHECKING:
    from zeroconf.asyncio import AsyncZeroconf

SERVICE: Final = "_holdfast-edge._tcp.local."
PROTOCOL: Final = "1"
LOOK_S: Final = 60.0


class BrokerAnnouncement:
    """Announced until cancelled, anew when this computer's address has changed."""

    def __init__(self, site: str, host: str, port: int, authority: str) -> None:
        self._site, self._host, self._port, self._authority = site, host, port, authority
        self._zeroconf: AsyncZeroconf | None = None

    async def keep(self) -> None:
        """DHCP may move us: look once a minute."""
        told: list[bytes] = []
        try:
            while True:
                addresses = lan_addresses(self._host)
                if addresses != told:
                    await self._stop()
                    await self._start(addresses)
                    told = addresses
                await asyncio.sleep(LOOK_S)
        finally:
            await self._stop()

    async def _start(self, addresses: list[bytes]) -> None:
        if not addresses:
            return
        from zeroconf import NonUniqueNameException
        from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

        label = "".join(letter if letter.isalnum() else "-" for letter in self._site)
        label = label[:NAME_CHARACTERS_MAX]
        info = AsyncServiceInfo(
            SERVICE,
            f"{label}.{SERVICE}",
            addresses=addresses,
            port=self._port,
            properties={"v": PROTOCOL, "site": self._site, "ca": self._authority},
            server=f"holdfast-robots-{label.lower()}.local.",
        )
        try:
            self._zeroconf = AsyncZeroconf()
            await self._zeroconf.async_register_service(info, allow_name_change=True)
        except (OSError, NonUniqueNameException, TimeoutError) as error:
            structlog.get_logger("fleet").info("broker_not_announced", reason=str(error))
            await self._stop()

    async def _stop(self) -> None:
        zeroconf, self._zeroconf = self._zeroconf, None
        if zeroconf is not None:
            await zeroconf.async_unregister_all_services()
            await zeroconf.async_close()
