"""SET: add-wins. A removal takes away the additions it has seen; one made meanwhile stays."""

from sync.core.state import ElementState, split_dots


def add(state: ElementState | None, dot: bytes) -> ElementState:
    """Merge an addition under its stamp."""
    state = state or ElementState()
    if dot not in split_dots(state.gone):
        state.dots = _joined(state.dots, dot)
    return state


def remove(state: ElementState | None, seen: bytes) -> ElementState:
    """Merge a removal of these stamps; those that have not arrived yet are remembered."""
    state = state or ElementState()
    taken = set(split_dots(seen))
    state.dots = b"".join(dot for dot in split_dots(state.dots) if dot not in taken)
    state.gone = _joined(state.gone, *taken)
    return state


def _joined(dots: bytes, *more: bytes) -> bytes:
    return b"".join(sorted({*split_dots(dots), *more}))
