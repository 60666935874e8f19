"""What the fleet did is kept in a ring and can be watched again, as it was."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from edge.fleet.changes import NOTHING, Moved, applied, change_between, says_something
from edge.fleet.picture import FleetPicture
from edge.fleet.recording import FILE_MS, FRAMES_MAX, Kept, Recording
from tests.edge.fleet.desk import PretendDesk
from tests.edge.serving import NOON_MS, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(clock: Clock) -> PretendDesk:
    return PretendDesk(clock)


def record(recording: Recording, desk: PretendDesk, clock: Clock, seconds: int) -> None:
    """A picture a second, the last of them one second before the clock's."""
    for _ in range(seconds):
        batch = recording.see(desk.picture())
        if batch is not None:
            recording.write(batch)
        clock.forward(1)


def finish(recording: Recording) -> None:
    batch = recording.rest()
    if batch is not None:
        recording.write(batch)


def seen(picture: FleetPicture) -> FleetPicture:
    """Without when each was last heard, which is told every few seconds only."""
    robots = tuple(replace(robot, heard_ms=None) for robot in picture.robots)
    return replace(picture, robots=robots)


def test_a_change_makes_the_picture_after_of_the_picture_before(
    clock: Clock, desk: PretendDesk
) -> None:
    before = desk.picture()
    clock.forward(1)
    after = desk.picture()
    change = change_between(before, after)
    assert [move.serial for move in change.moved] == ["R1", "R2"]
    assert (change.robots, change.gone, change.rest) == ((), (), None)
    assert seen(applied(before, change)) == seen(after)


def test_robots_that_came_and_went_and_the_rest_are_told(desk: PretendDesk) -> None:
    whole = desk.picture()
    fewer = replace(whole, robots=whole.robots[1:], paused=True, paused_by="Mia")
    assert applied(whole, change_between(whole, fewer)) == fewer
    assert applied(fewer, change_between(fewer, whole)) == whole
    assert not says_something(change_between(whole, replace(whole, as_of_ms=NOON_MS + 1)))


def test_a_robot_never_told_whole_is_not_made_up(desk: PretendDesk) -> None:
    change = change_between(desk.picture(), desk.picture())
    moved = replace(change, moved=(Moved("R9", 1, 2, 3),))
    assert applied(NOTHING, moved).robots == ()


def test_that_one_was_heard_is_told_every_few_seconds(clock: Clock, desk: PretendDesk) -> None:
    before = desk.picture()
    clock.forward(4)
    assert "R3" not in {move.serial for move in change_between(before, desk.picture()).moved}
    clock.forward(1)
    assert "R3" in {move.serial for move in change_between(before, desk.picture()).moved}


def test_what_was_recorded_is_watched_as_it_was(
    tmp_path: Path, clock: Clock, desk: PretendDesk
) -> None:
    recording = Recording(tmp_path)
    real = {}
    for second in range(90):
        if second == 40:
            asyncio.run(desk.pause_all("Mia"))
        real[clock.now_ms] = seen(desk.picture())
        record(recording, desk, clock, 1)
    finish(recording)
    replay = recording.replay(NOON_MS + 30_000, NOON_MS + 60_000, 1_000)
    assert replay.picture is not None
    picture = replay.picture
    assert seen(picture) == real[NOON_MS + 30_000]
    for change in replay.changes:
        picture = applied(picture, change)
        assert seen(picture) == real[picture.as_of_ms]
    assert picture.paused_by == "Mia"


def test_a_replay_takes_steps_and_is_cut_at_its_bound(
    tmp_path: Path, clock: Clock, desk: PretendDesk
) -> None:
    recording = Recording(tmp_path)
    record(recording, desk, clock, FRAMES_MAX + 200)
    finish(recording)
    coarse = recording.replay(NOON_MS, clock.now_ms, 10_000)
    moments = [change.at_ms for change in coarse.changes]
    assert moments == list(range(NOON_MS + 10_000, NOON_MS + 1_100_000, 10_000))
    fine = recording.replay(NOON_MS, clock.now_ms, 1)
    assert len(fine.changes) == FRAMES_MAX
    assert fine.until_ms == fine.changes[-1].at_ms == NOON_MS + FRAMES_MAX * 1_000


def test_before_the_first_and_where_nothing_was_kept(
    tmp_path: Path, clock: Clock, desk: PretendDesk
) -> None:
    recording = Recording(tmp_path / "none")
    assert recording.kept() == Kept()
    assert recording.replay(NOON_MS, NOON_MS + 1, 1).picture is None
    record(recording, desk, clock, 5)
    finish(recording)
    replay = recording.replay(NOON_MS - 60_000, NOON_MS, 1_000)
    assert replay.picture is not None
    assert replay.picture.as_of_ms == NOON_MS
    kept = recording.kept()
    assert (kept.since_ms, kept.until_ms) == (NOON_MS, NOON_MS + 4_000)


@pytest.mark.parametrize("bound", ["age", "bytes"])
def test_the_ring_forgets_its_oldest(
    tmp_path: Path, clock: Clock, desk: PretendDesk, bound: str
) -> None:
    one_file = Recording(tmp_path / "one")
    record(one_file, desk, clock, FILE_MS // 1_000)
    finish(one_file)
    size = one_file.kept().bytes
    limits = (2 * FILE_MS, 1 << 30) if bound == "age" else (1 << 50, 2 * size + size // 2)
    begun = clock.now_ms
    ring = Recording(tmp_path / "ring", *limits)
    record(ring, desk, clock, 6 * FILE_MS // 1_000)
    kept = ring.kept()
    assert kept.since_ms is not None
    assert begun < kept.since_ms < clock.now_ms - FILE_MS
    assert kept.bytes <= 4 * size


@pytest.mark.parametrize("harm", ["cut", "flip"])
def test_a_harmed_end_costs_its_seconds_and_nothing_else(
    tmp_path: Path, clock: Clock, desk: PretendDesk, harm: str
) -> None:
    recording = Recording(tmp_path)
    record(recording, desk, clock, 60)
    (file,) = tmp_path.iterdir()
    content = file.read_bytes()
    harmed = content[:-1] if harm == "cut" else content[:-1] + bytes([content[-1] ^ 1])
    file.write_bytes(harmed)
    replay = recording.replay(NOON_MS, clock.now_ms, 1_000)
    moments = [change.at_ms for change in replay.changes]
    assert moments == list(range(NOON_MS + 1_000, NOON_MS + 44_000, 1_000))


def test_after_something_was_not_written_a_new_file_begins_whole(
    tmp_path: Path, clock: Clock, desk: PretendDesk
) -> None:
    recording = Recording(tmp_path)
    record(recording, desk, clock, 15)
    recording.anew()
    begun = clock.now_ms
    record(recording, desk, clock, 15)
    finish(recording)
    replay = recording.replay(begun, begun, 1_000)
    assert replay.picture is not None
    assert replay.picture.as_of_ms == begun
    assert len(replay.picture.robots) == 5
