"""How long to wait before the next try, and when to give a message up."""

TRIES_MAX = 7
"""5 s, 20 s, 80 s, 5 min, 10 min, 10 min: about half an hour for one message. Those behind it wait
in the log, which is kept for weeks."""
FIRST_S = 5.0
LAST_S = 600.0
GROWTH = 4.0


def pause_s(tries: int, chance: float) -> float:
    """Seconds after so many failed tries; chance in [0, 1) spreads those who failed together over
    the upper half."""
    assert tries >= 1
    whole = min(LAST_S, FIRST_S * GROWTH ** min(tries - 1, 10))
    return whole * (0.5 + chance / 2)
