"""A hub and its sites as real programs, with as much of a working day behind them as asked for."""

from pathlib import Path

import msgspec

from tests.browser.programs import EDGE, HUB, Calls, Json, Program, told

ADMIN, PASSWORD = "anna", "a quiet instrument"
NOWHERE = "http://127.0.0.1:9"
WHOLE_ORDER = 100


class Branch:
    """A site of the company: its program, and its office with the first API key."""

    def __init__(self, code: str, program: Program, key: str) -> None:
        self.code, self.program, self.key = code, program, key
        self.office = Calls(program.address, key)

    def close(self) -> None:
        """It is gone."""
        self.office.close()
        self.program.stop()


class Company:
    """Headquarters, served; sites are added by one-time code as in life."""

    def __init__(self, folder: Path, name: str = "Holdfast Gifts") -> None:
        self._folder = folder
        self.hub = Program(HUB, folder / "hub")
        told(
            HUB, "init", "--data", str(self.hub.folder), "--company", "HOLD",
            "--company-name", name, "--admin", ADMIN, "--password", PASSWORD,
        )  # fmt: skip
        self.hub.start()
        self.url = f"http://localhost:{self.hub.port}/"
        self.office = Calls(self.hub.address)
        self.office.post("/session", {"name": ADMIN, "password": PASSWORD})
        self.branches: list[Branch] = []

    def close(self) -> None:
        """All of it is gone."""
        for branch in self.branches:
            branch.close()
        self.office.close()
        self.hub.stop()

    def invite(self, code: str, name: str, time_zone: str) -> str:
        """A one-time code for the computer of a site."""
        site = {"code": code, "name": name, "time_zone": time_zone}
        return str(self.office.post("/enrolments", {"site": site})["code"])

    def open_site(self, code: str, name: str, time_zone: str, *floor: str) -> Branch:
        """A site that is enrolled and served."""
        program = Program(EDGE, self._folder / code.lower())
        enrolment = self.invite(code, name, time_zone)
        site = told(
            EDGE, "init", "--data", str(program.folder), "--hub", self.hub.address,
            "--enrol", enrolment, "--warehouse", code, *floor,
        )  # fmt: skip
        program.start()
        branch = Branch(code, program, str(site["key"]))
        self.branches.append(branch)
        return branch

    def add_item(self, code: str, description: str, **fields: object) -> None:
        """A new item of the company; it reaches the sites by itself."""
        self.office.post("/items", {"code": code, "description": description, **fields})

    @staticmethod
    def device_code(branch: Branch) -> str:
        """A one-time code for a tablet of the site."""
        return str(told(EDGE, "enrol-device", "--data", str(branch.program.folder))["code"])

    def edit_apart(self, branch: Branch, item: str, here: Json, there: Json) -> None:
        """Both sides edit one item while the line is down; then it is up again."""
        branch.program.stop()
        self.office.patch(f"/items/{item}", here)
        branch.program.start("--hub", NOWHERE)
        branch.office.command("edit_item", item=item, fields=there)
        branch.program.stop()
        branch.program.start()


class PickTask(msgspec.Struct, frozen=True):
    """What a picker is asked."""

    task_id: str
    location: str
    item: str
    lot: str | None
    quantity: int


class _Work(msgspec.Struct, frozen=True):
    items: list[PickTask]


class Picker:
    """A person with a tablet, by HTTP: the same calls as the page makes."""

    def __init__(self, branch: Branch, code: str, name: str, badge: str, pin: str) -> None:
        branch.office.post("/people", {"name": name, "badge": badge, "pin": pin})
        self._calls = Calls(branch.program.address)
        self._calls.post("/devices", {"code": code, "name": f"Tablet of {name}"})
        self._calls.post("/session", {"badge": badge, "pin": pin})

    def claim(self) -> list[PickTask]:
        """The next order."""
        work = self._calls.post("/work/pick/claim", {"limit": WHOLE_ORDER})
        return msgspec.convert(work, _Work).items

    def pick(self, task: PickTask, missing: int = 0) -> None:
        """As asked, or short of some pieces that were not found."""
        short: Json = {"reason": "not_found"} if missing else {}
        fields = {**msgspec.to_builtins(task), "quantity": task.quantity - missing, **short}
        self._calls.command("confirm_pick", **fields)

    def close(self) -> None:
        """Goes home."""
        self._calls.close()
