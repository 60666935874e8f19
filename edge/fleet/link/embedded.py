"""A broker within this process, for the demo and for tests (extra `demo`): it listens to this
computer alone and knows no certificates. A site with real robots runs mosquitto
(edge/fleet/link/broker.py)."""

import asyncio
from types import TracebackType
from typing import Self

LOCAL = "127.0.0.1"


class EmbeddedBroker:
    """Open while the context is. `port` is known from then on."""

    def __init__(self, port: int) -> None:
        self.port = port
        # Only here: a site without a demo does not need this library.
        from amqtt.broker import Broker

        self._broker = Broker(
            {
                "listeners": {"default": {"type": "tcp", "bind": f"{LOCAL}:{port}"}},
                "plugins": {
                    "amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}
                },
            },
            loop=asyncio.get_running_loop(),
        )

    async def __aenter__(self) -> Self:
        await self._broker.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._broker.shutdown()
