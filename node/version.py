"""Which release runs."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The installed version; "0" in a tree that was never installed."""
    try:
        return version("holdfast")
    except PackageNotFoundError:
        return "0"
