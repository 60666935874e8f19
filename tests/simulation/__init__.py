"""Whole fleets of the real sync and store code in one process, virtual time, one seed."""
