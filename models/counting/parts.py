"""The parts of a belief, each one column: in nats of log-odds, so that they may be added and each
says by itself how much it speaks for a wrong record."""

import numpy as np

from models.counting.records import Known, Numbers, Records

# Weights were set on seeds 100 to 102 of `bench counting` and are judged on others.
# A rate per item is drawn towards the site's as if it had been counted so often before.
RATE_COUNTS = 8.0
# Of items that sold, so many per silence ended for a reason of their own: season or catalogue.
QUIET_SHARE = 0.001
QUANTITY_WEIGHT = 0.25
DRIFT_WEIGHT = 0.75
VALUE_WEIGHT = 0.1
SILENCE_WEIGHT = 0.75
MEAN_MIN = 1e-6


def error_rate(records: Records, known: Known) -> Numbers:
    """Beta-Binomial: expected share of wrong counts of an item, between its own and the site's."""
    prior = known.wrong_share * RATE_COUNTS
    return (prior + records.wrong) / (RATE_COUNTS + records.counts)


def no_sale(records: Records) -> Numbers:
    """P(no sale on so many open days in turn), a day's demand being negative binomial: its size is
    mean²/(variance - mean), and the sum over t days has t times the size."""
    mean = np.maximum(records.demand_mean, MEAN_MIN)
    # Never narrower than Poisson.
    spread = np.maximum(records.demand_variance - mean, 0.01 * mean)
    size = mean * mean / spread
    silent: Numbers = np.exp(records.silent_days * size * np.log(size / (size + mean)))
    return silent


def activity(records: Records, known: Known) -> Numbers:
    """Each movement may have gone wrong: at the site's mean of movements since the last count the
    belief is the site's share of wrong records."""
    usual = max(float(records.moves.mean()), 1.0)
    rate = -np.log1p(-known.wrong_share) / usual
    believed = -np.expm1(-rate * np.maximum(records.moves, 0.25))
    odds: Numbers = np.log(believed / (1 - believed))
    return odds


def history(records: Records, known: Known) -> Numbers:
    """How much more often than others' this item's counts were wrong."""
    ratio: Numbers = np.log(error_rate(records, known) / known.wrong_share)
    return ratio


def quantity(records: Records) -> Numbers:
    """A large quantity is seldom right to the unit."""
    size = np.log1p(records.recorded)
    above: Numbers = QUANTITY_WEIGHT * (size - np.median(size))
    return above


def silence(records: Records) -> Numbers:
    """How surprising it is that nothing sold, for stock that the record says is there."""
    surprise: Numbers = -np.log(QUIET_SHARE + (1 - QUIET_SHARE) * no_sale(records))
    heard: Numbers = np.where(records.recorded > 0, surprise, 0.0)
    return heard


def low_stock(records: Records, known: Known) -> Numbers:
    """The fewer units on record, the likelier that a usual difference has eaten them all: sizes of
    differences fall off exponentially."""
    return -records.recorded / known.difference_mean


def value(records: Records) -> Numbers:
    """What is dear is counted a little earlier."""
    worth = np.log(np.maximum(records.value, 0.01))
    above: Numbers = VALUE_WEIGHT * (worth - np.median(worth))
    return above


def drift(records: Records) -> Numbers:
    """Its item, location or operator has gone wrong again and again of late."""
    return DRIFT_WEIGHT * records.drift
