"""People get a badge and a PIN, tablets are enrolled, everybody logs in: as on a real first day."""

import json
import random
from http.cookies import SimpleCookie

from tests.demo.book import Book
from tests.demo.calling import Answer, Calls
from tests.demo.programs import Program, command, run_well
from tests.demo.shapes import LocationPage, MadePerson
from tests.demo.worker import Worker
from tests.demo.world import Site

TABLETS = 2
PAGE_ROWS = 500
NAMES = (
    "Aisha", "Ben", "Chen", "Dana", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jun",
)  # fmt: skip
LEAD = "Kofi"
VISITOR = "Visitor"


async def hire(site: Site, manager_key: str, book: Book, chance: random.Random) -> None:
    """The staff of a site, its shift lead last, and an account for whoever looks at the demo."""
    manager = Calls(site.program.port, {"authorization": f"Bearer {manager_key}"})
    tablets = [await enrol_tablet(site.program, f"Tablet {place}") for place in range(TABLETS)]
    for place, name in enumerate((*NAMES, LEAD)):
        role = "supervisor" if name == LEAD else "worker"
        person = await _account(manager, name, role)
        calls = await log_in(site.program.port, tablets[place % TABLETS], person)
        worker = Worker(name, site.code, calls, book, random.Random(chance.random()))
        if name == LEAD:
            site.lead = worker
        else:
            site.staff.append(worker)
    visitor = await _account(manager, VISITOR, "supervisor")
    site.visitor.badge, site.visitor.pin = visitor.badge, visitor.pin
    await _learn_places(site)
    manager.close()


async def device_code(program: Program) -> str:
    """A one-time code for a tablet, from the program's own command line."""
    told = await run_well(
        command(program.program, "enrol-device", "--data", str(program.folder), "--json")
    )
    code = json.loads(told)["code"]
    assert isinstance(code, str)
    return code


async def enrol_tablet(program: Program, name: str) -> str:
    """The cookie of a newly enrolled tablet."""
    calls = Calls(program.port)
    body = json.dumps({"code": await device_code(program), "name": name}).encode()
    answer = await calls.ask("POST", "/api/v1/devices", body)
    calls.close()
    return cookie_of(answer)


async def log_in(port: int, tablet: str, person: MadePerson) -> Calls:
    """A person at a tablet."""
    calls = Calls(port, {"cookie": tablet, "x-holdfast": "1"})
    body = json.dumps({"badge": person.badge, "pin": person.pin}).encode()
    answer = await calls.ask("POST", "/api/v1/session", body)
    calls.headers["cookie"] = f"{tablet}; {cookie_of(answer)}"
    return calls


def cookie_of(answer: Answer) -> str:
    """`name=value` of the cookie an answer sets."""
    for name, value in answer.headers:
        if name == "set-cookie":
            for key, morsel in SimpleCookie(value).items():
                return f"{key}={morsel.value}"
    raise AssertionError("no cookie was set")


async def _account(manager: Calls, name: str, role: str) -> MadePerson:
    return await manager.post("/api/v1/people", {"name": name, "role": role}, MadePerson)


async def _learn_places(site: Site) -> None:
    """Everybody knows where things are: locations by kind, storage only where goods may lie."""
    cursor = ""
    places: dict[str, list[str]] = {}
    while True:
        page = await site.lead.look(f"/api/v1/locations?limit={PAGE_ROWS}{cursor}", LocationPage)
        for row in page.items:
            if row.kind != "storage" or row.property == "normal":
                places.setdefault(row.kind, []).append(row.location)
        if page.next_cursor is None:
            break
        cursor = f"&cursor={page.next_cursor}"
    site.board.places = places
