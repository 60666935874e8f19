"""Joining a hub and being found on the LAN."""
