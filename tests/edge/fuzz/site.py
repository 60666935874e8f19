"""The program that is asked: a site with goods and documents, and a key that may everything."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.edge.serving import Clock, Served, make
from tests.fuzzing import Fuzzed, sender


@contextmanager
def fuzzed_site(folder: Path) -> Iterator[Fuzzed]:
    """Its OpenAPI page, and how to ask it."""
    clock = Clock()
    made = make(folder / "template", clock)
    with Served((folder / "template", made), folder / "data", clock) as served:
        served.import_csv("items", "code\nTEA\n")
        line = {"item": "TEA", "quantity": 5}
        served.command("announce_asn", "asn", asn="ASN-1", supplier="S", lines=[line])
        served.command("take_order", "order", order="SO-1", customer="C", lines=[line])
        page = served.client.get("/schema/openapi.json").json()
        yield page, sender(served.client, served.made.key)
