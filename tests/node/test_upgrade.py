"""The deadline to receive a request does not end what has become a WebSocket."""

import asyncio

from litestar import Litestar, WebSocket
from litestar.handlers import websocket
from websockets.asyncio.client import connect

from node.http.listening import listen
from node.http.protocol import Limits
from node.http.serve import server_for

RECEIVE_S = 0.1


@websocket("/echo")
async def echo(socket: WebSocket) -> None:  # type: ignore[type-arg]
    await socket.accept()
    await socket.send_text(await socket.receive_text())
    await socket.close()


def test_a_websocket_that_is_silent_for_longer_than_a_request_may_take_stays_open() -> None:
    async def story() -> str | bytes:
        bound = listen("127.0.0.1", 0)
        server = server_for(Litestar([echo], logging_config=None), Limits(receive_s=RECEIVE_S))
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        async with connect(f"ws://127.0.0.1:{bound.getsockname()[1]}/echo") as socket:
            await asyncio.sleep(RECEIVE_S * 3)
            await socket.send("still here")
            heard = await socket.recv()
        server.should_exit = True
        await serving
        return heard

    assert asyncio.run(story()) == "still here"
