"""The program that is asked: a site with goods and documents, and a key that may everything."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.edge.fuzz.fuzzing import Send
from tests.edge.serving import Clock, Served, make


@contextmanager
def fuzzed_site(folder: Path) -> Iterator[tuple[dict[str, Any], Send]]:
    """Its OpenAPI page, and how to ask it."""
    clock = Clock()
    made = make(folder / "template", clock)
    with Served((folder / "template", made), folder / "data", clock) as served:
        served.import_csv("items", "code\nTEA\n")
        line = {"item": "TEA", "quantity": 5}
        served.command("announce_asn", "asn", asn="ASN-1", supplier="S", lines=[line])
        served.command("take_order", "order", order="SO-1", customer="C", lines=[line])

        def send(method: str, url: str, headers: dict[str, bytes], body: Any) -> httpx.Response:  # noqa: ANN401
            """As a program with the first key, whatever the case made up of credentials."""
            own = {name.encode(): value for name, value in headers.items()}
            own[b"authorization"] = served.key()["authorization"].encode()
            answer = served.client.request(method, url, headers=list(own.items()), content=body)
            served.client.cookies.clear()
            return answer

        yield served.client.get("/schema/openapi.json").json(), send
