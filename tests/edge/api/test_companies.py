"""Two companies on one machine: whatever one of them holds is worth nothing at the other."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from edge.admin.backing import back_up, restore
from edge.admin.making import Made
from edge.api.caller import cookies_of
from node.backup import BackupError
from node.keys import new_code
from tests.edge.api.test_matrix import STREAMS, Company
from tests.edge.serving import Clock, Served, Tablet, make

RIVAL = "RIVAL"
"""Stands in rows of the other company, never in what is asked with."""
OPEN = frozenset(("unauthenticated", "bad_key"))
QUERIES = ("", "?item=XTEA", "?search=XTEA", "?number=X-ASN&document=asn", "?limit=500")


class Street:
    """Ours and theirs, each with stock, documents, people and keys of every role."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.ours, self.theirs = (
            Company(self._serve(folder, code), code, word)
            for code, word in (("ACME", "OURS"), ("GLOBEX", RIVAL))
        )
        theirs = self.theirs.served
        theirs.import_csv("items", f"code,description\nSECRET,{RIVAL}\n")
        theirs.command("take_order", "only", order="ONLY-1", customer=f"{RIVAL}-C",
                       lines=[{"item": "SECRET", "quantity": 1}])  # fmt: skip
        self.printed = self._print(theirs)
        self.tablet = Tablet(theirs)
        assert self.tablet.enrol().status_code == 201
        assert self.tablet.log_in().status_code == 200
        self.theirs.headers["person"] = ({**self._cookies(), "x-holdfast": "1"}, 0)
        self.theirs.headers["folder"] = ({"authorization": f"Folder {self._owner(theirs)}"}, 0)

    def _serve(self, folder: Path, code: str) -> Served:
        home = folder / code
        made = make(home / "made", self.clock, code)
        return Served((home / "made", made), home / "data", self.clock).__enter__()

    def _print(self, served: Served) -> dict[str, Any]:
        body = {"name": RIVAL, "address": "127.0.0.1:9100"}
        answer = served.client.put("/api/v1/printers/P1", json=body, headers=served.key())
        assert answer.status_code in (200, 201), answer.text
        asked = {"command_id": "print-0001", "kind": "item", "code": "SECRET", "printer": "P1"}
        answer = served.post("/api/v1/print", asked)
        assert answer.status_code == 202, answer.text
        job: dict[str, Any] = answer.json()
        return job

    def _cookies(self) -> dict[str, str]:
        """Under their own names and under ours: a name is no secret."""
        mine = cookies_of(self.ours.served.edge.opened.site)
        cookies = dict(self.tablet.cookies)
        for name, value in self.tablet.cookies.items():
            cookies[mine.device if "device" in name else mine.session] = value
        return {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}

    def _owner(self, served: Served) -> str:
        return new_code(served.edge.services.secrets.owner, self.clock() // 1000)

    def ids(self) -> list[str]:
        """What their rows are called, in what names no row of ours."""
        served = self.theirs.served
        found = [str(self.printed["job"]), self.theirs.blob["X"], "SECRET", "ONLY-1"]
        for path in ("/keys", "/devices", "/people", "/orders", "/asns", "/work"):
            answer = served.get(f"/api/v1{path}")
            assert answer.status_code == 200, answer.text
            found += re.findall(r'"(?:id|task_id|device_id)":"([^"]+)"', answer.text)
        return sorted(set(found))

    def ask(self, route: str, headers: dict[str, str], word: str, query: str) -> httpx.Response:
        """At our company, as `headers` say."""
        self.ours.headers["asker"] = (headers, 0)
        return self.ours.ask(route, "asker", word, query)


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """One for all: nothing here changes it."""
    street = Street(tmp_path_factory.mktemp("street"))
    yield street
    for company in (street.ours, street.theirs):
        company.served.__exit__()


def test_whoever_holds_keys_of_one_company_is_a_stranger_at_the_other(street: Street) -> None:
    asked, wrong = 0, []
    for route in street.ours.routes:
        for who, (headers, _) in street.theirs.headers.items():
            answer = street.ask(route, headers, "missing", "")
            code = answer.json()["code"] if answer.status_code >= 400 else ""
            nobodys = street.ask(route, {}, "missing", "") if route not in STREAMS else answer
            stranger = answer.status_code == 401 and code in OPEN
            as_anybody = answer.status_code == nobodys.status_code and RIVAL not in answer.text
            if not stranger and not as_anybody:
                wrong.append((route, who, answer.status_code, answer.text[:80]))
            asked += 1
    assert wrong == []
    assert asked > 1_000


def test_the_other_company_is_found_by_none_of_its_names(street: Street) -> None:
    admin, leaks, asked = street.ours.served.key(), [], 0
    words = ("missing", "XTEA", "X-ASN", "X-SO", *street.ids())
    for route in street.ours.routes:
        if not route.startswith("GET /") or route in STREAMS:
            continue
        for word in words if "{" in route else ("",):
            for query in QUERIES:
                answer = street.ask(route, admin, word, query)
                asked += 1
                if RIVAL in answer.text or answer.status_code >= 500:
                    leaks.append((route, word, query, answer.text[:120]))
    assert leaks == []
    assert asked > 1_000


def test_nothing_of_the_other_company_is_changed_by_its_id(street: Street) -> None:
    admin, done = street.ours.served.key(), []
    before = [street.theirs.served.get(f"/api/v1{path}").json()["items"]
              for path in ("/keys", "/devices", "/orders", "/print/jobs")]  # fmt: skip
    for route in street.ours.routes:
        method, path = route.split(" ")
        if method in ("GET", "HEAD") or "{" not in path:
            continue
        for word in street.ids():
            answer = street.ask(route, admin, word, "")
            if answer.status_code < 400:
                done.append((route, word, answer.text[:80]))
    after = [street.theirs.served.get(f"/api/v1{path}").json()["items"]
             for path in ("/keys", "/devices", "/orders", "/print/jobs")]  # fmt: skip
    assert done == []
    assert after == before
    # A command that names what only they have is answered like one that names nothing.
    body = {
        "type": "cancel_order",
        "command_id": "cancel-0001",
        "order": "ONLY-1",
        "reason": "gone",
    }
    reply = street.ours.served.post("/api/v1/commands", body).json()
    missing = {**body, "command_id": "cancel-0002", "order": "NONE-1"}
    other = street.ours.served.post("/api/v1/commands", missing).json()
    assert (reply["level"], reply["say"]["key"]) == (other["level"], other["say"]["key"])
    assert reply["level"] == "block"


def test_a_cursor_of_the_other_company_tells_nothing_of_it(street: Street) -> None:
    theirs = street.theirs.served.get("/api/v1/feed?limit=5").json()["next_cursor"]
    told = street.ours.served.get(f"/api/v1/feed?limit=1000&after={theirs}")
    whole = street.ours.served.get("/api/v1/feed?limit=1000").json()
    assert RIVAL not in told.text
    if told.status_code == 200:
        assert told.json()["items"] == whole["items"]
    else:
        assert 400 <= told.status_code < 500


def test_badge_and_code_open_one_company_alone(street: Street) -> None:
    made: Made = street.theirs.served.made
    tablet = Tablet(street.ours.served)
    foreign = {"code": street.theirs.served.code(), "name": "theirs"}
    refused = tablet.call("POST", "/api/v1/devices", foreign)
    assert (refused.status_code, refused.json()["code"]) == (403, "code_refused")
    assert tablet.enrol().status_code == 201
    answer = tablet.log_in(made.badge, made.pin)
    assert (answer.status_code, answer.json()["code"]) == (401, "login_refused")
    assert tablet.log_in().status_code == 200


def test_one_browser_works_at_both(street: Street) -> None:
    both = [Tablet(company.served) for company in (street.ours, street.theirs)]
    jar: dict[str, str] = {}
    for tablet in both:
        tablet.cookies = jar  # a browser does not keep cookies apart by port
        assert (tablet.enrol().status_code, tablet.log_in().status_code) == (201, 200)
    shown = [tablet.call("GET", "/api/v1/session").json() for tablet in both]
    assert [each["site"]["company"] for each in shown] == ["ACME", "GLOBEX"]
    assert [each["person"]["name"] for each in shown] == ["Mia", "Mia"]


def test_metrics_and_logs_of_one_name_nothing_of_the_other(
    street: Street, capsys: pytest.CaptureFixture[str]
) -> None:
    for headers, _ in street.theirs.headers.values():
        street.ask("GET /api/v1/orders", headers, "", "")
    street.ours.served.post("/api/v1/commands", {"type": "no", "command_id": "x"})
    metrics = street.ours.served.get("/metrics").text
    described = json.dumps(street.ours.served.get("/schema/openapi.json").json())
    captured = capsys.readouterr()
    for text in (metrics, described, captured.out, captured.err):
        assert RIVAL not in text
        assert "GLOBEX" not in text


def test_a_backup_of_one_is_not_put_into_the_folder_of_the_other(
    tmp_path: Path, clock: Clock
) -> None:
    folders = {code: tmp_path / code for code in ("ACME", "GLOBEX")}
    for code, folder in folders.items():
        make(folder, clock, code)
    before = (folders["ACME"] / "edge.db").read_bytes()
    file = tmp_path / "theirs.db"
    back_up(folders["GLOBEX"], file, clock(), lambda *_: None)
    with pytest.raises(BackupError):
        restore(folders["ACME"], file, clock, lambda *_: None)
    assert (folders["ACME"] / "edge.db").read_bytes() == before
