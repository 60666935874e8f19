"""docs/api-edge.md says what the edge serves."""

from pathlib import Path

import pytest

from tests.edge.serving import Served
from tests.golden import Golden
from tests.reference import reference

DOCS = Path(__file__).parents[3] / "docs"


def test_the_reference_of_the_edge_is_what_it_serves(
    served: Served, pytestconfig: pytest.Config
) -> None:
    described = served.get("/schema/openapi.json").json()
    golden = Golden(DOCS, update=pytestconfig.option.update_golden)
    golden.check("api-edge.md", reference("API of an edge", described))
