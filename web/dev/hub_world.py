"""Pretend headquarters for front-end work: sites of every freshness and what they report."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from edge_lists import GOODS, Json

STATES = ["confirmed", "released", "allocated", "picking", "packed", "shipped", "short"]
SITES = [
    ("LEJ", "Leipzig", "live", 4),
    ("HAM", "Hamburg", "live", 11),
    ("RTM", "Rotterdam Maasvlakte", "delayed", 140),
    ("SZX", "Shenzhen 深圳盐田", "stale", 3 * 3600),
    ("ORD", "Chicago", "offline", 26 * 3600),
    ("GDN", "Gdansk", "never", None),
]


NODE = "7f3a02c1"


@dataclass
class HubWorld:
    """Figures that move a little, so that a page can be watched."""

    wall_s: Callable[[], float]
    rows: int = 40
    resolved: set[str] = field(default_factory=set)

    def ago(self, seconds: float | None) -> str | None:
        """A moment some seconds back, or never."""
        if seconds is None:
            return None
        moment = datetime.fromtimestamp(self.wall_s() - seconds, UTC)
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")

    def overview(self) -> Json:
        """One row per site; a site never heard knows nothing."""
        oldest = self.ago(26 * 3600)
        coverage = {"sites": len(SITES), "fresh": 3}
        sites = [self.site(code) for code, *_ in SITES]
        return {
            "as_of": oldest,
            "coverage": coverage,
            "sites": sites,
            "refused_nodes": 0,
            "conflicts": 3,
        }

    def site(self, code: str) -> Json:
        """A site's row."""
        n, (_, name, link, heard) = next(
            (n, site) for n, site in enumerate(SITES) if site[0] == code
        )
        known = heard is not None
        figures = {
            "waiting_ops": [0, 0, 212, None, None, None][n],
            "orders_open": 120 + 37 * n,
            "orders_due": 40 + 9 * n,
            "orders_late": [0, 3, 1, 12, 0, 0][n],
            "lines_open": 1840 + 411 * n,
            "shipped_today_units": 18_211 - 1900 * n,
            "exceptions_open": [2, 0, 5, 1, 0, 0][n],
            "on_hand_units": 412_880 + 51_204 * n,
            "in_transit_units": 0,
        }
        return {
            "code": code,
            "name": name,
            "link": link,
            "reason": "",
            "stale": link in ("stale", "offline", "never"),
            "last_heard": self.ago(heard),
            "last_applied": self.ago(heard),
            "as_of": self.ago(heard),
            "skew_ms": 40 * n if known else None,
            "quarantined": [0, 0, 1, 0, 0, 0][n],
            "conflicts": [0, 2, 0, 0, 0, 0][n],
            **{key: value if known else None for key, value in figures.items()},
        }

    def site_detail(self, code: str) -> Json:
        """Streams, quarantine and commands of a site; a site never heard has none."""
        row = self.site(code)
        whole: Json = {"site": row, "time_zone": "Europe/Berlin"}
        if row["last_heard"] is None:
            return {**whole, "nodes": [], "streams": [], "quarantine": [], "commands": []}
        enrolled = {"node": NODE, "number": 1, "name": f"edge-{code.lower()}", "revoked_at": None}
        stream = {"node": NODE, "epoch": 1, "seq": 48_211, "newest_at": self.ago(4), "frozen": ""}
        scopes = (f"warehouse {code}", "company", "node")
        return {
            **whole,
            "nodes": [{**enrolled, "enrolled_at": self.ago(9e6)}],
            "streams": [{**stream, "scope": scope} for scope in scopes],
            "quarantine": [self._aside()] if row["quarantined"] else [],
            "commands": [
                self._sent("c1", "adjust", 900, {"outcome": "line_done"}),
                self._sent("c2", "edit_location", 30, None),
            ],
        }

    def _sent(self, name: str, kind: str, seconds: float, reply: Json | None) -> Json:
        state = "done" if reply else "sent"
        told = {"command_id": name, "type": kind, "state": state, "reply": reply}
        return {**told, "sent_at": self.ago(seconds), "sent_by": "Anna Berg", "answered_at": None}

    def _aside(self) -> Json:
        detail = "Stamp 41 minutes ahead; held until the clock is set."
        told = {"id": "q1", "kind": "record", "node": NODE, "code": "future_stamp"}
        return {**told, "at": self.ago(4000), "times": 1, "detail": detail}

    def stock(self, item: str | None, site: str | None) -> Json:
        """Stock by item, each with its sites."""
        rows = []
        for n in range(self.rows):
            code, text, _ = GOODS[n % len(GOODS)]
            code = code if n < len(GOODS) else f"{code}-{n // len(GOODS)}"
            sites = [
                {
                    "site": at,
                    "on_hand": 400 + 13 * n + 70 * k,
                    "allocated": 30 + k,
                    "available": 370 + 13 * n + 69 * k,
                    "as_of": self.ago(heard),
                    "stale": link in ("stale", "offline"),
                }
                for k, (at, _, link, heard) in enumerate(SITES)
                if heard is not None and (n + k) % 4
            ]
            total = {
                key: sum(int(str(one[key])) for one in sites)
                for key in ("on_hand", "allocated", "available")
            }
            rows.append(
                {
                    "item": code,
                    "description": text,
                    "base_uom": "pcs",
                    "total": total | {"in_transit": 0},
                    "sites": sites,
                }
            )
        kept = [row for row in rows if item in (None, row["item"])]
        return {
            "items": kept,
            "next_cursor": None,
            "coverage": {"sites": 6, "fresh": 3},
            "as_of": self.ago(0),
        }

    def orders(self, site: str | None, state: str | None) -> Json:
        """Orders of all sites."""
        rows = [
            {
                "id": str(n),
                "order": str(569239 + n),
                "site": SITES[n % 5][0],
                "state": STATES[n % 7],
                "customer": f"C{n % 2}",
                "customer_name": ["Department store Hamburg", "Gift shop Lille"][n % 2],
                "due_at": self.ago(3600 * (n % 30) - 36_000),
                "late": n % 30 > 10 and STATES[n % 7] != "shipped",
                "lines": n % 23 + 1,
                "lines_done": n % 23 // 2,
                "ordered_units": 12 * (n % 23) + 7,
                "shipped_units": 0,
                "stale": n % 5 > 2,
            }
            for n in range(self.rows)
        ]
        kept = [
            row for row in rows if site in (None, row["site"]) and state in (None, row["state"])
        ]
        return {"items": kept, "next_cursor": None, "as_of": self.ago(0)}

    def exceptions(self, site: str | None) -> Json:
        """What went otherwise."""
        told: list[tuple[str, str, Json]] = [
            (
                "short_pick",
                "569239",
                {"item": "22423", "location": "A-04-12-2", "missing": 3, "reason": "not_found"},
            ),
            ("over_receipt", "ASN-1042", {"item": "47566", "quantity": 12}),
            ("received_damaged", "ASN-1042", {"item": "22846", "quantity": 2}),
            (
                "short_receipt",
                "ASN-1040",
                {"item": "20725", "line": 2, "expected": 48, "received": 40},
            ),
        ]
        rows = [
            {
                "id": str(n),
                "site": SITES[n % 3][0],
                "kind": kind,
                "code": code,
                "arguments": words,
                "opened_at": self.ago(600 * n + 60),
                "state": "open",
                "stale": False,
            }
            for n, (kind, code, words) in enumerate(told * 2)
        ]
        return {
            "items": [row for row in rows if site in (None, row["site"])],
            "next_cursor": None,
            "as_of": self.ago(0),
        }

    def conflicts(self) -> Json:
        """Edits of the same field at two places."""
        edits = [
            (
                "1",
                "item",
                "22423",
                "description",
                "Regency cakestand, 3 tiers",
                "Cakestand Regency 3-tier",
            ),
            ("2", "item", "85123A", "min_quantity", 48, 36),
        ]
        rows = [
            {
                "id": id,
                "table": table,
                "row": row,
                "field": name,
                "state": "resolved" if id in self.resolved else "open",
                "kept": {"value": kept, "who": "Anna Berg", "when": self.ago(1900), "site": "HAM"},
                "resolved_by": None,
                "resolved_at": None,
                "lost": {"value": lost, "who": "Li Wei", "when": self.ago(2700), "site": "SZX"},
            }
            for id, table, row, name, kept, lost in edits
        ]
        return {"items": rows, "next_cursor": None, "as_of": self.ago(0)}
