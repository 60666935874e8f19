"""The loop and the writer's thread take turns: who decides what, and what a fault leaves behind."""

import asyncio
from collections.abc import Awaitable, Callable
from threading import Event, current_thread

import apsw
import msgspec
import pytest

from edge.floor.decide import decide
from edge.store.batch import COMMANDS_MAX
from edge.store.errors import CommandFailed, CommandIdReused, WriterStopped
from edge.store.jobs import SHORT
from edge.store.recorder import Actor
from edge.store.writer import Writer
from models.warehouse.commands import Command
from sync.store.sqlite import DiskFull, SqliteStore
from tests.edge.site import TestSite

ME = Actor(1, 1)
ON_LOOP, ON_WRITER = "MainThread", "writer"


def adjust(site: TestSite, quantity: int = 1, **fields: object) -> Command:
    """A scan that puts tea into the first location."""
    return site.command(
        "adjust", item="TEA", location="A-01-01-1", quantity=quantity, reason="start", **fields
    )


def run(
    site: TestSite,
    work: Callable[[Writer], Awaitable[None]],
    fatal: Callable[[BaseException], None] | None = None,
) -> None:
    """`work` on a loop that takes turns with the writer."""

    async def whole() -> None:
        writer = Writer(site.store, site.site, site.clock, fatal=fatal)
        site.recorder = writer.recorder
        writer.start(asyncio.get_running_loop())
        await work(writer)
        await asyncio.to_thread(writer.stop)

    asyncio.run(whole())


def watch(site: TestSite, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(command or "commit", thread) as they happen."""
    seen: list[tuple[str, str]] = []
    commit = site.store.commit

    def watched(command: Command, *rest: object) -> object:
        seen.append((str(command.__struct_config__.tag), current_thread().name))
        return decide(command, *rest)  # type: ignore[arg-type]

    def committed() -> None:
        seen.append(("commit", current_thread().name))
        commit()

    monkeypatch.setattr("edge.store.recorder.decide", watched)
    monkeypatch.setattr(site.store, "commit", committed)
    return seen


def test_scans_are_decided_on_the_loop_and_committed_together_by_the_thread(
    site: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = watch(site, monkeypatch)

    async def scan(writer: Writer) -> None:
        await asyncio.gather(*(writer.submit(adjust(site), ME) for _ in range(3)))
        assert (writer.batches, writer.commands) == (1, 3)

    run(site, scan)
    assert seen == [("adjust", ON_LOOP)] * 3 + [("commit", ON_WRITER)]
    assert site.quants()[0][5] == 3


def test_scans_under_way_share_a_commit_and_who_stays_away_is_not_waited_for(
    site: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scan(writer: Writer) -> None:
        await asyncio.gather(*(writer.submit(adjust(site), ME) for _ in range(3)))
        monkeypatch.setattr("edge.store.writer.GATHER_S", 60.0)
        waiting = []
        for _ in range(3):
            waiting.append(writer.submit(adjust(site), ME))
            await asyncio.sleep(0.01)
        await asyncio.gather(*waiting)
        assert (writer.batches, writer.commands) == (2, 6)
        monkeypatch.setattr("edge.store.writer.GATHER_S", 0.001)
        await writer.submit(adjust(site), ME)
        assert (writer.batches, writer.commands) == (3, 7)

    run(site, scan)


def test_whole_documents_leave_the_loop_alone_and_the_order_is_kept(
    site: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = watch(site, monkeypatch)
    lines = [{"item": "TEA", "quantity": 1}]

    async def work(writer: Writer) -> None:
        commands = [
            adjust(site),
            site.command("take_order", order="O1", customer="C", lines=lines),
            site.command("release_orders", orders=["O1"]),
            adjust(site),
        ]
        answers = await asyncio.gather(*(writer.submit(command, ME) for command in commands))
        assert all(answer.reply().done for answer in answers)

    run(site, work)
    assert seen == [
        ("adjust", ON_LOOP),
        ("commit", ON_WRITER),
        ("take_order", ON_WRITER),
        ("release_orders", ON_WRITER),
        ("adjust", ON_WRITER),
        ("commit", ON_WRITER),
    ]


def test_a_turn_about_one_thing_is_a_scan_like_the_others(
    site: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.do("adjust", item="TEA", location="A-01-01-1", quantity=5, reason="start")
    seen = watch(site, monkeypatch)

    async def talk(writer: Writer) -> None:
        turns = (
            site.command("open_dialogue", dialogue="moving"),
            site.command("scan", code="A-01-01-1"),
            site.command("scan", code="TEA"),
            site.command("choose", option="undo"),
        )
        for turn in turns:
            await writer.submit(turn, ME)

    run(site, talk)
    decided = [each for each in seen if each[0] != "commit"]
    assert decided == [
        ("open_dialogue", ON_WRITER),
        ("scan", ON_LOOP),
        ("scan", ON_LOOP),
        ("choose", ON_WRITER),
    ]


def test_only_scans_of_one_item_or_unit_are_short() -> None:
    tags = {kind.__struct_config__.tag for kind in SHORT}  # type: ignore[attr-defined]
    assert tags == {"adjust", "confirm_pick", "move", "put_away", "receive"}


def test_the_loop_goes_on_while_the_disk_is_slow(
    site: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, entered, leave = site.store.commit, Event(), Event()

    def slow() -> None:
        entered.set()
        leave.wait()
        commit()

    monkeypatch.setattr(site.store, "commit", slow)

    async def scan(writer: Writer) -> None:
        first = writer.submit(adjust(site), ME)
        await asyncio.to_thread(entered.wait)
        second = writer.submit(adjust(site), ME)
        await asyncio.sleep(0)
        assert not first.done()
        assert writer.queued == 1
        leave.set()
        await asyncio.gather(first, second)

    run(site, scan)
    assert site.quants()[0][5] == 2


def test_a_fault_in_one_scan_undoes_that_scan_alone(
    site: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(command: Command, *rest: object) -> object:
        decision = decide(command, *rest)  # type: ignore[arg-type]
        if command.quantity == 2:  # type: ignore[union-attr]
            changes = next(iter(decision.changes.values()))
            changes.append(msgspec.structs.replace(changes[-1], values={"item_id": 1.5}))
        return decision

    monkeypatch.setattr("edge.store.recorder.decide", broken)

    async def scan(writer: Writer) -> None:
        waiting = [writer.submit(adjust(site, quantity), ME) for quantity in (1, 2, 4)]
        found = await asyncio.gather(*waiting, return_exceptions=True)
        assert [isinstance(each, Exception) for each in found] == [False, True, False]

    run(site, scan)
    assert site.quants()[0][5] == 5
    assert site.check().ok


def test_an_id_used_twice_costs_its_neighbours_nothing(
    site: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = watch(site, monkeypatch)
    first = adjust(site)
    other = msgspec.structs.replace(adjust(site, 2), command_id=first.command_id)

    async def scan(writer: Writer) -> None:
        waiting = [writer.submit(each, ME) for each in (first, other, first, adjust(site))]
        found = await asyncio.gather(*waiting, return_exceptions=True)
        assert isinstance(found[1], CommandIdReused)
        assert [each.replayed for each in found if not isinstance(each, BaseException)] == [
            False,
            True,
            False,
        ]

    run(site, scan)
    assert seen == [("adjust", ON_LOOP)] * 2 + [("commit", ON_WRITER)]


def test_a_full_disk_refuses_all_that_shared_the_commit(
    site: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, full = site.store.commit, [True]

    def sometimes_full() -> None:
        if full.pop() if full else False:
            raise DiskFull
        commit()

    monkeypatch.setattr(site.store, "commit", sometimes_full)

    async def scan(writer: Writer) -> None:
        commands = [adjust(site) for _ in range(3)]
        refused = await asyncio.gather(
            *(writer.submit(each, ME) for each in commands), return_exceptions=True
        )
        assert [type(each) for each in refused] == [DiskFull] * 3
        answers = await asyncio.gather(*(writer.submit(each, ME) for each in commands))
        assert [answer.replayed for answer in answers] == [False] * 3

    run(site, scan)
    assert site.quants()[0][5] == 3
    assert site.check().ok


@pytest.mark.parametrize("where", ["write", "commit"])
def test_an_io_error_ends_the_writer_loudly(
    site: TestSite, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def broken(*_: object) -> None:
        raise apsw.IOError("the disk does not answer")

    told: list[BaseException] = []

    async def scan(writer: Writer) -> None:
        monkeypatch.setattr(site.store, where, broken)
        with pytest.raises(CommandFailed):
            await writer.submit(adjust(site), ME)
        await asyncio.to_thread(writer.stop)
        with pytest.raises(WriterStopped):
            writer.submit(adjust(site), ME)

    run(site, scan, told.append)
    assert [str(error) for error in told] == ["the disk does not answer"]
    site.store.rollback()
    assert site.quants() == []


def test_stopping_finishes_what_is_queued(site: TestSite) -> None:
    async def scan(writer: Writer) -> None:
        waiting = [writer.submit(adjust(site), ME) for _ in range(COMMANDS_MAX + 1)]
        errand = writer.run(lambda store: isinstance(store, SqliteStore))
        await asyncio.to_thread(writer.stop)
        assert await errand
        assert len(await asyncio.gather(*waiting)) == COMMANDS_MAX + 1

    run(site, scan)
    assert site.quants()[0][5] == COMMANDS_MAX + 1


def test_a_batch_ends_at_its_bound(site: TestSite) -> None:
    async def scan(writer: Writer) -> None:
        count = COMMANDS_MAX + 1
        await asyncio.gather(*(writer.submit(adjust(site), ME) for _ in range(count)))
        assert (writer.batches, writer.commands) == (2, count)

    run(site, scan)
