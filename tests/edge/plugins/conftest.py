"""A served copy of a small site, as the tests of the API have it."""

from tests.edge.api.conftest import clock, serve, served, tablet, template

__all__ = ["clock", "serve", "served", "tablet", "template"]
