"""A replica in dictionaries."""

from sync.store.memory.store import MemoryStore

__all__ = ["MemoryStore"]
