"""Why a file is refused as a whole; what is wrong with single cells stands in the report."""


class IntakeError(Exception):
    """The file cannot be taken. `code` is stable."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
