"""Frames from somebody who heard everything and holds no key: mutated, replayed, foreign, made
up."""

import random
from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agv.protocol.codecs import codec_for
from agv.protocol.message import Headers
from agv.protocol.order import InstantActions
from agv.protocol.sealed import Seal, close
from agv.protocol.topics import Address, Topic
from edge.fleet.link.sealing import Sealer, seal_key
from edge.fleet.master.asking import at_once
from tests.agv.link.rig import SECRET, Frame, Rig, mutated, plan

KINDS = ("mutated", "replayed", "foreign key", "other robot", "other session", "unsealed", "noise")


def attacks(rig: Rig, heard: list[Frame], number: int, rng: random.Random) -> Iterator[Frame]:
    """`heard`: true frames of earlier sessions and of another robot's orders."""
    thief = Ed25519PrivateKey.from_private_bytes(bytes(32))
    elsewhere = Address(manufacturer="Holdfast", serial="B-2")
    codec = codec_for("3.0")
    headers = Headers(rig.address, codec.version)
    nonces = iter(range(10**9))
    true_elsewhere = Sealer(elsewhere, seal_key(SECRET), lambda: f"else-{next(nonces):08}")
    true_elsewhere.session = "s2"
    for at in range(number):
        kind = KINDS[at % len(KINDS)]
        order = plan("ABC", f"x{at}").order(0, 0)
        actions = InstantActions(actions=(at_once("startCharging", f"x{at}"),))
        content, topic = (order, Topic.ORDER) if at % 3 else (actions, Topic.INSTANT_ACTIONS)
        body = codec.encode(headers.next(topic, rig.utc_ms), content)
        whole = rig.address.topic(topic)
        seal = Seal(f"thief-{at:08}", rig.utc_ms + 5_000)
        true_topic, true_payload = rng.choice(heard)
        match kind:
            case "mutated":
                yield true_topic, mutated(true_payload, rng)
            case "replayed":
                yield true_topic, true_payload
            case "foreign key":
                yield whole, close(body, seal, whole, "s2", thief.sign)
            case "other robot":
                yield whole, true_elsewhere.seal(topic, body, rig.utc_ms)
            case "other session":
                yield whole, close(body, seal, whole, "s1", seal_key(SECRET).sign)
            case "unsealed":
                yield whole, body
            case _:
                yield whole, rng.randbytes(rng.randint(0, 400))


def withstand(rig: Rig, number: int, rng: random.Random) -> int:
    """Hear true frames in one session, restart the robot, attack; how often something moved."""
    rig.give("ABC", "true")
    rig.step(20)
    heard = list(rig.frames)
    assert rig.vehicle.moves
    rig.start_robot("s2")
    rig.site.master("A-1").hold(True)
    rig.step(20)
    heard += rig.frames[-20:]
    for topic, payload in attacks(rig, heard, number, rng):
        rig.to_robot(topic, payload)
        rig.step(ms=5)
    return rig.vehicle.moves
