"""Who gets in: every route has a rule, cookies need our own page, guesses are counted."""

import re
from collections.abc import Callable

import pytest
import zxingcpp
from PIL import Image, ImageOps

from edge.api.access import RULES
from edge.api.caller import cookies_of
from node.http.access import rules_of
from node.keys import new_code
from tests.edge.serving import Clock, Served, Tablet

OPEN = {
    "GET /",
    "GET /{path}",
    "GET /healthz",
    "GET /readyz",
    "GET /api/v1/session",
    "POST /api/v1/devices",
    "POST /api/v1/robots/enrol",
    "GET /schema/openapi.json",
}


def test_every_route_has_a_known_rule(served: Served) -> None:
    rules = rules_of(served.edge.litestar)
    assert len(rules) > 30
    own = {route: rule for route, rule in rules.items() if not route.startswith("OPTIONS ")}
    assert {route for route, rule in own.items() if rule not in RULES} == set()
    found = {re.sub(":(path|str)}", "}", route) for route, rule in own.items() if rule == "open"}
    assert found == OPEN


def test_nobody_reads_without_logging_in(served: Served) -> None:
    statuses = set()
    for route, rule in rules_of(served.edge.litestar).items():
        method, path = route.split(" ")
        if rule not in ("open", "measure") and method in ("GET", "POST", "DELETE"):
            answer = served.client.request(method, re.sub(r"\{[a-z_]+:[a-z]+\}", "1", path))
            statuses.add(answer.status_code)
            assert answer.headers["content-type"] == "application/problem+json"
    assert statuses == {401}


def test_a_revoked_key_opens_nothing(served: Served) -> None:
    made = served.post("/api/v1/keys", {"name": "robot", "role": "viewer"}).json()
    headers = served.key(made["key"])
    assert served.client.get("/api/v1/ping", headers=headers).status_code == 200
    assert served.client.post("/api/v1/people", json={}, headers=headers).status_code == 403
    gone = served.client.delete(f"/api/v1/keys/{made['id']}", headers=served.key())
    assert gone.status_code == 204
    answer = served.client.get("/api/v1/ping", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_key")


def test_a_worker_may_not_adjust(served: Served) -> None:
    made = served.post("/api/v1/keys", {"name": "gun", "role": "worker"}).json()
    body = {
        "type": "adjust", "command_id": "c-12345678", "item": "X", "location": "Y", "quantity": 1,
        "reason": "r",
    }  # fmt: skip
    headers = served.key(made["key"])
    answer = served.client.post("/api/v1/commands", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_role")


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"x-holdfast": ""}, 403, "header_missing"),
        ({"origin": "https://evil.example"}, 403, "foreign_origin"),
        ({"origin": "null"}, 403, "foreign_origin"),
        ({"content-type": "text/plain"}, 415, "unsupported_media_type"),
        ({"host": "evil.example"}, 400, "bad_host"),
    ],
)
def test_other_pages_cannot_write_with_our_cookie(
    tablet: Tablet, headers: dict[str, str], status: int, code: str
) -> None:
    answer = tablet.call("POST", "/api/v1/work/pick/claim", {"limit": 1}, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_our_own_origin_may_write(tablet: Tablet) -> None:
    answer = tablet.call("POST", "/api/v1/work/pick/claim", {"limit": 1}, origin="http://127.0.0.1")
    assert answer.status_code == 200


def test_a_session_shows_who_is_at_the_device(served: Served, tablet: Tablet) -> None:
    shown = tablet.call("GET", "/api/v1/session").json()
    assert shown["device"]["name"] == "tablet 1"
    assert (shown["person"]["name"], shown["person"]["role"]) == ("Mia", "admin")
    assert shown["site"] == {"code": "NORTH", "name": "North", "company": "ACME"}
    assert tablet.call("DELETE", "/api/v1/session").status_code == 204
    assert tablet.call("GET", "/api/v1/session").json()["person"] is None
    assert served.client.get("/api/v1/session").json()["device"] is None


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(served: Served) -> None:
    answer = Tablet(served).enrol()
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_session_cookie_is_worth_nothing_on_another_device(
    served: Served, tablet: Tablet
) -> None:
    thief = Tablet(served)
    thief.enrol()
    name = cookies_of(served.edge.opened.site).session
    thief.cookies[name] = tablet.cookies[name]
    assert thief.call("GET", "/api/v1/session").json()["person"] is None


def test_an_enrolment_code_works_once_and_not_for_long(served: Served, clock: Clock) -> None:
    code = served.code()
    body = {"code": code.lower().replace("-", " "), "name": "one"}
    assert Tablet(served).call("POST", "/api/v1/devices", body).status_code == 201
    again = Tablet(served).call("POST", "/api/v1/devices", body)
    assert (again.status_code, again.json()["code"]) == (403, "code_refused")
    late = {"code": served.code(), "name": "two"}
    clock.forward(601)
    assert Tablet(served).call("POST", "/api/v1/devices", late).status_code == 403
    foreign = {"code": new_code(b"x" * 32, clock() // 1000), "name": "three"}
    assert Tablet(served).call("POST", "/api/v1/devices", foreign).status_code == 403


def test_a_code_made_on_a_page_enrols_once_and_is_kept_as_made(served: Served) -> None:
    made = served.post("/api/v1/devices/codes", None).json()
    assert made["link"] == f"http://127.0.0.1/#{made['code']}"
    square = ImageOps.expand(drawn(made["square"]), border=16, fill=255)
    assert [each.text for each in zxingcpp.read_barcodes(square)] == [made["link"]]
    assert made["expires_at"] == "2026-11-22T12:10:00.000+00:00"
    body = {"code": made["code"], "name": "one"}
    assert Tablet(served).call("POST", "/api/v1/devices", body).status_code == 201
    assert Tablet(served).call("POST", "/api/v1/devices", body).status_code == 403
    kept = served.get("/api/v1/audit?act=code_made").json()["items"]
    assert [(row["key"], row["detail"]) for row in kept] == [("first key", "")]


def drawn(square: list[str]) -> Image.Image:
    """Four dots a module."""
    side = len(square)
    dots = bytes(0 if module == "1" else 255 for row in square for module in row)
    return Image.frombytes("L", (side, side), dots).resize((4 * side, 4 * side), 0)


def test_a_session_says_what_its_person_may(served: Served, tablet: Tablet) -> None:
    told = tablet.call("GET", "/api/v1/session").json()["permissions"]
    assert "manage_keys" in told
    assert Tablet(served).call("GET", "/api/v1/session").json()["permissions"] == []
    tablet.call("DELETE", "/api/v1/session")
    assert tablet.call("GET", "/api/v1/session").json()["permissions"] == ["sign_in"]
    assert tablet.log_in().json()["permissions"] == told


def test_guessing_a_pin_is_locked_out_and_the_right_one_waits_too(
    served: Served, clock: Clock
) -> None:
    tablet = Tablet(served)
    tablet.enrol()
    answers = [tablet.log_in(pin="0000") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    locked = answers[-1]
    assert locked.json()["code"] == "locked_out"
    assert locked.json()["retry_after_s"] == int(locked.headers["retry-after"]) == 60
    assert tablet.log_in().status_code == 429
    clock.forward(61)
    assert tablet.log_in().status_code == 200


def test_an_unknown_badge_looks_like_a_wrong_pin(served: Served) -> None:
    tablet = Tablet(served)
    tablet.enrol()
    wrong, unknown = tablet.log_in(pin="9"), tablet.log_in(badge="NOBODY", pin="9")
    assert wrong.json() == unknown.json()


def test_sessions_end_when_idle_and_survive_a_restart(
    serve: Callable[..., Served], clock: Clock
) -> None:
    served = serve()
    tablet = Tablet(served)
    tablet.enrol()
    tablet.log_in()
    served.__exit__()
    again = Tablet(serve())
    again.cookies = tablet.cookies
    assert again.call("GET", "/api/v1/work").status_code == 200
    clock.forward(8 * 3600 + 1)
    answer = again.call("GET", "/api/v1/work")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_the_folder_owner_may_do_all_and_only_for_a_minute(served: Served, clock: Clock) -> None:
    token = new_code(served.edge.services.secrets.owner, clock() // 1000, life_s=60)
    headers = {"authorization": f"folder {token}"}
    assert served.client.get("/api/v1/keys", headers=headers).status_code == 200
    clock.forward(61)
    assert served.client.get("/api/v1/keys", headers=headers).status_code == 401
