"""What goes wrong with a node: its power, its disk, its clock, its rights. Each answers whether it
did anything."""

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from sync.store.protocol import Member

if TYPE_CHECKING:
    from tests.simulation.node import Node
    from tests.simulation.world import World

DOWN_MS = (500, 15_000)
BACKUP_MS = (1, 3_000)
HOUR_MS = 3_600_000
YEAR_MS = 365 * 24 * HOUR_MS


def _later_up(world: "World", node: "Node") -> bool:
    world.at(world.chance.randrange(*DOWN_MS), lambda: world.start(node))
    return True


# -- power and programs ---------------------------------------------------------------------------


def power(world: "World", node: "Node") -> bool:
    """The power goes between two operations."""
    if not node.up:
        return False
    node.crash()
    return _later_up(world, node)


def dying(world: "World", node: "Node") -> bool:
    """The power goes in the middle of one of the next operations."""
    if node.up:
        node.disk.die_soon()
    return node.up


def silent(world: "World", node: "Node") -> bool:
    """An edge is switched off, and a year passes."""
    if not node.up or node.me.role == "hub":
        return False
    node.crash()

    def a_year_later() -> None:
        world.calendar_ms += YEAR_MS
        for hub in world.hubs:  # nobody leaves these wrong for a year
            hub.wall.error_ms = 0

    world.at(world.chance.randrange(1, DOWN_MS[0]), a_year_later)
    return _later_up(world, node)


def upgrade(world: "World", node: "Node") -> bool:
    """A node that speaks the old schema stops and comes back with the new one."""
    if not node.up or not node.disk.outdated:
        return False
    node.crash()
    node.disk.upgrade()
    return _later_up(world, node)


# -- disks ----------------------------------------------------------------------------------------


def restore(world: "World", node: "Node") -> bool:
    """An edge goes back to an old backup; its hub still has what the backup lacks."""
    return node.me.role != "hub" and _restored(world, node)


def restore_hub(world: "World", node: "Node") -> bool:
    """A hub goes back to an old backup; the others send again what it lacks.

    Not where an edge runs twice: a hub that forgets whose story it took may take the other's, and
    only a person can settle what the others then hold.
    """
    return node.me.role == "hub" and not world.cloned and _restored(world, node)


def _restored(world: "World", node: "Node") -> bool:
    if not node.up or node.backup is None:
        return False
    _from_backup(world, node)
    return _later_up(world, node)


def back_up(world: "World", role: str) -> None:
    """All nodes of a role make a backup, each at its own time."""
    for node in world.nodes:
        if node.me.role == role:
            world.at(world.chance.randrange(*BACKUP_MS), partial(_back_up, node))


def _back_up(node: "Node") -> None:
    if node.up and not node.disk.dead and node.disk.sound():  # as a backup is proved
        node.backup = node.disk.backup()


def _from_backup(world: "World", node: "Node") -> None:
    backup, node.backup = node.backup, None
    world.hub_fell_back |= node.me.role == "hub"
    node.leave()
    node.put_back(backup)
    world.watch.restored(node)


def replace_damaged(world: "World", node: "Node") -> None:
    """The program has found its database damaged and stopped; a person restores the backup."""
    node.damages_found += 1
    if node.backup is None:
        node.backup = node.disk.first
    _from_backup(world, node)
    _later_up(world, node)


def bit_flip(world: "World", node: "Node") -> bool:
    """A bit of the database turns over while the node is down.

    Not a hub's where an edge may tell two stories: see `restore_hub`.
    """
    if not node.up or (node.me.role == "hub" and world.told_twice):
        return False
    node.leave()
    node.disk.flip()
    return _later_up(world, node)


def io_error(world: "World", node: "Node") -> bool:
    """One of the next writes or syncs fails; the program stops and is started again."""
    if node.up:
        node.disk.fail_soon()
    return node.up


def full(world: "World", node: "Node") -> bool:
    """No space left for a while."""
    if not node.up:
        return False
    node.disk.fill(full=True)
    world.at(world.chance.randrange(*DOWN_MS), lambda: node.disk.fill(full=False))
    return True


# -- clocks ---------------------------------------------------------------------------------------


def back(world: "World", node: "Node") -> bool:
    """The clock goes back, as far as 1970; often with the power, when its battery is dead."""
    node.wall.error_ms = -world.chance.choice((1_000, HOUR_MS, YEAR_MS, 60 * YEAR_MS))
    if world.chance.random() < 0.5:
        power(world, node)
    return True


def never_set(world: "World") -> None:
    """Often an edge is new, and its first records say 1970."""
    if world.chance.random() < 0.5:
        edges = [node for node in world.nodes if node.me.role != "hub"]
        world.chance.choice(edges).wall.error_ms = -60 * YEAR_MS


def ahead(world: "World", node: "Node") -> bool:
    """The clock is a few minutes ahead, within the bound."""
    node.wall.error_ms = world.chance.randrange(0, 4 * 60_000)
    return True


# -- rights ---------------------------------------------------------------------------------------


def removed(world: "World", node: "Node") -> bool:
    """An edge loses its rights at all hubs; later it is let in again."""
    if node.me.role == "hub" or node.me.number in world.removed:
        return False
    hubs = [one for one in world.nodes if one.me.role == "hub" and one.up]
    if len(hubs) < len(world.hubs):
        return False
    world.removed[node.me.number] = {one.me.number: world.watch.heads(one, node) for one in hubs}
    _enrolled(hubs, msgspec.structs.replace(node.me, scopes=()))
    world.at(world.chance.randrange(*DOWN_MS), lambda: let_in(world, node))
    return True


def let_in(world: "World", node: "Node") -> None:
    """The removed edge is a member again; nothing of it was taken meanwhile."""
    held = world.removed.pop(node.me.number, None)
    if held is None:
        return
    for hub in world.hubs:
        if hub.me.number in held:
            world.watch.stood_still(hub, node, held[hub.me.number])
    _enrolled(world.hubs, node.me)


def let_all_in(world: "World") -> None:
    """Nobody is without rights, not even where a hub came back with an old list of members."""
    for node in world.nodes:
        let_in(world, node)
        known = [hub for hub in world.hubs if not hub.store.members()[node.me.node].scopes]
        _enrolled(known, node.me)


def _enrolled(hubs: "list[Node]", member: Member) -> None:
    for hub in hubs:
        hub.disk.fill(full=False)  # a person at work makes room first
        hub.enrol(member)
