"""A served site with something to print of."""

from tests.edge.api.conftest import clock, serve, served, template

__all__ = ["clock", "serve", "served", "template"]
