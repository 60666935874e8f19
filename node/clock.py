"""The wall clock of this machine: programs read it here and hand it down."""

import time


def wall_clock_ms() -> int:
    """UTC, in milliseconds since 1970."""
    return time.time_ns() // 1_000_000
