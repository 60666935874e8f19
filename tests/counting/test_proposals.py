"""What is proposed for counting, in which queue, and why."""

import numpy as np
import pytest

from models.counting.proposals import Queue, parts_of, propose
from models.counting.records import UNCOUNTED
from tests.counting.makers import records


def chance() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.mark.parametrize(("counts", "by_lot"), [(0, 0), (1, 1), (10, 1), (11, 2), (40, 4)])
def test_one_count_in_ten_is_drawn_by_lot_and_no_record_is_named_twice(
    counts: int, by_lot: int
) -> None:
    proposals = propose(Queue.DISCREPANCIES, records(60), UNCOUNTED, counts, chance())

    assert len(proposals) == counts == len({proposal.row for proposal in proposals})
    assert [proposal.queue for proposal in proposals].count(Queue.RANDOM) == by_lot
    assert all(not proposal.parts for proposal in proposals if proposal.queue is Queue.RANDOM)


@pytest.mark.parametrize("queue", [Queue.DISCREPANCIES, Queue.STOCK_OUTS])
def test_no_more_is_proposed_than_there_is(queue: Queue) -> None:
    assert propose(queue, records(0), UNCOUNTED, 5, chance()) == []
    assert len(propose(queue, records(3), UNCOUNTED, 50, chance())) == 3


def test_the_parts_of_a_proposal_add_up_to_its_score_and_the_likeliest_comes_first() -> None:
    many = records(moves=[float(row) for row in range(30)])

    proposals = propose(Queue.DISCREPANCIES, many, UNCOUNTED, 10, chance())[:9]

    assert [proposal.row for proposal in proposals] == list(range(29, 20, -1))
    for proposal in proposals:
        assert proposal.score == pytest.approx(sum(proposal.parts.values()))
        assert 0 < proposal.belief < 1
    assert set(proposals[0].parts) == {
        *("activity", "drift", "history", "quantity", "silence", "value"),
    }


def test_a_fast_item_that_fell_silent_on_low_stock_leads_the_stock_outs() -> None:
    silent, mean = [0.0] * 20, [1.0] * 20
    silent[4], mean[4] = 12, 6
    recorded = [20.0] * 20
    recorded[4] = 2

    found = propose(
        Queue.STOCK_OUTS,
        records(recorded=recorded, silent_days=silent, demand_mean=mean),
        UNCOUNTED,
        5,
        chance(),
    )

    assert found[0].item == "item 4" and found[0].location == "A4"
    assert found[0].parts["silence"] > 3
    assert found[0].belief > 5 * found[1].belief


def test_no_stock_out_is_looked_for_where_the_record_says_so_already() -> None:
    empty = records(recorded=[0.0] * 10 + [5.0] * 3)

    proposals = propose(Queue.STOCK_OUTS, empty, UNCOUNTED, 10, chance())

    chosen = [each.row for each in proposals if each.queue is Queue.STOCK_OUTS]
    assert chosen == [10, 11, 12]


def test_what_is_dear_comes_earlier_but_is_believed_no_more() -> None:
    rows = records(value=[1.0, 1000.0, 5.0])

    first, second, *_ = propose(Queue.DISCREPANCIES, rows, UNCOUNTED, 3, chance())

    assert first.row == 1 and first.score > second.score
    assert first.belief == pytest.approx(second.belief)


def test_the_same_chance_proposes_the_same() -> None:
    rows = records(moves=[float(row % 7) for row in range(50)])

    once, again = (propose(Queue.STOCK_OUTS, rows, UNCOUNTED, 20, chance()) for _ in range(2))

    assert once == again


def test_both_queues_show_history_drift_and_value() -> None:
    for queue in (Queue.DISCREPANCIES, Queue.STOCK_OUTS):
        assert {"history", "drift", "value", "silence"} <= set(
            parts_of(queue, records(2), UNCOUNTED)
        )
