"""What waits on the pretend floor at the start of its day: one function per list."""

Json = dict[str, object]
GOODS = [
    ("22423", "Regency cakestand 3 tier", "5010000224235"),
    ("85123A", "White hanging heart T-light holder", "5010000851237"),
    ("47566", "Party bunting", "5010000475660"),
    ("23247", "Biscuit tin 50's Christmas", "5010000232476"),
    ("22846", "Bread bin diner style red", "5010000228462"),
    ("20725", "Lunch bag red retrospot", "5010000207252"),
    ("84879", "Assorted colour bird ornament", "5010000848794"),
    ("22720", "Set of 3 cake tins pantry design", "5010000227205"),
]


def place(n: int) -> str:
    """The n-th storage location, aisle by aisle."""
    return f"{'ABCDE'[n // 96 % 5]}-{n // 8 % 12 + 1:02d}-{n % 8 + 1:02d}-{n % 3 + 1}"


def deliveries(count: int) -> list[Json]:
    """ASNs of four lines; only the first has arrived."""
    return [
        {
            "asn": f"ASN-{1042 + n}",
            "supplier": "Kaiser Ceramics",
            "state": "announced" if n else "arrived",
            "expected_on": "2026-03-04",
            "lines": [
                {
                    "line": k + 1,
                    "item": item,
                    "description": text,
                    "barcodes": [barcode],
                    "uom": "pcs",
                    "tracking": "lot" if k == 1 else "none",
                    "expected": 24 * (k + 1),
                    "received": 0,
                }
                for k, (item, text, barcode) in enumerate(GOODS[n % 4 : n % 4 + 4])
            ],
        }
        for n in range(count)
    ]


def _goods(n: int) -> Json:
    item, text, barcode = GOODS[n % len(GOODS)]
    lot = "2409" if n % 3 == 0 else None
    return {"item": item, "description": text, "barcodes": [barcode], "lot": lot}


def putaways(count: int) -> list[Json]:
    """Pallets at the dock."""
    return [
        {
            **_goods(n),
            "task_id": f"PUT{n:05d}",
            "quantity": 12 + n,
            "unit": f"3401234500000{10000 + n}",
            "from_location": "DOCK-1",
            "to_location": place(n * 3 + 17),
            "to_barcode": f"L{place(n * 3 + 17)}",
        }
        for n in range(count)
    ]


def picks(count: int) -> list[Json]:
    """One order's tasks in walking order."""
    return [
        {
            **_goods(n),
            "task_id": f"PICK{n:05d}",
            "order": "569239",
            "location": place(n * 5 + 25),
            "location_barcode": f"L{place(n * 5 + 25)}",
            "zone": place(n * 5 + 25)[0],
            "quantity": n % 4 + 1,
            "uom": "pcs",
            "expiry": "2027-03-31" if n % 3 == 0 else None,
            "sequence": n,
        }
        for n in range(count)
    ]


def packings(count: int) -> list[Json]:
    """Picked orders of three lines."""
    return [
        {
            "order": str(569300 + n),
            "customer": "Department store Hamburg",
            "state": "picked",
            "lines": [
                {
                    "item": code,
                    "description": words,
                    "barcodes": [barcode],
                    "picked": k + 2,
                    "packed": 0,
                }
                for k, (code, words, barcode) in enumerate(GOODS[n % 5 : n % 5 + 3])
            ],
        }
        for n in range(count)
    ]
