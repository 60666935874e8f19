"""Whether a weight is what it should be. All in grams."""

SCALE_G = 20
"""A difference that a packing scale cannot tell from its own error: never asked about."""


def is_near(weighed_g: int, expected_g: int, tolerance_percent: int) -> bool:
    """Within the tolerance, rounded up to a whole gram, or within what a scale can tell."""
    allowed = max(SCALE_G, -(-expected_g * tolerance_percent // 100))
    return abs(weighed_g - expected_g) <= allowed
