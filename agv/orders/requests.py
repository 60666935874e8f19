"""Leaving the line inside a corridor that has to be asked for (sections 6.6.10 and 6.9 of 3.0)."""

import msgspec

from agv.protocol.order import Edge, Response
from agv.protocol.stamp import read_stamp
from agv.protocol.state import CORRIDOR, EdgeRequest
from agv.protocol.words import GrantType, ReleaseLoss, RequestStatus

LOST = (RequestStatus.REVOKED, RequestStatus.EXPIRED)


class Asked(msgspec.Struct, kw_only=True):
    """One request. `lease_ms`: until when it is granted, on the robot's own clock."""

    edge: Edge
    request_id: str
    status: RequestStatus = RequestStatus.REQUESTED
    lease_ms: int | None = None


class Requests:
    """The requests that stand in the state. No answer is a no."""

    def __init__(self) -> None:
        self._asked: dict[int, Asked] = {}
        self._number = 0

    def states(self) -> tuple[EdgeRequest, ...]:
        return tuple(
            EdgeRequest(
                request_id=asked.request_id,
                request_type=CORRIDOR,
                edge_id=asked.edge.edge_id,
                sequence_id=asked.edge.sequence_id,
                request_status=asked.status,
            )
            for asked in self._asked.values()
        )

    def ask(self, edge: Edge) -> None:
        """The robot would like to leave its line on this edge."""
        if edge.sequence_id in self._asked:
            return
        self._number += 1
        self._asked[edge.sequence_id] = Asked(edge=edge, request_id=f"corridor-{self._number}")

    def done(self, sequence_id: int) -> None:
        """The robot is back on its line, or past the edge."""
        self._asked.pop(sequence_id, None)

    def clear(self) -> None:
        """The order is over, or a person has taken the robot."""
        self._asked.clear()

    def answer(self, response: Response, now_ms: int, utc_ms: int | None) -> None:
        """Take an answer. Without a sure time of day a lease is not believed."""
        for sequence_id, asked in list(self._asked.items()):
            if asked.request_id == response.request_id:
                self._take(sequence_id, asked, response, now_ms, utc_ms)

    def expire(self, now_ms: int) -> None:
        """Leases end by themselves."""
        for asked in self._asked.values():
            over = asked.lease_ms is not None and now_ms >= asked.lease_ms
            if asked.status is RequestStatus.GRANTED and over:
                asked.status = RequestStatus.EXPIRED

    def next_lease_ms(self) -> int | None:
        """When the next lease ends."""
        leases = [
            asked.lease_ms
            for asked in self._asked.values()
            if asked.status is RequestStatus.GRANTED and asked.lease_ms is not None
        ]
        return min(leases, default=None)

    def granted(self, sequence_id: int) -> bool:
        asked = self._asked.get(sequence_id)
        return asked is not None and asked.status is RequestStatus.GRANTED

    def lost(self) -> ReleaseLoss | None:
        """What to do about a corridor whose release was lost while it was used."""
        for asked in self._asked.values():
            if asked.status in LOST:
                corridor = asked.edge.corridor
                behavior = corridor.release_loss_behavior if corridor else None
                return behavior or ReleaseLoss.STOP
        return None

    def _take(
        self, sequence_id: int, asked: Asked, response: Response, now_ms: int, utc_ms: int | None
    ) -> None:
        match response.grant_type:
            case GrantType.GRANTED:
                lease_ms = None
                if response.lease_expiry is not None:
                    expiry_ms = read_stamp(response.lease_expiry)
                    if expiry_ms is None or utc_ms is None or expiry_ms <= utc_ms:
                        return
                    lease_ms = now_ms + expiry_ms - utc_ms
                asked.status, asked.lease_ms = RequestStatus.GRANTED, lease_ms
            case GrantType.REJECTED:
                self.done(sequence_id)
            case GrantType.REVOKED if asked.status is RequestStatus.GRANTED:
                asked.status = RequestStatus.REVOKED
            case GrantType.REVOKED:
                self.done(sequence_id)
            case GrantType.QUEUED:
                pass  # The schema of 3.0 has no such status: it stays REQUESTED.
