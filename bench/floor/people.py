"""People with handhelds at a site that is not served yet: logged in, as if by badge and PIN."""

from collections.abc import Callable

from edge.api.caller import cookies_of
from edge.floor.draft import Site
from models.warehouse.catalogue import PERSON
from models.warehouse.people.roles import Role
from models.warehouse.scopes import warehouse_scope
from node.keys import token_hash
from sync.core.catalogue import Value
from sync.core.change import Insert
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore

YEAR_MS = 365 * 86_400_000


def employ(
    store: SqliteStore, site: Site, new: Callable[[], int], now_ms: int, people: int
) -> list[str]:
    """The cookie that each of them sends."""
    found = []
    names = cookies_of(site)
    store.begin()
    for number in range(people):
        person_id, device_id = new(), new()
        device, session = f"bench-device-{number}", f"bench-session-{number}"
        values: dict[str, Value] = {
            "company_id": site.company_id,
            "warehouse_id": site.warehouse_id,
            "badge": f"B{number}",
            "name": f"Worker {number}",
            "role": Role.WORKER.value,
        }
        row = (person_id, *(values.get(each.name, each.default) for each in PERSON.fields))
        store.write(warehouse_scope(site.warehouse_id), [Insert(PERSON, [row])], Author())
        until_ms = now_ms + YEAR_MS
        store.connection.execute(
            "INSERT INTO device(id, name, token_hash, enrolled_at_ms, expires_at_ms)"
            " VALUES(?,?,?,?,?)",
            (device_id, f"handheld {number}", token_hash(device), now_ms, until_ms),
        )
        store.connection.execute(
            "INSERT INTO session(token_hash, device_id, person_id, created_at_ms, seen_at_ms,"
            " expires_at_ms) VALUES(?,?,?,?,?,?)",
            (token_hash(session), device_id, person_id, now_ms, now_ms, until_ms),
        )
        found.append(f"{names.device}={device}; {names.session}={session}")
    store.commit()
    return found
