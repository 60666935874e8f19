"""Many clients at once: what the anchor systems lose or double must come out to the unit here."""
