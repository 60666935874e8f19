"""Keys of programs: narrowed, running out, listed without their secret, revoked at once."""

import httpx
import pytest

from hub.permissions import Permission
from tests.hub.world import PASSWORD, Hub, World

DAY_MS = 86_400_000


async def made(hub: Hub, name: str, **more: object) -> httpx.AsyncClient:
    """A program with a key."""
    body = {"name": name, "role": "admin", **more}
    key = (await hub.post("/keys", body, 201))["key"]
    client = httpx.AsyncClient(transport=hub.client._transport, base_url=hub.client.base_url)
    client.headers["authorization"] = f"Bearer {key}"
    return client


async def status(client: httpx.AsyncClient, method: str, path: str, body: object = None) -> int:
    return (await client.request(method, path, json=body)).status_code


def test_a_narrowed_key_does_what_it_names_and_nothing_else(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        eyes = await made(hub, "eyes", permissions=["look"])
        audit = await made(hub, "audit", permissions=["see_audit"])
        nothing = await made(hub, "nothing", permissions=[])
        below = await made(hub, "below", role="viewer", permissions=["look", "see_audit"])
        asked = {
            name: [await status(client, "GET", path) for path in ("/overview", "/audit", "/keys")]
            for name, client in (
                ("eyes", eyes), ("audit", audit), ("nothing", nothing), ("below", below),
            )
        }  # fmt: skip
        assert asked == {
            "eyes": [200, 403, 403],
            "audit": [403, 200, 403],
            "nothing": [403, 403, 403],
            "below": [200, 403, 403],  # no more than its role
        }
        unknown = await hub.client.post("/keys", json={"name": "x", "permissions": ["fly"]})
        assert (unknown.status_code, unknown.json()["code"]) == (400, "malformed")

    world.run(scenario)


def test_a_narrowed_key_makes_nobody_who_may_do_more(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        people = await made(hub, "people", permissions=["manage_people", "look"])
        bo = {"name": "bo", "password": PASSWORD}
        assert await status(people, "POST", "/users", {**bo, "role": "viewer"}) == 201
        wider = [
            await people.post("/users", json={**bo, "name": "eve", "role": "admin"}),
            await people.post("/keys", json={"name": "k", "role": "admin"}),
            await people.post("/keys", json={"name": "k", "role": "planner"}),
            await people.post("/users/password", json={**bo, "name": "ada"}),
        ]
        assert [(each.status_code, each.json()["code"]) for each in wider] == [
            (403, "wider_than_yours")
        ] * 4
        narrow = {"name": "k", "role": "admin", "permissions": ["look"]}
        assert await status(people, "POST", "/keys", narrow) == 201
        assert await status(people, "POST", "/users/password", bo) == 204

    world.run(scenario)


@pytest.mark.parametrize(("late_ms", "expected"), [(-1, 200), (0, 401)])
def test_a_key_runs_out(world: World, late_ms: int, expected: int) -> None:
    async def scenario(hub: Hub) -> None:
        week = await made(hub, "week", days=7)
        ever = await made(hub, "ever")
        world.clock.now_ms += 7 * DAY_MS + late_ms
        assert await status(week, "GET", "/overview") == expected
        assert await status(ever, "GET", "/overview") == 200

    world.run(scenario)


def test_keys_are_listed_without_their_secret_and_survive_a_restart(world: World) -> None:
    listed: list[object] = []
    told: list[str] = []

    async def first(hub: Hub) -> None:
        body = {"name": "erp", "role": "planner", "permissions": ["look", "command"], "days": 1}
        told.append((await hub.post("/keys", body, 201))["key"])
        await hub.post("/keys", {"name": "all", "role": "admin"}, 201)
        page = await hub.get("/keys")
        assert told[0] not in str(page)
        listed.extend(page["items"])

    async def second(hub: Hub) -> None:
        assert (await hub.get("/keys"))["items"] == listed
        hub.client.headers["authorization"] = f"Bearer {told[0]}"
        assert await status(hub.client, "GET", "/overview") == 200
        assert await status(hub.client, "GET", "/keys") == 403

    world.run(first)
    world.run(second)
    shown = {each["name"]: each["permissions"] for each in listed}  # type: ignore[index]
    assert shown == {"all": [each.value for each in Permission], "erp": ["look", "command"]}
