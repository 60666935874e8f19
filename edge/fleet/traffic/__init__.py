"""Who goes where, who goes first, and which node may be driven to now: pure, with no clock and no
chance of its own."""
