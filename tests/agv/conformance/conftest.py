"""Both versions, and the published schemas where they lie beside the repository."""

import json
from collections.abc import Callable

import jsonschema_rs
import msgspec
import pytest

from agv.orders.sheet import Body, factsheet
from agv.protocol.factsheet import Factsheet, RobotAction
from agv.protocol.topics import Topic
from agv.protocol.words import Scope
from tests.agv.conformance.wire import FOLDERS, SCHEMAS, Schemas, Wire

VERSIONS = ("3.0.0", "2.1.0")
Check = Callable[[str, Topic, bytes], None]


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    """Validators by version and topic; none where the schemas are not there."""
    return {
        (version, topic): jsonschema_rs.validator_for(json.loads(path.read_text(encoding="utf-8")))
        for version, folder in FOLDERS.items()
        for topic in Topic
        if (path := SCHEMAS / folder / f"{topic}.schema").exists()
    }


@pytest.fixture
def check(schemas: Schemas) -> Check:
    """Hold a message to its schema; without schemas nothing is held, and one test says so."""

    def validate(version: str, topic: Topic, payload: bytes) -> None:
        if (version, topic) in schemas:
            schemas[version, topic].validate(json.loads(payload))

    return validate


@pytest.fixture(params=VERSIONS)
def wire(request: pytest.FixtureRequest, check: Check) -> Wire:
    """A robot that stands on node A at 0, in automatic mode."""
    return ready(Wire(request.param, check, sheet=sheet()))


@pytest.fixture
def newest(check: Check) -> Wire:
    """For what only 3.0 has."""
    return ready(Wire("3.0.0", check, sheet=sheet()))


@pytest.fixture
def oldest(check: Check) -> Wire:
    """For what is different in 2.1."""
    return ready(Wire("2.1.0", check, sheet=sheet()))


def ready(wire: Wire) -> Wire:
    """Nothing seen yet."""
    wire.robot.on_localized("A")
    wire.step()
    wire.states = [wire.seen()]
    return wire


def sheet() -> Factsheet:
    """Our robot with actions beside that show what blocks what: `light` on nodes and edges, `lift`
    that may be paused, `press` that may not be broken off."""
    ours = factsheet(Body(corridors=True))
    anywhere = (Scope.NODE, Scope.EDGE)
    more = (
        RobotAction(
            action_type="light", action_scopes=anywhere, pause_allowed=False, cancel_allowed=True
        ),
        RobotAction(
            action_type="lift", action_scopes=anywhere, pause_allowed=True, cancel_allowed=True
        ),
        RobotAction(
            action_type="press", action_scopes=anywhere, pause_allowed=False, cancel_allowed=False
        ),
    )
    features = ours.protocol_features
    actions = (*features.mobile_robot_actions, *more)
    return msgspec.structs.replace(
        ours,
        protocol_features=msgspec.structs.replace(features, mobile_robot_actions=actions),
    )
