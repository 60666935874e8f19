"""The writer: once only, durable before the answer, in bounds, and alive after a fault."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from edge.floor.decide import decide
from edge.store.bootstrap import load_site
from edge.store.claims import claim_picks, release_leases
from edge.store.errors import CommandFailed, CommandIdReused, WriterBehind, WriterStopped
from edge.store.quants import is_stale, mark_stale
from edge.store.recorder import Actor, Recorder
from edge.store.writer import Writer
from models.warehouse.catalogue import ANSWERED, ITEM, ORDERED
from models.warehouse.commands import Receive
from models.warehouse.replies import Outcome, decode_reply
from models.warehouse.scopes import company_scope, warehouse_scope
from sync.core.catalogue import Value
from sync.core.change import Append, Put
from sync.store.protocol import Author
from sync.store.sqlite import DiskFull, SqliteStore
from tests.edge.site import TestSite

ME = Actor(1, 1)


@pytest.fixture(params=["alone", "with a loop"])
def writer(site: TestSite, request: pytest.FixtureRequest) -> Iterator[Writer]:
    """A running writer over the test site: on its own thread, and taking turns with a loop."""
    made = Writer(site.store, site.site, site.clock)
    site.recorder = made.recorder
    with looping() as loop:
        made.start(loop if request.param == "with a loop" else None)
        yield made
        made.stop()


@contextmanager
def looping() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop on a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="loop")
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_twenty_pickers_reserve_ten_units_exactly_once(site: TestSite, writer: Writer) -> None:
    writer.ask(
        site.command("adjust", item="TEA", location="A-01-01-1", quantity=10, reason="start"), ME
    )
    commands = []
    for number in range(20):
        lines = [{"item": "TEA", "quantity": 1}]
        writer.ask(site.command("take_order", order=f"O{number}", customer="C", lines=lines), ME)
        commands.append(site.command("release_orders", orders=[f"O{number}"]))
    with ThreadPoolExecutor(20) as pool:
        replies = [
            answer.reply() for answer in pool.map(lambda each: writer.ask(each, ME), commands)
        ]
    allocated = [reply.data["orders"][0]["allocated"] for reply in replies]  # type: ignore[index]
    assert sorted(allocated) == [0] * 10 + [1] * 10
    assert site.quants() == [("TEA", "A-01-01-1", None, None, "available", 10, 10)]


def test_the_same_command_at_the_same_time_has_one_effect(site: TestSite, writer: Writer) -> None:
    command = site.command("adjust", item="TEA", location="A-01-01-1", quantity=1, reason="start")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: writer.ask(command, ME), range(40)))
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 39
    assert site.quants()[0][5] == 1


def test_another_body_under_the_same_id_is_refused(site: TestSite, writer: Writer) -> None:
    command = site.command("adjust", item="TEA", location="A-01-01-1", quantity=1, reason="start")
    writer.ask(command, ME)
    other = site.command("adjust", item="TEA", location="A-01-01-1", quantity=2, reason="start")
    from msgspec.structs import replace

    with pytest.raises(CommandIdReused):
        writer.ask(replace(other, command_id=command.command_id), ME)
    assert site.quants()[0][5] == 1


def test_an_event_loop_gets_its_answers(site: TestSite, writer: Writer) -> None:
    async def work() -> list[Outcome]:
        commands = [
            site.command("adjust", item="TEA", location="A-01-01-1", quantity=1, reason="start")
            for _ in range(50)
        ]
        answers = await asyncio.gather(*(writer.submit(command, ME) for command in commands))
        return [answer.reply().outcome for answer in answers]

    assert asyncio.run(work()) == [Outcome.LINE_DONE] * 50
    assert site.quants()[0][5] == 50


def test_a_fault_in_one_command_undoes_that_command_alone(
    site: TestSite, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(command: object, *rest: object) -> object:
        if isinstance(command, Receive):
            raise AssertionError("a broken belief")
        return decide(command, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("edge.store.recorder.decide", broken)
    with pytest.raises(CommandFailed):
        writer.ask(site.command("receive", asn="A1", item="TEA", quantity=1), ME)
    answer = writer.ask(
        site.command("adjust", item="TEA", location="A-01-01-1", quantity=1, reason="start"), ME
    )
    assert answer.reply().done


def test_a_full_disk_refuses_the_batch_and_the_next_one_goes_through(
    site: TestSite, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = site.store.commit
    full = [True]

    def sometimes_full() -> None:
        if full.pop() if full else False:
            raise DiskFull
        commit()

    monkeypatch.setattr(site.store, "commit", sometimes_full)
    command = site.command("adjust", item="TEA", location="A-01-01-1", quantity=1, reason="start")
    with pytest.raises(DiskFull):
        writer.ask(command, ME)
    answer = writer.ask(command, ME)
    assert (answer.replayed, answer.reply().done) == (False, True)
    assert site.quants()[0][5] == 1


def test_a_full_queue_says_so_at_once(site: TestSite) -> None:
    writer = Writer(site.store, site.site, site.clock, queue_max=2)
    site.recorder = writer.recorder
    writer.start()
    entered, leave = Event(), Event()

    def wait(_: SqliteStore) -> None:
        entered.set()
        leave.wait()

    async def flood() -> None:
        held = writer.run(wait)
        await asyncio.get_running_loop().run_in_executor(None, entered.wait)
        command = site.command("edit_item", item="TEA", fields={"min_quantity": 1})
        waiting = [writer.submit(command, ME) for _ in range(2)]
        with pytest.raises(WriterBehind):
            writer.submit(command, ME)
        leave.set()
        await held
        await asyncio.gather(*waiting)

    asyncio.run(flood())
    writer.stop()
    with pytest.raises(WriterStopped):
        writer.ask(site.command("edit_item", item="TEA", fields={}), ME)


def test_listeners_learn_which_tables_changed(site: TestSite) -> None:
    told: list[frozenset[int]] = []
    writer = Writer(site.store, site.site, site.clock, committed=told.append)
    site.recorder = writer.recorder
    writer.start()
    writer.ask(site.command("edit_item", item="TEA", fields={"min_quantity": 1}), ME)
    writer.ask(site.command("edit_item", item="NOPE", fields={"min_quantity": 1}), ME)
    writer.stop()
    assert told == [frozenset({5})]


def test_listeners_learn_of_records_that_no_command_wrote(site: TestSite) -> None:
    told: list[frozenset[int]] = []
    writer = Writer(site.store, site.site, site.clock, committed=told.append)
    site.recorder = writer.recorder
    scope, row = company_scope(site.site.company_id), site.recorder.ids.new()
    writer.start()
    values: dict[str, Value] = {"company_id": site.site.company_id, "code": "TEA-2"}
    writer.call(lambda recorder: recorder.store.write(scope, [Put(ITEM, row, values)], Author()))
    writer.call(lambda recorder: None)
    writer.stop()
    assert told == [frozenset()]


# -- headquarters ----------------------------------------------------------------------------------


def ordered(site: TestSite, command_id: str, body: str) -> None:
    """What the hub's record does when it arrives."""
    scope = warehouse_scope(site.site.warehouse_id)
    values: dict[str, Value] = {
        "warehouse_id": site.site.warehouse_id,
        "command_id": command_id,
        "body": body,
        "sent_at_ms": 1,
        "sent_by": "hq",
    }
    site.store.begin()
    site.store.write(scope, [Append(ORDERED, values)], Author())
    site.store.commit()


def answers(site: TestSite) -> dict[object, tuple[object, Outcome]]:
    names = ANSWERED.names
    found: dict[object, tuple[object, Outcome]] = {}
    for entry in site.store.entries(ANSWERED):
        values = dict(zip(names, entry.values, strict=True))
        reply = decode_reply(str(values["reply"]).encode())
        found[values["command_id"]] = (values["outcome"], reply.outcome)
    return found


def test_what_headquarters_orders_is_done_once_and_answered(site: TestSite, writer: Writer) -> None:
    body = '{"type":"adjust","item":"TEA","location":"A-01-01-1","quantity":3,"reason":"count"}'
    writer.call_between(lambda _: ordered(site, "hq-00000001", body))
    writer.call_between(lambda _: ordered(site, "hq-00000002", body.replace("TEA", "NOPE")))
    writer.call_between(lambda _: ordered(site, "hq-00000003", '{"type":"burn"}'))
    writer.call_between(lambda _: ordered(site, "hq-00000001", body))
    assert answers(site) == {
        "hq-00000001": ("done", Outcome.LINE_DONE),
        "hq-00000002": ("refused", Outcome.UNKNOWN_CODE),
        "hq-00000003": ("refused", Outcome.STALE_STEP),
    }
    assert site.quants()[0][5] == 3


# -- leases ----------------------------------------------------------------------------------------


def test_each_picker_gets_an_order_of_their_own(site: TestSite, writer: Writer) -> None:
    ask = writer.ask
    ask(site.command("adjust", item="TEA", location="A-01-01-1", quantity=10, reason="x"), ME)
    for number, priority in (("O1", 0), ("O2", 5)):
        lines = [{"item": "TEA", "quantity": 1}]
        ask(
            site.command("take_order", order=number, customer="C", lines=lines, priority=priority),
            ME,
        )
    ask(site.command("release_orders", orders=["O1", "O2"]), ME)

    def claim(person: int) -> list[int]:
        def work(recorder: Recorder) -> list[int]:
            return claim_picks(recorder, Actor(person, 1), 10)

        return writer.call(work)

    first, second = claim(1), claim(2)
    assert len(first) == len(second) == 1
    assert first != second
    urgent = site.store.connection.execute(
        "SELECT d.number FROM task t JOIN dn d ON d.id=t.document_id WHERE t.id=?", first
    ).fetchall()
    assert urgent == [("O2",)]
    assert claim(1) == first
    assert claim(3) == []
    writer.call(lambda recorder: release_leases(recorder, 1))
    assert claim(3) == first


# -- restart ---------------------------------------------------------------------------------------


def test_stale_quants_are_made_anew_before_work_goes_on(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 2))
    site.release("O1")
    site.store.connection.execute("UPDATE quant SET quantity=quantity+1, reserved=0")
    assert not site.check().ok
    mark_stale(site.store.connection)
    writer = Writer(site.store, site.site, site.clock)
    writer.start()
    writer.stop()
    assert not is_stale(site.store.connection)
    assert site.quants() == [("TEA", "A-01-01-1", None, None, "available", 5, 2)]


def test_a_restarted_site_knows_itself_and_uses_no_id_twice(site: TestSite) -> None:
    for number in range(30):
        site.order(f"O{number}", ("TEA", 1))
    last = site.recorder.ids.new()
    site.reopen()
    assert load_site(site.store.connection) == site.site
    # `last` itself was never stored; everything stored lies below the next id.
    assert site.recorder.ids.new() >= last
