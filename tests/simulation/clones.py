"""An edge's image started twice, and the person who finds out which of the two goes on."""

from functools import partial
from typing import TYPE_CHECKING

from sync.core.ids import Head, StreamId
from tests.simulation.line import Line
from tests.simulation.node import Node, shared_vector

if TYPE_CHECKING:
    from tests.simulation.world import World

TWIN_OPERATIONS = 1_000_000
"""Where the twin's operations are numbered from, so that the keys of the two differ."""


def clone(world: "World", node: Node) -> bool:
    """Start an edge's image a second time. Only one with one hub: two hubs may believe either."""
    lines = [line for line in world.lines if line.dials is node]
    if node.me.role == "hub" or not node.up or len(lines) != 1 or world.twins:
        return False
    twin = Node(world, node.me, node.disk.twin(world.chance), node.wall)
    twin.operations = TWIN_OPERATIONS
    twin.twin_of = node
    world.twins.append(twin)
    world.cloned.add(node.me.node)
    world.twin_lines = [Line(world, twin, line.called) for line in lines]
    for line in world.twin_lines:
        line.connect()
    world.work_later(twin)
    return True


def part(world: "World") -> None:
    """All lines are good: wait until both have met their hub, then keep one and scrap the other."""
    for twin in list(world.twins):
        original = twin.twin_of
        assert original is not None
        for image in (original, twin):
            world.start(image)
        hub = world.twin_lines[0].called
        images = (original, twin)
        world.run_until(partial(_all_met, images, hub))
        lost = [image for image in images if parted(image, hub)]
        for image in lost:
            notes = (*image.alarms, *hub.alarms)
            told = [n for n in notes if n.kind == "fork" or n.fields.get("code") == "fork"]
            assert image.disk.frozen, f"clone {image.me.number} goes on where its hub knows another"
            assert told, f"nobody was told that {image.me.number} runs twice"
        kept, scrapped = (twin, original) if original in lost else (original, twin)
        assert kept not in lost, f"both images of {kept.me.number} have parted from their hub"
        world.watch.scrapped(scrapped, kept)
        _keep(world, original, twin, kept)


def _all_met(images: tuple[Node, ...], hub: Node) -> bool:
    """A person looks at what the hub has frozen, and lets it take the stream of one image again."""
    if hub.disk.thaw(images[0].me.node):
        for end in list(hub.ends):
            end.line.drop()
    return all(met(image, hub) for image in images)


def met(node: Node, hub: Node) -> bool:
    """Whether this image knows what its hub holds: all it wrote is there, or it is frozen."""
    if node.disk.frozen:
        return True
    held = shared_vector(hub)
    own = {s: head for s, head in shared_vector(node).items() if s.node == node.me.node}
    return all(held.get(stream) == head for stream, head in own.items())


def parted(node: Node, hub: Node) -> bool:
    """Whether its own streams hold something else than the hub's."""
    held: dict[StreamId, Head] = shared_vector(hub)
    for stream, head in shared_vector(node).items():
        if stream.node != node.me.node or stream not in held:
            continue
        seq = min(head.seq, held[stream].seq)
        if node.disk.hash_at(stream, seq) != hub.disk.hash_at(stream, seq):
            return True
    return False


def _keep(world: "World", original: Node, twin: Node, kept: Node) -> None:
    for line in world.twin_lines:
        line.scrap()
    twin.up = False
    world.twins.remove(twin)
    world.twin_lines = []
    if kept is not twin:
        twin.disk.remove()
        return
    original.crash()
    original.disk.remove()
    original.disk = twin.disk
    original.acknowledged |= twin.acknowledged
    original.up = False
    world.start(original)
