"""Where no webhook ever goes: forty addresses, and not one connection."""

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from edge.webhooks.address import BadAddress, read_url
from edge.webhooks.sending import Sender, Sent, resolve

NAMES = {
    "inside.example": ["10.1.2.3"],
    "metadata.google.internal": ["169.254.169.254"],
    "both.example": ["93.184.215.14", "127.0.0.1"],
    "six.example": ["::1"],
    "mapped.example": ["::ffff:192.168.0.1"],
    "nowhere.example": [],
    "shared.example": ["100.100.100.200"],
    "good.example": ["93.184.215.14"],
}
HOSTILE = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://0.0.0.0/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fd00:ec2::254]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://168.63.129.16/metadata",
    "https://192.0.2.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://inside.example/",
    "https://metadata.google.internal/",
    "https://both.example/",
    "https://six.example/",
    "https://mapped.example/",
    "https://shared.example/",
    "https://nowhere.example/",
    "http://good.example/",
    "https://good.example@127.0.0.1/",
    "https://127.0.0.1#@good.example/",
    "https://good.example\\@127.0.0.1/",
    "https://good.example%2f@127.0.0.1/",
    "https://goød.example/",
    "https://①②⑦.⓪.⓪.①/",
    "https://good.example/\r\nhost: 127.0.0.1",
    "ftp://good.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:25/",
    "https:///path",
    "https://good.example:99999/",
    "https://" + "a" * 3_000 + ".example/",
]


class Line:
    """A network of names; counts what would go out."""

    def __init__(self, answer: httpx.Response | None = None) -> None:
        self.sent: list[httpx.Request] = []
        self.asked: list[str] = []
        self._answer = answer or httpx.Response(204)

    async def resolve(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host in NAMES:
            return NAMES[host]
        return await resolve(host, port)  # how the system reads 127.1 or 0x7f000001

    @asynccontextmanager
    async def open_client(self) -> Any:  # noqa: ANN401
        def answer(request: httpx.Request) -> httpx.Response:
            self.sent.append(request)
            return self._answer

        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            yield client

    def send(self, url: str, *trusted: str) -> Sent:
        """What a courier does with a subscription's URL."""
        try:
            target = read_url(url, trusted)
        except BadAddress as error:
            return Sent(error=error.code)
        sender = Sender(self.resolve, self.open_client)
        return asyncio.run(sender.send(target, {"webhook-id": "1"}, b"{}"))


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_gets_no_connection(url: str) -> None:
    line = Line()
    assert line.send(url).error != ""
    assert line.sent == []


def test_there_are_enough_of_them() -> None:
    assert len(set(HOSTILE)) >= 40


def test_a_name_is_looked_up_once_and_its_checked_address_is_called() -> None:
    line = Line()
    assert line.send("https://good.example:8443/in?x=1") == Sent(204)
    (request,) = line.sent
    assert str(request.url) == "https://93.184.215.14:8443/in?x=1"
    assert request.headers["host"] == "good.example:8443"
    assert request.extensions["sni_hostname"] == "good.example"
    assert line.asked == ["good.example"]


def test_a_name_that_changes_its_mind_is_asked_at_every_try() -> None:
    line = Line()
    assert line.send("https://good.example/").error == ""
    NAMES["good.example"], before = ["192.168.0.9"], NAMES["good.example"]
    try:
        assert "address_inside" in line.send("https://good.example/").error
    finally:
        NAMES["good.example"] = before
    assert len(line.sent) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_is_sent_on(status: int) -> None:
    line = Line(httpx.Response(status, headers={"location": "https://127.0.0.1/"}))
    assert line.send("https://good.example/") == Sent(status, f"answered {status}")
    assert len(line.sent) == 1


@pytest.mark.parametrize("url", ["http://inside.example/", "https://inside.example/"])
def test_a_host_the_operator_named_may_lie_inside(url: str) -> None:
    line = Line()
    assert line.send(url, "inside.example") == Sent(204)
    assert line.sent[0].url.host == "10.1.2.3"


def test_an_endless_answer_is_not_read() -> None:
    read = []

    async def endless() -> Any:  # noqa: ANN401
        while True:
            read.append(1)
            yield b"x" * 1_024

    line = Line(httpx.Response(200, content=endless()))
    assert line.send("https://good.example/") == Sent(200)
    assert read == []
