"""A company in the middle of its morning: three sites, work in every state, one line down."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.browser.company import Branch, Company, Picker
from tests.browser.site import ean13

FLOOR = ("--zones", "A,B", "--aisles", "2", "--bays", "12", "--levels", "2")
PLACES = (
    ("LEEDS", "Leeds", "Europe/London"),
    ("NINGBO", "Ningbo", "Asia/Shanghai"),
    ("RTM", "Rotterdam", "Europe/Amsterdam"),
)
GOODS = (
    "Regency cakestand 3 tier", "White hanging heart T-light holder", "Party bunting",
    "Biscuit tin 50's Christmas", "Bread bin diner style red", "Lunch bag red retrospot",
    "Assorted colour bird ornament", "Set of 3 cake tins pantry", "Jumbo bag vintage paisley",
    "Natural slate heart chalkboard", "Heart of wicker small", "Rabbit night light",
    "Alarm clock bakelike green", "Spotty bunting", "Wooden frame antique white",
    "Red woolly hottie white heart", "Vintage snap cards", "Set of 6 spice tins pantry design",
    "Hand warmer owl design", "Paper chain kit vintage Christmas", "Gardeners kneeling pad",
    "Felt farm animal rabbit", "Ceramic cherry cake bank", "Glass star frosted T-light holder",
)  # fmt: skip
BADGE, PIN = "4711", "2580"
WALK = "570412"
WALK_LINES = 17
SUPPLIERS = ("KAISER", "LUMEN", "BRIGHT-STAR")


def item_of(n: int) -> str:
    """The code of the n-th item."""
    return f"{22423 + 31 * n}"


class Morning:
    """A hub, a site in the middle of a walk, two more, and one that was invited and never came."""

    def __init__(self, folder: Path, seed: int = 7) -> None:
        self._chance = random.Random(seed)
        self.company = Company(folder)
        for n, name in enumerate(GOODS):
            self.company.add_item(
                item_of(n), name, barcodes=[ean13(f"5010000{item_of(n)}")], base_uom="pcs"
            )
        for place, (code, name, zone) in enumerate(PLACES):
            branch = self.company.open_site(code, name, zone, *FLOOR)
            self._stock(branch)
            self._orders(branch, 570_100 + 1_000 * place)
            self._delivery(branch, f"ASN-{1042 + place}")
        leeds = self.company.branches[0]
        popular = item_of(0)
        self.company.edit_apart(leeds, popular, {"min_quantity": 48}, {"min_quantity": 36})
        self.company.edit_apart(
            leeds,
            item_of(5),
            {"description": "Lunch bag red spots"},
            {"description": "Lunch bag red retrospot, large"},
        )
        self._walk(leeds)
        self.company.invite("GDN", "Gdańsk", "Europe/Warsaw")
        self.floor_url = f"http://localhost:{leeds.program.port}/"

    def close(self) -> None:
        """Everybody goes home."""
        self.company.close()

    def tablet_code(self) -> str:
        """A one-time code for a tablet of the first site."""
        return self.company.device_code(self.company.branches[0])

    def cut_off(self) -> str:
        """The last site falls silent; its code."""
        branch = self.company.branches[-1]
        branch.program.stop()
        return branch.code

    def _stock(self, branch: Branch) -> None:
        for n in range(len(GOODS)):
            branch.office.until(f"/lookup/{item_of(n)}", kind="item")
        rows = ["location,item,quantity"]
        for n in range(len(GOODS)):
            place = f"{'AB'[n // 12]}-{n % 2 + 1:02}-{n % 12 + 1:02}-{n % 2 + 1}"
            rows.append(f"{place},{item_of(n)},{self._chance.randrange(20, 60) * 12}")
        branch.office.table("opening_stock", rows)

    def _orders(self, branch: Branch, first: int) -> None:
        """Twenty orders: some gone, some in the middle, some late, some not begun."""
        now = datetime.now(UTC)
        orders = [str(first + n) for n in range(20)]
        for n, order in enumerate(orders):
            due = now + timedelta(minutes=(n - 9) * 25)
            self._take(branch, order, due, self._chance.randrange(2, 7))
        branch.office.command("release_orders", orders=orders[:16])
        code = self.company.device_code(branch)
        picker = Picker(branch, code, "Aisha", f"B-{first}", "2580")
        for n in range(9):
            tasks = picker.claim()
            for place, task in enumerate(tasks[:1] if n == 8 else tasks):
                picker.pick(task, missing=1 if n == 4 and place == 0 else 0)
        picker.close()
        for order in orders[:6]:
            branch.office.command("pack", order=order)
        for order in orders[:5]:
            branch.office.command("ship", order=order, carrier="DHL")

    def _take(self, branch: Branch, order: str, due: datetime, lines: int) -> None:
        asked = [
            {"item": item_of(n), "quantity": self._chance.choice((1, 2, 3, 4, 6, 12))}
            for n in self._chance.sample(range(len(GOODS)), lines)
        ]
        branch.office.command(
            "take_order",
            order=order,
            customer=f"C-{self._chance.randrange(1000, 1100)}",
            due_at=due.isoformat(timespec="seconds"),
            lines=asked,
        )

    def _delivery(self, branch: Branch, asn: str) -> None:
        """Three items: one as announced, one of which there is more, one partly damaged."""
        good, more, hurt = (item_of(n) for n in self._chance.sample(range(len(GOODS)), 3))
        extra = self._chance.choice((4, 6, 12))
        office = branch.office
        office.command(
            "announce_asn",
            asn=asn,
            supplier=self._chance.choice(SUPPLIERS),
            lines=[{"item": item, "quantity": 24} for item in (good, more, hurt)],
        )
        office.command("arrive_asn", asn=asn, dock="DOCK-1")
        office.command("receive", asn=asn, item=good, quantity=24)
        office.command("receive", asn=asn, item=more, quantity=24 + extra, confirm=True)
        office.command("receive", asn=asn, item=hurt, quantity=extra // 2, condition="damaged")

    def _walk(self, branch: Branch) -> None:
        """One big order, wanted before all others, and a person who is about to pick it."""
        branch.office.post("/people", {"name": "Li Wei", "badge": BADGE, "pin": PIN})
        due = (datetime.now(UTC) + timedelta(hours=2)).isoformat(timespec="seconds")
        lines = [{"item": item_of(n), "quantity": n % 4 * 2 + 2} for n in range(WALK_LINES)]
        branch.office.command(
            "take_order", order=WALK, customer="C-1001", due_at=due, lines=lines, priority=9
        )
        branch.office.command("release_orders", orders=[WALK])
