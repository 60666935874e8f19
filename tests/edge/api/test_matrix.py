"""Every route, every kind of caller, over the real program: who may ask is answered, everybody else
is refused, and nobody sees a row that is somebody else's."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar, get

from edge.admin.making import Made
from edge.api.access import RULES, NoRule, demand_rules
from models.warehouse.catalogue import ITEM, OWNER, PARTNER
from models.warehouse.people.permissions import BY_ROW
from models.warehouse.people.roles import FOR_KEYS, MAY, OF_PARTNERS, Role
from models.warehouse.scopes import company_scope
from node.http.access import own_rules
from sync.core.catalogue import Value
from sync.core.change import Put
from sync.store.protocol import Author
from tests import fuzzing
from tests.edge.serving import Clock, Served, Tablet

CANARY = "CANARY"
"""Stands in every row of the other partner and the other owner, never in what one asks with."""
STREAMS = frozenset(f"GET {path}" for path in fuzzing.STREAMS)
"""These do not end."""
REFUSED = frozenset(("unauthenticated", "not_your_role", "bad_key", "locked", "device_unknown"))
PHOTO = b"\x89PNG\r\n\x1a\n" + b"theirs" * 20
DAY_S = 86_400


class Company:
    """A served site with two of each: suppliers, customers, owners; A's are ours, X's theirs."""

    def __init__(self, served: Served, company: str = "ACME", canary: str = CANARY) -> None:
        self.served, self.code, self.canary = served, company, canary
        self.routes = own_rules(served.edge.litestar)
        self._master()
        self.blob: dict[str, str] = {}
        for mine, name in (("A", "A"), ("X", canary)):
            self._documents(mine, name)
        self.headers = self._callers()

    def _master(self) -> None:
        site = self.served.edge.opened.site

        def record(recorder: Any) -> None:  # noqa: ANN401
            new = recorder.ids.new
            self.owner = new()
            own: dict[str, Value] = {"company_id": site.company_id}
            partners = (
                ("A-SUP", "supplier"), (f"{self.canary}-SUP", "supplier"),
                ("A-CUST", "customer"), (f"{self.canary}-CUST", "customer"),
            )  # fmt: skip
            items = (("ATEA", "ours", site.owner_id), ("XTEA", self.canary, self.owner))
            rows = [
                Put(
                    OWNER, self.owner, {**own, "code": f"{self.canary}-OWNER", "name": self.canary}
                ),
                *(
                    Put(PARTNER, new(), {**own, "code": code, "name": code, "kind": kind})
                    for code, kind in partners
                ),
                *(
                    Put(ITEM, new(), {**own, "code": code, "description": said, "owner_id": owner})
                    for code, said, owner in items
                ),
            ]
            recorder.store.write(company_scope(site.company_id), rows, Author())
            recorder.reader.forget()

        self.served.edge.writer.call(record)

    def _documents(self, mine: str, name: str) -> None:
        served, line = self.served, {"item": f"{mine}TEA", "quantity": 5}
        served.command("announce_asn", f"asn-{mine}", asn=f"{mine}-ASN", supplier=f"{name}-SUP",
                       lines=[line])  # fmt: skip
        served.command("take_order", f"so-{mine}", order=f"{mine}-SO", customer=f"{name}-CUST",
                       lines=[line])  # fmt: skip
        place = f"A-01-0{1 if mine == 'A' else 2}-1"
        served.command("adjust", f"adjust-{mine}", item=f"{mine}TEA", location=place, quantity=9,
                       reason="found")  # fmt: skip
        photo = PHOTO + mine.encode() + self.code.encode()
        kept = served.client.post("/api/v1/attachments", content=photo, headers=served.key())
        self.blob[mine] = kept.json()["hash"]
        body = {
            "type": "attach", "command_id": f"attach-{mine}-1", "document": "asn",
            "number": f"{mine}-ASN", "hash": self.blob[mine], "note": name,
        }  # fmt: skip
        assert served.post("/api/v1/commands", body).json()["level"] == "ok"
        owner = served.edge.opened.site.owner_id if mine == "A" else self.owner

        def own(recorder: Any) -> None:  # noqa: ANN401
            """Nobody but an import from a shared warehouse makes rows of another owner."""
            run = recorder.store.connection.execute
            run("UPDATE asn SET owner_id=? WHERE number=?", (owner, f"{mine}-ASN"))
            run("UPDATE dn SET owner_id=? WHERE number=?", (owner, f"{mine}-SO"))
            run(
                "UPDATE quant SET owner_id=? WHERE item_id=(SELECT id FROM item WHERE code=?)",
                (owner, f"{mine}TEA"),
            )

        served.edge.writer.call(own)

    def _callers(self) -> dict[str, tuple[dict[str, str], int]]:
        """Name → (headers, what they may)."""
        made: dict[str, tuple[dict[str, str], int]] = {"nobody": ({}, 0)}
        for role in FOR_KEYS:
            partner = {
                Role.SUPPLIER: {"partner": "A-SUP"}, Role.CUSTOMER: {"partner": "A-CUST"},
            }.get(role, {})  # fmt: skip
            made[role.value] = (self._key(role.value, role, **partner), MAY[role])
        site = self.served.edge.opened.site
        assert site.owner_id != self.owner
        made["viewer of an owner"] = (
            self._key("of an owner", Role.VIEWER, owner=self.code), MAY[Role.VIEWER] & BY_ROW,
        )  # fmt: skip
        made["scoped"] = (
            self._key("scoped", Role.ADMIN, permissions=["see_items"]),
            RULES["see_items"].mask,
        )
        tablet = Tablet(self.served)
        assert tablet.enrol().status_code == 201
        cookie = "; ".join(f"{name}={value}" for name, value in tablet.cookies.items())
        made["device"] = ({"cookie": cookie, "x-holdfast": "1"}, MAY[Role.DEVICE])
        made["revoked"] = (self._revoked(), 0)
        return made

    def _key(self, name: str, role: Role, **more: object) -> dict[str, str]:
        answer = self.served.post("/api/v1/keys", {"name": name, "role": role.value, **more})
        assert answer.status_code == 201, answer.text
        return self.served.key(answer.json()["key"])

    def _revoked(self) -> dict[str, str]:
        made = self.served.post("/api/v1/keys", {"name": "gone", "role": "admin"}).json()
        self.served.client.delete(f"/api/v1/keys/{made['id']}", headers=self.served.key())
        return self.served.key(made["key"])

    def ask(self, route: str, who: str, word: str = "missing", query: str = "") -> httpx.Response:
        """A call whose body, where one is needed, is none: it is refused after the door."""
        method, path = route.replace("ANY ", "POST ").split(" ")
        url = re.sub(
            r"\{[a-z_]+:(str|path|int)\}", lambda part: "1" if part[1] == "int" else word, path
        )
        url += query
        headers = {**self.headers[who][0], "content-type": "application/json"}
        body = b"{" if method in ("POST", "PUT", "PATCH") else None
        client = self.served.client
        client.cookies.clear()
        return client.request(method, url, headers=headers, content=body)


@pytest.fixture(scope="module")
def company(
    template: tuple[Path, Made], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Company]:
    """One for all: nothing here changes it."""
    with Served(template, tmp_path_factory.mktemp("matrix") / "data", Clock()) as served:
        yield Company(served)


def test_every_route_lets_in_whom_the_table_names_and_nobody_else(company: Company) -> None:
    asked, wrong = 0, []
    for route, rule in company.routes.items():
        method = route.split(" ")[0]
        needed = RULES[str(rule)]
        for who, (_, mask) in company.headers.items():
            allowed = not needed.mask or bool(needed.mask & mask) or needed.local
            if who == "revoked":
                allowed = False
            if (allowed and route in STREAMS) or method == "HEAD":
                continue
            answer = company.ask(route, who)
            refused = answer.status_code in (401, 403) and answer.json()["code"] in REFUSED
            if refused == allowed or answer.status_code >= 500:
                wrong.append((route, who, answer.status_code, answer.text[:80]))
            asked += 1
    assert wrong == []
    assert asked > 800


SIGHTED = ("supplier", "customer", "viewer of an owner")
QUERIES = ("", "?item=XTEA", "?search=XTEA", "?number=X-ASN&document=asn",
           "?number=X-SO&document=order", "?location=A-01-02-1", "?limit=500")  # fmt: skip
WORDS = ("XTEA", "X-ASN", "X-SO", "A-01-02-1", "missing")


def open_to(company: Company, who: str) -> list[str]:
    mask = company.headers[who][1]
    return [
        route
        for route, rule in company.routes.items()
        if route.startswith("GET /api/") and RULES[str(rule)].mask & mask
    ]


@pytest.mark.parametrize("who", SIGHTED)
def test_nobody_sees_a_row_of_another_partner_or_owner(
    company: Company, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def past_the_sight(*_: object, **__: object) -> None:
        raise AssertionError("a route for people outside reads past Services.see")

    monkeypatch.setattr(company.served.edge.services.readers, "run", past_the_sight)
    leaks, asked = [], 0
    for route in open_to(company, who):
        for word in (*WORDS, company.blob["X"]) if "{" in route else ("",):
            for query in QUERIES:
                answer = company.ask(route, who, word, query)
                asked += 1
                if CANARY in answer.text or answer.status_code >= 500:
                    leaks.append((route, word, query, answer.text[:120]))
    assert leaks == []
    assert asked > 30


@pytest.mark.parametrize(
    ("who", "sees", "of_all"),
    [
        ("supplier", {"/asns": 1}, {"/asns": 2}),
        ("customer", {"/orders": 1}, {"/orders": 2}),
        ("viewer of an owner", {"/asns": 1, "/orders": 1, "/stock": 1, "/items": 1},
         {"/asns": 2, "/orders": 2, "/stock": 2, "/items": 2}),
    ],
)  # fmt: skip
def test_one_sees_ones_own(
    company: Company, who: str, sees: dict[str, int], of_all: dict[str, int]
) -> None:
    for caller, counts in ((who, sees), ("viewer", of_all)):
        found = {
            path: len(company.ask(f"GET /api/v1{path}", caller).json()["items"]) for path in counts
        }
        assert found == counts


@pytest.mark.parametrize(
    ("who", "route", "own", "foreign"),
    [
        ("supplier", "GET /api/v1/asns/{number:str}", "A-ASN", "X-ASN"),
        ("customer", "GET /api/v1/orders/{number:str}", "A-SO", "X-SO"),
    ],
)
def test_a_foreign_document_answers_like_a_missing_one(
    company: Company, who: str, route: str, own: str, foreign: str
) -> None:
    shown = company.ask(route, who, own).json()
    assert [line["item"] for line in shown["lines"]] == ["ATEA"]
    theirs, missing = company.ask(route, who, foreign), company.ask(route, who, "missing")
    assert (theirs.status_code, theirs.json()) == (404, missing.json())


def test_a_photo_is_shown_to_whom_its_document_is(company: Company) -> None:
    listed = company.ask(
        "GET /api/v1/attachments", "supplier", query="?document=asn&number=A-ASN"
    ).json()["items"]
    assert [each["hash"] for each in listed] == [company.blob["A"]]
    route = "GET /api/v1/attachments/{digest:str}"
    assert company.ask(route, "supplier", company.blob["A"]).content == PHOTO + b"AACME"
    for who, whose in (("supplier", "X"), ("customer", "A"), ("viewer of an owner", "X")):
        assert company.ask(route, who, company.blob[whose]).status_code == 404


def test_stock_is_nobodys_outside(company: Company) -> None:
    for role in OF_PARTNERS:
        for path in ("/stock", "/items", "/locations", "/lookup/ATEA", "/work", "/exceptions"):
            answer = company.ask(f"GET /api/v1{path}", role.value)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_your_role")


def test_a_new_route_without_a_rule_stops_the_start() -> None:
    @get("/forgotten")
    async def forgotten() -> None: ...

    with pytest.raises(NoRule, match="GET /forgotten"):
        demand_rules(own_rules(Litestar([forgotten], openapi_config=None)))


def test_a_key_runs_out(serve: Callable[..., Served], clock: Clock) -> None:
    served = serve()
    made = served.post("/api/v1/keys", {"name": "week", "role": "viewer", "days": 7}).json()
    headers = served.key(made["key"])
    assert made["expires_at"] == "2026-11-29T12:00:00.000+00:00"
    clock.forward(7 * DAY_S - 1)
    assert served.client.get("/api/v1/ping", headers=headers).status_code == 200
    clock.forward(1)
    answer = served.client.get("/api/v1/ping", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_key")


def test_a_narrowed_key_makes_none_that_may_do_more(serve: Callable[..., Served]) -> None:
    served = serve()
    body = {"name": "keys", "role": "admin", "permissions": ["manage_keys", "see_items"]}
    key = served.post("/api/v1/keys", body).json()["key"]
    for wish, status in (
        ({"role": "admin"}, 403),
        ({"role": "viewer"}, 403),
        ({"role": "admin", "permissions": ["see_items", "look"]}, 403),
        ({"role": "viewer", "permissions": ["see_items"]}, 201),
    ):
        answer = served.client.post(
            "/api/v1/keys", json={"name": "more", **wish}, headers=served.key(key)
        )
        assert answer.status_code == status, (wish, answer.text)
