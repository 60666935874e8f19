"""What is known of the link, for people: written by the link's task, read by the API."""


class LinkStatus:
    """`state`: alone (no hub set), connecting, live, lost, refused. Times are wall milliseconds."""

    def __init__(self, address: str | None) -> None:
        self.address = address
        self.state = "connecting" if address else "alone"
        self.reason = ""
        self.last_heard_ms: int | None = None
        self.last_acked_ms: int | None = None

    def is_live(self, now_ms: int, within_ms: int) -> bool:
        """Whether the hub has been heard recently."""
        heard = self.last_heard_ms
        return self.state == "live" and heard is not None and now_ms - heard <= within_ms
