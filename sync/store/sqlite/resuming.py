"""Going on after a fall: with everything, and said to all what is built on."""

from collections.abc import Iterable

from sync.core.ids import Scope
from sync.core.messages import Mark
from sync.core.resuming import word_of
from sync.store.protocol import Author
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.write import write


def resume(replica: Replica, told: Iterable[Mark]) -> None:
    """What was written before the fall is here again, or nobody is there to tell.

    Not while frozen: nothing is written then.
    """
    if not replica.resuming or replica.frozen:
        return
    with replica.transaction():
        replica.execute("DELETE FROM s_meta WHERE key='resuming'")
        replica.resuming = False
        for scope, word in word_of(replica.epoch, replica.me.scopes, told).items():
            write(replica, Scope(scope), word, Author())
