"""Clock, stamps, records, chain: each bound at the bound and one past it."""

import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.chain import next_hash, seal_head, seal_holds, stream_tag
from sync.core.clock import HybridClock, hlc_at, hlc_ms, life_of, next_epoch
from sync.core.errors import BadFrame, BadRecord
from sync.core.ids import NodeId, Scope, StreamId
from sync.core.messages import Bye
from sync.core.record import (
    FORMAT,
    RECORD_BYTES_MAX,
    RECORD_OPS_MAX,
    Op,
    OpKind,
    Record,
    decode_record,
    encode_record,
)
from sync.core.stamp import (
    canonical,
    first_clocks,
    length_of,
    newer_than_all,
    pack_clocks,
    pack_stamp,
    stamp_of,
    stamps_by_field,
    stamps_in,
    unpack_stamp,
    with_stamp,
)
from sync.core.wire import decode, encode
from tests.sync.fleet import key_of

STAMPS = st.tuples(st.integers(1, (1 << 63) - 1), st.integers(1, (1 << 32) - 1))


def test_the_clock_rises_when_the_wall_stands_still_or_goes_back() -> None:
    wall = iter([1_000, 1_000, 5, 2_000])
    clock = HybridClock(lambda: next(wall))
    ticks = [clock.tick() for _ in range(4)]
    assert ticks == sorted(set(ticks))
    assert [hlc_ms(tick) for tick in ticks] == [1_000, 1_000, 1_000, 2_000]


def test_a_full_counter_carries_into_the_milliseconds() -> None:
    clock = HybridClock(lambda: 7, last=hlc_at(8) - 1)
    assert clock.tick() == hlc_at(8)


def test_a_tick_after_an_observation_lies_above_it() -> None:
    clock = HybridClock(lambda: 7)
    clock.observe(hlc_at(99))
    assert clock.tick() == hlc_at(99) + 1
    clock.observe(3)
    assert clock.tick() == hlc_at(99) + 2


@given(st.integers(1, 1 << 32), st.integers(0, 5), st.integers(0, 300), st.data())
def test_two_lives_of_a_node_never_tick_alike(
    epoch: int, above: int, ticks: int, data: st.DataObject
) -> None:
    """The node falls back to where it stood before `ticks` records, the wall wherever it likes."""
    walls = st.integers(0, 3)
    later = next_epoch({epoch}, epoch + above)
    backup = HybridClock(lambda: 1, epoch=epoch).tick()
    lost = HybridClock(lambda: data.draw(walls), last=backup, epoch=epoch)
    again = HybridClock(lambda: data.draw(walls), last=backup, epoch=later)
    once, twice = [lost.tick() for _ in range(ticks)], [again.tick() for _ in range(ticks)]
    assert twice == sorted(set(twice))
    assert not set(once) & set(twice)
    assert later > epoch + above


def test_a_new_epoch_lives_none_of_the_known_lives() -> None:
    known = {1, 2, 1_000_000}
    lives = {life_of(epoch) for epoch in known}
    assert life_of(next_epoch(known, life_of(2) + 1_000_000 + 253)) not in lives
    assert next_epoch({1}, 0) == 2
    assert next_epoch(set(range(1, 300)), 0) == 300, "all lives are used: it goes on all the same"


@given(STAMPS, STAMPS)
def test_the_order_of_stamp_bytes_is_the_order_of_stamps(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    assert (pack_stamp(*one) < pack_stamp(*other)) == (one < other)
    assert unpack_stamp(pack_stamp(*one)) == one


@given(st.lists(st.tuples(st.integers(1, 6), STAMPS), max_size=12), st.sampled_from([1, 3, 5]))
def test_clocks_remember_the_last_stamp_of_each_field(
    writes: list[tuple[int, tuple[int, int]]], length: int
) -> None:
    base = pack_stamp(1, 1)
    clocks, told = first_clocks(base, length), dict[int, bytes]()
    for field, stamp in writes:
        clocks = with_stamp(clocks, (field,), pack_stamp(*stamp))
        told[field] = pack_stamp(*stamp)
    assert [stamp_of(clocks, field) for field in range(1, 7)] == [
        told.get(field, base) for field in range(1, 7)
    ]
    assert length_of(clocks) == length
    assert clocks == pack_clocks(base, told, length)  # whatever the order of the writes
    assert (canonical(clocks) == clocks) == all(stamp > base for stamp in told.values())
    assert stamps_in(clocks) == {base, *told.values()}


@given(st.lists(st.tuples(st.sets(st.integers(1, 6), min_size=1), STAMPS), min_size=1, max_size=8))
def test_a_stamp_is_newer_than_all_where_it_is_above_each(
    writes: list[tuple[set[int], tuple[int, int]]],
) -> None:
    clocks = base = pack_stamp(1, 1)
    *before, (fields, last) = writes
    for some, at in before:
        clocks = with_stamp(clocks, some, max(base, pack_stamp(*at)))
    stamp = pack_stamp(*last)
    assert newer_than_all(clocks, stamp) == (stamp > max(stamps_in(clocks)))
    wanted = pack_clocks(base, stamps_by_field(clocks) | dict.fromkeys(fields, stamp))
    assert with_stamp(clocks, fields, stamp) == wanted


def record_of(ops: list[Op]) -> Record:
    return Record(FORMAT, 1, hlc_at(1), 0, 0, "key", 0, ops)


def test_a_record_survives_its_encoding() -> None:
    record = record_of([Op(1, OpKind.PUT, 7, b"\1\2", ["cup", b"\0", None, 1 << 62])])
    assert decode_record(encode_record(record)) == record


def test_records_at_their_bounds_are_read_and_one_past_them_refused() -> None:
    ops = [Op(1, OpKind.DELETE, 1, b"", [])] * RECORD_OPS_MAX
    assert len(decode_record(encode_record(record_of(ops))).ops) == RECORD_OPS_MAX
    refused = {
        "record_ops": encode_record(record_of([*ops, ops[0]])),
        "record_too_large": bytes(RECORD_BYTES_MAX + 1),
        "record_format": msgspec.msgpack.encode([2, 1, 1, 0, 0, "", 0, []]),
        "record_malformed": b"\x91" * 100_000,
    }
    for code, body in refused.items():
        with pytest.raises(BadRecord) as caught:
            decode_record(body)
        assert caught.value.code == code


@given(st.binary(max_size=200))
def test_no_bytes_make_the_decoder_fail_in_another_way(body: bytes) -> None:
    with contextlib.suppress(BadRecord):
        decode_record(body)


def test_a_seal_holds_for_its_stream_its_head_and_its_key_alone() -> None:
    stream = StreamId(NodeId(5), 1, Scope("w1"))
    head = next_hash(bytes(32), stream_tag(stream), 1, b"body")
    seal = seal_head(key_of(1), stream, 1, head)
    assert seal_holds(key_of(1).public_key(), stream, seal, head)
    assert not seal_holds(key_of(2).public_key(), stream, seal, head)
    assert not seal_holds(key_of(1).public_key(), stream._replace(epoch=2), seal, head)
    assert not seal_holds(key_of(1).public_key(), stream, seal, bytes(32))
    assert not seal_holds(key_of(1).public_key(), stream, type(seal)(2, seal.signature), head)


def test_the_hash_of_a_record_depends_on_all_before_it() -> None:
    tag = stream_tag(StreamId(NodeId(5), 1, Scope("w1")))
    one = next_hash(next_hash(bytes(32), tag, 1, b"a"), tag, 2, b"b")
    other = next_hash(next_hash(bytes(32), tag, 1, b"A"), tag, 2, b"b")
    assert one != other


def test_text_that_is_no_text_is_a_bad_record_and_a_bad_frame() -> None:
    record = encode_record(Record(FORMAT, 1, 1, 0, 0, "key", 0, []))
    assert decode_record(record).key == "key"
    with pytest.raises(BadRecord):
        decode_record(record.replace(b"key", b"k\x80y"))
    said = encode(Bye("code", "detail"))
    assert decode(said) == Bye("code", "detail")
    with pytest.raises(BadFrame):
        decode(said.replace(b"code", b"c\x80de"))
