"""The program that is asked: a hub with a site, master data and a key that may everything."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from litestar.testing import TestClient

from hub.app import Clocks, build
from tests.fuzzing import Fuzzed, sender
from tests.hub.world import QUICK, Site, World, enrol_body

BETWEEN_MS = 60_000
"""So that whoever is locked out is let in again."""
THERE = {
    "code": ["NORTH", "TEA", "C", "colour"],
    "about": ["item"],
    "site": ["NORTH"],
    "item": ["TEA"],
    "search": ["T"],
    "If-Match": ["*"],
}


@contextmanager
def fuzzed_hub(folder: Path) -> Iterator[Fuzzed]:
    """Its OpenAPI page, and how to ask it."""
    world = World(folder)
    program = build(world.config, Clocks(wall_ms=world.clock), QUICK)
    client: TestClient[Any] = TestClient(program.asgi, base_url="http://127.0.0.1")
    with client:
        told = {"authorization": f"Bearer {program.local_token}"}

        def post(path: str, body: object) -> dict[str, Any]:
            answer = client.post(f"/api/v1{path}", json=body, headers=told)
            assert answer.is_success, answer.text
            return dict(answer.json())

        issued = post("/enrolments", {"site": {"code": "NORTH", "name": "North"}})
        post("/enrol", enrol_body(Site(folder, world.clock), str(issued["code"])))
        post("/items", {"code": "TEA"})
        post("/partners", {"code": "C", "name": "Customer"})
        key = post("/keys", {"name": "fuzz", "role": "admin"})["key"]
        send = sender(client, str(key))

        def ask(*parts: Any) -> httpx.Response:  # noqa: ANN401
            world.clock.now_ms += BETWEEN_MS
            return send(*parts)

        page = client.get("/schema/openapi.json").json()
        name_what_is_there(page)
        yield page, ask


def name_what_is_there(page: dict[str, Any]) -> None:
    """Chance alone never names a row: let every parameter that could name one do so now and
    then."""
    for operations in page["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                fits = re.compile(parameter["schema"].get("pattern", ""))
                there = [each for each in THERE.get(parameter["name"], ()) if fits.search(each)]
                if there:
                    parameter["schema"] = {"anyOf": [{"enum": there}, parameter["schema"]]}
