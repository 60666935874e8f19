"""docs/api-hub.md says what the hub serves."""

from pathlib import Path

import pytest

from tests.golden import Golden
from tests.hub.world import Hub, World
from tests.reference import reference

DOCS = Path(__file__).parents[2] / "docs"


def test_the_reference_of_the_hub_is_what_it_serves(
    world: World, pytestconfig: pytest.Config
) -> None:
    async def scenario(hub: Hub) -> None:
        answer = await hub.client.get("http://localhost/schema/openapi.json")
        golden = Golden(DOCS, update=pytestconfig.option.update_golden)
        golden.check("api-hub.md", reference("API of a hub", answer.json()))

    world.run(scenario)
