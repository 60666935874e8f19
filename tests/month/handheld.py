"""A person with a handheld: logged in, speaking turns over HTTP; answers get lost at times."""

import msgspec

from models.warehouse.replies import Reply, decode_reply
from node.keys import new_code
from tests.edge.dialogues.talker import EdgeName, Talking
from tests.month.house import COMMANDS, House, Wire

PIN = "1234"


class Handheld(Talking):
    """`loses` answers that are on their way: the command goes out again, and the answer is the one
    that was kept. `walked` is shared by all who work the same way."""

    def __init__(
        self, house: House, name: str, walked: set[EdgeName], role: str = "worker"
    ) -> None:
        super().__init__()
        self.house, self.name = house, name
        self.walked = walked
        self.losing = False
        self.lost = 0
        self.logins = 0
        self.told: Reply | None = None
        self.given = 0
        self._cookies: dict[str, str] = {}
        self._wire = Wire(house.port)
        person = house.call("POST", "/api/v1/people", {"name": name, "pin": PIN, "role": role})
        self._badge, self.person_id = str(person["badge"]), str(person["id"])
        code = new_code(house.edge.services.secrets.enrolment, house.clock() // 1000)
        status, body = self._call("/api/v1/devices", {"code": code, "name": f"handheld {name}"})
        assert status == 201, body

    def log_in(self) -> None:
        """By badge and PIN."""
        self.logins += 1
        status, body = self._call("/api/v1/session", {"badge": self._badge, "pin": PIN})
        assert status == 200, body

    def close(self) -> None:
        """Switched off."""
        self._wire.tear()

    def say(self, type: str, **fields: object) -> Reply:
        """A turn, given once more when its answer was lost or the person had been locked out."""
        self.given += 1
        turn = self.at.number if self.at is not None and type in ("choose", "enter") else None
        command = {
            "type": type,
            "command_id": f"{self.name}-{self.given:08}",
            **({"turn": turn} if turn is not None else {}),
            **fields,
        }
        reply = self.post(command)
        assert reply is not None, (command, "not for this person")
        self.told = reply
        return reply

    def post(self, command: object) -> Reply | None:
        """Any command; None: it is not for this person's role."""
        status, body = self._call(COMMANDS, command)
        if status == 401:
            self.log_in()
            status, body = self._call(COMMANDS, command)
        if status == 403:
            return None
        assert status == 200, (command, status, body)
        reply = decode_reply(body)
        return self._again(command, reply) if self.losing else reply

    @property
    def event(self) -> str:
        """What the last turn was."""
        return self.at.event if self.at is not None else ""

    @property
    def stands(self) -> str:
        """`dialogue.stage`, or nothing."""
        return f"{self.at.dialogue}.{self.at.stage}" if self.at is not None else ""

    def _again(self, command: object, first: Reply) -> Reply:
        self.lost += 1
        self._wire.tear()
        status, body = self._call(COMMANDS, command)
        assert status == 200, (command, status, body)
        second = decode_reply(body)
        assert second == msgspec.structs.replace(first, replayed=True), (first, second)
        return second

    def _call(self, path: str, body: object) -> tuple[int, bytes]:
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"x-holdfast": "1", **({"cookie": cookie} if cookie else {})}
        status, answer, set_cookies = self._wire.call("POST", path, body, headers)
        for each in set_cookies:
            name, _, value = each.partition(";")[0].partition("=")
            self._cookies[name] = value
        return status, answer
