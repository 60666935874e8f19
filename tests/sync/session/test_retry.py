"""Waiting before the next try: spread, capped and within a budget."""

import random

import pytest

from sync.core.retry import Retry, RetryRule

RULE = RetryRule(floor_ms=100, base_ms=1_000, cap_ms=8_000, burst=1_000)


def test_the_wait_grows_to_the_cap_and_is_spread(rng: random.Random) -> None:
    for tries, reach in ((1, 1_000), (2, 2_000), (3, 4_000), (4, 8_000), (9, 8_000), (200, 8_000)):
        delays = []
        for _ in range(200):
            retry = Retry(rng.randbytes, RULE)
            delays.append([retry.delay_ms(0) for _ in range(tries)][-1])
        assert 100 <= min(delays) < reach / 3
        assert reach / 2 < max(delays) <= reach


def test_two_hundred_edges_do_not_return_as_one(rng: random.Random) -> None:
    retries = [Retry(rng.randbytes) for _ in range(200)]
    rounds = [[retry.delay_ms(0) for retry in retries] for _ in range(6)]
    seconds = [delay // 1_000 for delay in rounds[-1]]
    assert max(map(seconds.count, set(seconds))) < 40


@pytest.mark.parametrize(("steady", "forgiven"), [(59_999, False), (60_000, True)])
def test_only_a_steady_connection_forgives(steady: int, forgiven: bool, rng: random.Random) -> None:
    delays = []
    for _ in range(200):
        retry = Retry(rng.randbytes, RULE)
        for _ in range(5):
            retry.delay_ms(0)
        retry.connected(0)
        delays.append(retry.delay_ms(steady))
    assert (max(delays) <= 1_000) is forgiven


def test_a_link_that_dies_at_once_spends_its_budget(rng: random.Random) -> None:
    rule = RetryRule(floor_ms=10, base_ms=10, cap_ms=10, burst=5, refill_ms=10_000)
    retry, now_ms, tries = Retry(rng.randbytes, rule), 0, 0
    while now_ms < 600_000:
        now_ms += retry.delay_ms(now_ms)
        tries += 1
    assert 60 <= tries <= 5 + 60 + 1
