"""Golden files: what a format looked like when it was released, kept as bytes beside the test."""

from pathlib import Path


class Golden:
    """Compares with the files of one folder, or rewrites them when that was asked for."""

    def __init__(self, folder: Path, *, update: bool) -> None:
        self.folder = folder
        self._update = update

    def check(self, name: str, actual: str | bytes) -> None:
        """Fail where the file is absent or differs; with --update-golden write it instead."""
        path = self.folder / name
        data = actual.encode() if isinstance(actual, str) else actual
        if self._update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            return
        if not path.is_file():
            raise AssertionError(f"{path} does not exist: run once with --update-golden, review it")
        kept = path.read_bytes()
        if isinstance(actual, str):
            assert actual == kept.decode(), f"differs from {path} (--update-golden rewrites it)"
        assert data == kept, f"differs from {path} (--update-golden rewrites it)"
