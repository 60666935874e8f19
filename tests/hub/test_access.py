"""Who may ask, and for what: every route, every role."""

from typing import Any

import httpx
import pytest
from litestar import Litestar, get
from litestar.handlers import HTTPRouteHandler

from hub.access import NoRule, demand_rules
from hub.permissions import MAY
from hub.store.users import Role
from tests.hub.world import PASSWORD, Hub, World

LOGIN = {"name": "ada", "password": PASSWORD}


def test_a_person_logs_in_and_out_by_name_and_password(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        del hub.client.headers["authorization"]
        before = await hub.client.get("/overview")
        shown = await hub.post("/session", LOGIN)
        cookie = hub.client.cookies[hub.program.services.access.cookie]
        during = await hub.client.get("/overview")
        left = await hub.client.delete("/session", headers={"x-holdfast": "1"})
        hub.client.cookies.set(hub.program.services.access.cookie, cookie)
        after = await hub.client.get("/overview")

        assert [before.status_code, during.status_code, left.status_code, after.status_code] == [
            401, 200, 204, 401,
        ]  # fmt: skip
        assert (shown["person"]["name"], shown["person"]["role"], shown["company"]["code"]) == (
            "ada", "admin", "ACME",
        )  # fmt: skip

    world.run(scenario)


def test_a_login_outlives_a_restart_of_the_hub(world: World) -> None:
    cookies: dict[str, str] = {}

    async def first(hub: Hub) -> None:
        del hub.client.headers["authorization"]
        await hub.post("/session", LOGIN)
        cookies.update(dict(hub.client.cookies))

    async def second(hub: Hub) -> None:
        del hub.client.headers["authorization"]
        hub.client.cookies.update(cookies)
        assert (await hub.get("/session"))["person"]["name"] == "ada"

    world.run(first)
    world.run(second)


def test_wrong_passwords_lock_out(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        wrong = {**LOGIN, "password": "wrong"}
        codes = [(await hub.client.post("/session", json=wrong)).json()["code"] for _ in range(5)]
        locked = await hub.client.post("/session", json=LOGIN)
        world.clock.now_ms += 60_000
        later = await hub.client.post("/session", json=LOGIN)

        assert codes == ["login_refused"] * 5
        assert (locked.status_code, locked.headers["retry-after"]) == (429, "60")
        assert later.status_code == 200

    world.run(scenario)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"x-holdfast": "1"}, None),
        ({}, "header_missing"),
        ({"x-holdfast": "1", "origin": "http://evil.example"}, "foreign_origin"),
        ({"x-holdfast": "1", "origin": "http://localhost"}, None),
        ({"x-holdfast": "1", "content-type": "text/plain"}, "unsupported_media_type"),
    ],
)
def test_a_cookie_counts_only_from_our_own_page(
    world: World, headers: dict[str, str], code: str | None
) -> None:
    async def scenario(hub: Hub) -> None:
        await hub.log_in("ada")
        del hub.client.headers["x-holdfast"]
        response = await hub.client.post(
            "/items",
            content=b'{"code": "TEA"}',
            headers={"content-type": "application/json", **headers},
        )
        got = None if response.status_code == 201 else response.json()["code"]
        assert got == code

    world.run(scenario)


def test_every_route_states_its_rule_and_keeps_to_it(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        keys = {
            role: (await hub.post("/keys", {"name": role.value, "role": role.value}, 201))["key"]
            for role in Role
        }
        checked = 0
        for method, path, rule in routes(hub):
            url = f"http://localhost{path}"
            for role in (None, *Role):
                headers = {"authorization": f"Bearer {keys[role]}" if role else "Bearer no"}
                response = await ask(hub.client, method, url, headers)
                refused = response.status_code in (401, 403) and response.json()["code"] in (
                    "unauthenticated", "forbidden",
                )  # fmt: skip
                allowed = rule == "open" or (role is not None and rule in MAY[role])
                assert refused != allowed, (method, path, role, response.text)
                assert response.status_code != 500, (method, path, response.text)
                checked += 1
        assert checked > 100

    world.run(scenario)


def test_a_route_without_a_rule_stops_the_start() -> None:
    @get("/forgotten")
    async def forgotten() -> None: ...

    with pytest.raises(NoRule, match="/forgotten"):
        demand_rules(Litestar([forgotten], openapi_config=None))


def test_whoever_is_put_out_and_a_key_that_is_revoked_are_out_at_once(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bo = {"name": "bo", "password": PASSWORD, "role": "planner"}
        await hub.post("/users", bo, 201)
        made = await hub.post("/keys", {"name": "erp", "role": "planner"}, 201)
        admin = hub.client.headers["authorization"]
        await hub.log_in("bo")
        own = dict(hub.client.headers)
        key = {"authorization": f"Bearer {made['key']}"}
        before = [
            (await hub.client.get("/overview")).status_code,
            (await hub.client.get("/overview", headers=key)).status_code,
        ]
        told = {"authorization": admin}
        gone = [
            (await hub.client.delete("/users/bo", headers=told)).status_code,
            (await hub.client.delete("/keys/erp", headers=told)).status_code,
            (await hub.client.delete("/users/bo", headers=told)).status_code,
        ]
        after = [
            (await hub.client.get("/overview", headers=own)).status_code,
            (await hub.client.get("/overview", headers=key)).status_code,
        ]
        again = await hub.client.post("/session", json={"name": "bo", "password": PASSWORD})
        assert (before, gone, after) == ([200, 200], [204, 204, 404], [401, 401])
        assert again.status_code == 401

    world.run(scenario)


async def ask(
    client: httpx.AsyncClient, method: str, url: str, headers: dict[str, str]
) -> httpx.Response:
    return await client.request(
        method, url, headers={**headers, "content-type": "application/json"}, content=b"{"
    )


def routes(hub: Hub) -> list[tuple[str, str, Any]]:
    """Every HTTP route of ours but the stream, which would not end."""
    found: list[tuple[str, str, Any]] = []
    for route in hub.program.litestar.routes:
        for handler in getattr(route, "route_handlers", ()):
            if not isinstance(handler, HTTPRouteHandler):
                continue
            if route.path == "/api/v1/events":
                continue
            rule = handler.opt.get("rule")
            if handler.http_methods == {"OPTIONS"}:
                continue
            assert rule is not None, route.path
            path = route.path.replace("{name:str}", "nobody")
            for part in ("code", "node", "number", "conflict_id", "command_id"):
                path = path.replace(f"{{{part}:str}}", "X")
            path = path.replace("{path:path}", "page")
            found += [(method, path, rule) for method in sorted(handler.http_methods)]
    return found


def test_bad_requests_get_stable_codes(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        deep = b"[" * 100_000
        headers = {"content-type": "application/json"}
        cases = [
            ("POST", "/items", deep, (400, "malformed")),
            ("POST", "/items", b"{", (400, "malformed")),
            ("POST", "/items", b'{"code":"A","unknown":1}', (400, "malformed")),
            ("POST", "/enrolments", b'{"site":{"code":"N\\n"}}', (400, "malformed")),
            ("DELETE", "/custom-fields/item/colour%0A", b"", (400, "malformed")),
            ("POST", "/items", b"x" * (2 << 20), (413, "body_too_large")),
            ("GET", "/nothing", b"", (404, "not_found")),
            ("GET", "/stock?limit=0", b"", (400, "malformed")),
            ("GET", "/stock?limit=501", b"", (400, "malformed")),
            ("PUT", "/items", b"", (405, "method_not_allowed")),
        ]
        for method, path, body, expected in cases:
            response = await hub.client.request(method, path, content=body, headers=headers)
            assert (response.status_code, response.json()["code"]) == expected, path
            assert response.headers["content-type"].startswith("application/problem+json")
            assert response.headers["x-content-type-options"] == "nosniff"

    world.run(scenario)


def test_the_description_of_the_api_is_served(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        described = (await hub.client.get("http://localhost/schema/openapi.json")).json()
        order = described["paths"]["/api/v1/sites/{code}/commands"]["post"]
        assert "requestBody" in order
        edit = described["paths"]["/api/v1/items/{code}"]["patch"]
        demanded = {each["name"]: each["required"] for each in edit["parameters"]}
        assert demanded == {"code": True, "If-Match": True}
        assert "oneOf" not in str(described)
        ready = await hub.client.get("http://localhost/readyz")
        metrics = await hub.client.get("http://localhost/metrics")
        assert (ready.status_code, ready.json()["ready"]) == (200, True)
        assert "holdfast_hub_disk_free_bytes" in metrics.text

    world.run(scenario)


def test_a_full_disk_refuses_writes_and_goes_on_reading(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        hub.program.disk.is_low = lambda: True  # type: ignore[method-assign]
        refused = await hub.post("/items", {"code": "TEA"}, 507)
        assert refused["code"] == "disk_full"
        assert (await hub.get("/items"))["items"] == []
        hub.program.disk.is_low = lambda: False  # type: ignore[method-assign]
        await hub.post("/items", {"code": "TEA"}, 201)

    world.run(scenario)
