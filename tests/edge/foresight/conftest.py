"""A served site to foresee at."""

from tests.edge.api.conftest import clock, serve, served, template

__all__ = ["clock", "serve", "served", "template"]
