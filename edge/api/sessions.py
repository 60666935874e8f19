"""Enrolling devices, logging in and out."""

from typing import Any

from litestar import Request, delete, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody
from litestar.response import Response

from edge.api import session_shapes as shapes
from edge.api.accounts import Caller, Device, Person, Session, allowed_to
from edge.api.caller import caller_of, cookies_of
from edge.api.kept import person_by_badge, person_by_id
from edge.api.pins import check_pin, keep_used, trying
from edge.api.services import Services
from edge.store.audit import Act, Who, note
from edge.store.claims import release_leases
from edge.store.recorder import Recorder
from models.warehouse import ids
from models.warehouse.people.permissions import permissions_in
from node.http.cookies import sealed_cookie
from node.http.origin import check_json
from node.http.problems import Problem
from node.keys import code_expiry, new_token, plain_code, token_hash

BODY_BYTES_MAX = 8_192
HttpRequest = Request[Any, Any, Any]


def session_routes(at: Services) -> list[HTTPRouteHandler]:
    """Handlers under /devices and /session."""
    names = cookies_of(at.site)

    @post("/devices", status_code=201, rule="open", request_max_body_size=BODY_BYTES_MAX)
    async def enrol_device(
        data: JSONBody[shapes.NewDevice], request: HttpRequest
    ) -> Response[shapes.Enrolled]:
        check_json(request.headers.get("content-type"))
        device, token = await _enrol(at, data, _address(request))
        body = shapes.Enrolled(device_id=ids.show(device.id), name=device.name, site=_site(at))
        life_s = int(at.config.login.device_life_s)
        cookie = sealed_cookie(request, names.device, token, life_s)
        return Response(body, cookies=[cookie], headers={"cache-control": "no-store"})

    @get("/session", rule="open", cache_control=None)
    async def whose_session(request: HttpRequest) -> shapes.Session:
        return _shown(at, caller_of(request))

    @post("/session", status_code=200, rule="sign_in", request_max_body_size=BODY_BYTES_MAX)
    async def log_in(
        data: JSONBody[shapes.Login], request: HttpRequest
    ) -> Response[shapes.Session]:
        check_json(request.headers.get("content-type"))
        caller = caller_of(request)
        if caller.device is None:
            raise Problem(401, "device_unknown", "enrol this device first")
        session, token = await _log_in(at, data, caller.device)
        body = _shown(at, Caller(device=caller.device, session=session))
        cookie = sealed_cookie(request, names.session, token, int(at.config.login.session_life_s))
        return Response(body, cookies=[cookie], headers={"cache-control": "no-store"})

    @post("/session/unlock", status_code=200, rule="sign_in", request_max_body_size=BODY_BYTES_MAX)
    async def unlock(data: JSONBody[shapes.Unlock], request: HttpRequest) -> shapes.Session:
        check_json(request.headers.get("content-type"))
        caller = caller_of(request)
        if caller.device is None or caller.session is None:
            raise Problem(401, "unauthenticated", "log in first")
        await _unlock(at, data, caller.device, caller.session)
        return _shown(at, caller)

    @delete("/session", status_code=204, rule="sign_in")
    async def log_out(request: HttpRequest) -> Response[None]:
        session = caller_of(request).session
        if session is not None:
            await at.change(lambda recorder: _forget(recorder, session, at.wall_ms()))
            at.accounts.end_session(session)
        return Response(
            None, cookies=[sealed_cookie(request, names.session, "", 0)], status_code=204
        )

    return [enrol_device, whose_session, log_in, unlock, log_out]


async def _enrol(at: Services, asked: shapes.NewDevice, address: str) -> tuple[Device, str]:
    tries = f"enrol:{address}"
    wait_s = at.device_tries.wait_s(tries)
    if wait_s:
        raise Problem(429, "locked_out", "too many wrong codes", retry_after_s=wait_s)
    at.device_tries.begin(tries)
    now = at.wall_ms()
    expiry_s = code_expiry(at.secrets.enrolment, asked.code, now // 1000)
    if expiry_s is None:
        await at.keep(Act("enrolment_refused", subject=asked.name, detail=address))
        raise Problem(403, "code_refused", "this code is wrong, used or too old")
    if not at.accounts.has_room():
        raise Problem(503, "too_many_devices", "revoke devices that are gone")
    token = new_token()
    code_hash = token_hash(plain_code(asked.code))
    until_ms = now + int(at.config.login.device_life_s * 1000)

    def record(recorder: Recorder) -> Device | None:
        if not _use_code(recorder, code_hash, now, (expiry_s + 1) * 1000):
            return None
        device = Device(recorder.ids.new(), asked.name, token_hash(token), now, until_ms)
        recorder.store.connection.execute(
            "INSERT INTO device(id, name, token_hash, enrolled_at_ms, expires_at_ms)"
            " VALUES(?,?,?,?,?)",
            (device.id, device.name, device.token_hash, now, until_ms),
        )
        act = Act("device_enrolled", Who(device_id=device.id), device.name, address)
        note(recorder.store.connection, act, now)
        return device

    device = await at.change(record)
    if device is None:
        raise Problem(403, "code_refused", "this code is wrong, used or too old")
    at.accounts.add_device(device)
    at.device_tries.right(tries)
    return device, token


def _use_code(recorder: Recorder, code_hash: bytes, now_ms: int, until_ms: int) -> bool:
    """Remember a code as used; false if it was."""
    connection = recorder.store.connection
    connection.execute("DELETE FROM enrolment WHERE expires_at_ms < ?", (now_ms,))
    connection.execute(
        "INSERT OR IGNORE INTO enrolment(code_hash, expires_at_ms, used_at_ms) VALUES(?,?,?)",
        (code_hash, until_ms, now_ms),
    )
    return connection.changes() == 1


async def _log_in(at: Services, asked: shapes.Login, device: Device) -> tuple[Session, str]:
    async with trying(at, asked.badge, device):
        person = await at.readers.run(person_by_badge, asked.badge)
        await check_pin(at, person, asked.pin)
    assert person is not None
    if not at.accounts.has_room():
        raise Problem(503, "too_many_sessions", "too many people are logged in")
    token = new_token()
    session = _session(at, person, device, token)
    await at.change(lambda recorder: _remember(recorder, session, at.wall_ms()))
    at.accounts.add_session(session)
    return session, token


async def _unlock(at: Services, asked: shapes.Unlock, device: Device, session: Session) -> None:
    person = await at.readers.run(person_by_id, session.person_id)
    async with trying(at, person.badge if person else "", device):
        await check_pin(at, person, asked.pin)
    await at.change(lambda recorder: _keep_unlocked(recorder, session, at.wall_ms()))
    at.accounts.unlock(session)


def _session(at: Services, person: Person, device: Device, token: str) -> Session:
    now = at.wall_ms()
    return Session(
        token_hash=token_hash(token),
        device_id=device.id,
        person_id=person.id,
        name=person.name,
        role=person.role,
        language=person.language,
        seen_at_ms=now,
        used_at_ms=now,
        expires_at_ms=now + int(at.config.login.session_life_s * 1000),
        allowed=allowed_to(person.role, person.sight),
        sight=person.sight,
    )


def _remember(recorder: Recorder, session: Session, now_ms: int) -> None:
    recorder.store.connection.execute("DELETE FROM session WHERE expires_at_ms < ?", (now_ms,))
    recorder.store.connection.execute(
        "INSERT INTO session(token_hash, device_id, person_id, created_at_ms, seen_at_ms,"
        " expires_at_ms) VALUES(?,?,?,?,?,?)",
        (
            session.token_hash,
            session.device_id,
            session.person_id,
            now_ms,
            now_ms,
            session.expires_at_ms,
        ),
    )
    act = Act("login", Who(session.person_id, session.device_id))
    note(recorder.store.connection, act, now_ms)


def _keep_unlocked(recorder: Recorder, session: Session, now_ms: int) -> None:
    keep_used(recorder, [session.token_hash], now_ms)
    act = Act("unlock", Who(session.person_id, session.device_id))
    note(recorder.store.connection, act, now_ms)


def _forget(recorder: Recorder, session: Session, now_ms: int) -> None:
    """Who logs out leaves the work in hand to others."""
    values = (session.token_hash,)
    recorder.store.connection.execute("DELETE FROM session WHERE token_hash = ?", values)
    release_leases(recorder, session.person_id)
    act = Act("logout", Who(session.person_id, session.device_id))
    note(recorder.store.connection, act, now_ms)


def _site(at: Services) -> shapes.Site:
    return shapes.Site(code=at.site.code, name=at.site.name, company=at.company_code)


def _shown(at: Services, caller: Caller) -> shapes.Session:
    device, session = caller.device, caller.session
    locked = session is not None and at.accounts.is_locked(session)
    allowed = caller.allowed if session is None or locked else session.allowed
    return shapes.Session(
        device=shapes.Device(id=ids.show(device.id), name=device.name) if device else None,
        person=shapes.Person(
            id=ids.show(session.person_id),
            name=session.name,
            role=session.role.value,
            language=session.language,
        )
        if session
        else None,
        locked=locked,
        site=_site(at),
        version=at.version,
        permissions=[each.value for each in permissions_in(allowed)],
    )


def _address(request: HttpRequest) -> str:
    return request.client.host if request.client is not None else "local"
