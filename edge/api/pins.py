"""A PIN is typed: who tries too often waits; what a right one opens is kept over a restart."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from edge.api.accounts import Device, Person
from edge.api.services import Services
from edge.store.audit import Act, Who
from edge.store.recorder import Recorder
from node.http.problems import Problem
from node.passwords import TooManyLogins

REFUSED = "login_refused"


@asynccontextmanager
async def trying(at: Services, badge: str, device: Device) -> AsyncIterator[None]:
    """Around one try of a badge at a device; a try that raises counts as wrong. A try that is not
    evaluated is not kept either: whoever hammers does not fill the audit trail."""
    mine, cap = f"{badge}@{device.id}", f"device:{device.id}"
    wait_s = max(at.person_tries.wait_s(mine), at.device_tries.wait_s(cap))
    if wait_s:
        raise Problem(429, "locked_out", "too many wrong PINs; wait", retry_after_s=wait_s)
    at.person_tries.begin(mine)
    at.device_tries.begin(cap)
    try:
        yield
    except Problem as problem:
        if problem.code == REFUSED:
            locked = at.person_tries.wait_s(mine) or at.device_tries.wait_s(cap)
            who = Who(device_id=device.id)
            await at.keep(Act("locked_out" if locked else REFUSED, who, badge))
        raise
    at.person_tries.right(mine)
    at.device_tries.right(cap)


async def check_pin(at: Services, person: Person | None, pin: str) -> None:
    """Raises Problem unless this is the PIN of that person."""
    try:
        good = await at.passwords.matches(person.pin_hash if person else None, pin)
    except TooManyLogins:
        raise Problem(503, "busy", "many people log in right now", retry_after_s=1) from None
    if person is None or not good:
        raise Problem(401, REFUSED, "badge or PIN is wrong")


def keep_used(recorder: Recorder, tokens: Sequence[bytes], at_ms: int) -> None:
    """When these sessions were used last, inside the open transaction; 0 = they are locked."""
    recorder.store.connection.executemany(
        "UPDATE session SET seen_at_ms = ? WHERE token_hash = ?",
        [(at_ms, token) for token in tokens],
    )
