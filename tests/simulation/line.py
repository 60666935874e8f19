"""What lies between two nodes: at most one connection, and the messages on their way."""

from typing import TYPE_CHECKING

from sync.core.errors import BadFrame
from sync.core.messages import Message
from sync.link.framing import FrameReader, FrameWriter
from tests.simulation.node import End, Node

if TYPE_CHECKING:
    from tests.simulation.world import World

RETRY_MS = (100, 1_500)
LATENCY_MS = (1, 60)


class Line:
    """Dialled by one side. What goes wrong on it is set by tests.simulation.lines."""

    def __init__(self, world: "World", dials: Node, called: Node) -> None:
        self.world, self.dials, self.called = world, dials, called
        self.broken = False
        self.deaf: set[int] = set()
        self.rough = 0.0
        self.cut_short = 0.0
        self.latency_ms = LATENCY_MS
        self._ends: tuple[End, End] | None = None
        self._arrives_ms: dict[int, int] = {}

    @property
    def connected(self) -> bool:
        """Whether both ends have proved who they are."""
        return self._ends is not None and all(end.session.peer for end in self._ends)

    def connect(self) -> None:
        """Dial, if it makes sense now."""
        if self._ends is not None:
            return
        if self.broken or not (self.dials.up and self.called.up):
            self.retry()
            return
        one = End(self.dials, self, self.called.me.node)
        other = End(self.called, self, None)
        self._ends = (one, other)
        self._arrives_ms = {}
        for end in self._ends:
            end.node.ends.append(end)
        for end in self._ends:
            end.perform(end.session.start(self.world.now_ms))
            self.wake(end)

    def retry(self) -> None:
        """Dial again after a while."""
        self.world.at(self.world.chance.randrange(*RETRY_MS), self.connect)

    def drop(self, *, at_once: bool = False) -> None:
        """The connection is gone, with everything on its way."""
        if self._ends is None:
            return
        for end in self._ends:
            end.node.ends.remove(end)
        self._ends = None
        self.world.at(1, self.connect) if at_once else self.retry()

    def scrap(self) -> None:
        """Nobody dials here any more."""
        self.broken = True
        if self._ends is not None:
            self.drop()

    def mend(self) -> None:
        """As good as new."""
        self.broken, self.rough, self.cut_short, self.latency_ms = False, 0.0, 0.0, LATENCY_MS
        self.deaf.clear()

    def carry(self, sender: End, message: Message) -> None:
        """A message on its way; in order, unless the line is rough."""
        ends, world = self._ends, self.world
        if ends is None or sender not in ends:
            return
        receiver = ends[1] if sender is ends[0] else ends[0]
        if sender.node.rogue is not None:
            message = sender.node.rogue.spoiled(message, receiver.node)
        world.watch.sent(sender.node, receiver.node, message)
        if receiver.node.me.number in self.deaf:
            return
        copies, delay = 1, world.chance.randrange(*self.latency_ms)
        if self.rough and world.chance.random() < self.rough:
            copies = world.chance.choice((0, 2))
            delay += world.chance.choice((0, 200))
            arrives = world.now_ms + delay
        else:
            number = receiver.node.me.number
            arrives = max(world.now_ms + delay, self._arrives_ms.get(number, 0))
            self._arrives_ms[number] = arrives
        for _ in range(copies):
            world.at(arrives - world.now_ms, lambda: self._deliver(ends, receiver, message))

    def _deliver(self, ends: tuple[End, End], receiver: End, message: Message) -> None:
        if self._ends is not ends or not receiver.node.up:
            return
        if self.cut_short and self.world.chance.random() < self.cut_short:
            receiver.perform(receiver.session.on_bad_frame(self._code_of_stump(message)))
        else:
            receiver.perform(receiver.session.on_message(message, self.world.now_ms))
        self.wake(receiver)

    def _code_of_stump(self, message: Message) -> str:
        """What the reader makes of a frame that was cut short: anything but a message."""
        frame = FrameWriter().write(message)[0]
        stump = frame[: self.world.chance.randrange(len(frame))]
        try:
            read = FrameReader().read(stump)
        except BadFrame as error:
            return error.code
        raise AssertionError(f"a frame cut short was read as {read}")

    def wake(self, end: End) -> None:
        """A session says when it wants to be woken."""
        if self._ends is None or end not in self._ends:
            return
        if end.session.closed:
            self.drop()
            return
        world = self.world
        due = max(1, end.session.wake_ms - world.now_ms)
        if end.woken_ms and world.now_ms < end.woken_ms <= world.now_ms + due:
            return
        end.woken_ms = world.now_ms + due

        def woken() -> None:
            if self._ends is not None and end in self._ends:
                end.woken_ms = 0
                end.tick()
                self.wake(end)

        world.at(due, woken)
