"""The road to headquarters: the sync session, the orders it brings, and being found on the LAN."""
