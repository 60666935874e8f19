"""Plug-ins: what they may do, and what they cannot spoil."""
