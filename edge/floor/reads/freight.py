"""Reads about tariffs, drivers, assets and the site's address."""

from typing import Protocol


class FreightReads(Protocol):
    """Each an indexed look-up."""

    def tariff_known(self, key: str) -> bool:
        """Whether a tariff has this key, in use or not."""
        ...

    def driver(self, code: str) -> int | None:
        """Id of a driver, in use or not."""
        ...

    def asset(self, code: str) -> int | None:
        """Id of an asset, still owned or not."""
        ...

    def site_address(self) -> int | None:
        """Id of the row that says where this site stands."""
        ...
