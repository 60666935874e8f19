"""How far the rewriting of a scope's stamps has come."""

from sync.core.catalogue import Catalogue, Merge

Place = tuple[int, str, object]
"""Table, part of it, and the last key seen."""


class Pass:
    """One walk through all rows of a scope; a restart begins anew, which changes nothing."""

    __slots__ = ("parts", "target")

    def __init__(self, catalogue: Catalogue, target: int) -> None:
        self.target = target
        self.parts: list[Place] = []
        for table in catalogue.tables:
            if table.merge is Merge.ROWS:
                self.parts += [(table.id, "rows", None), (table.id, "tombs", None)]
            elif table.merge is Merge.SET:
                self.parts.append((table.id, "elements", None))
