"""Questions that analysts ask first, answered over the tables of the report."""

from edge.export.tables import View

_AGE = "CAST(julianday((SELECT made_at FROM about)) - julianday({}) AS INTEGER)"

VIEWS = (
    View(
        "stock_by_item",
        "What there is of each item, and what it is worth.",
        {
            "item": "Item code",
            "on_hand": "Base units in the building",
            "available": "Of these, neither held back nor allocated",
            "locations": "In how many places",
            "worth": "On hand times cost; empty where the cost is not known",
        },
        "SELECT s.item, i.description, sum(on_hand) AS on_hand,"
        " sum(CASE WHEN s.status='available' THEN on_hand-allocated ELSE 0 END) AS available,"
        " count(DISTINCT location) AS locations, sum(on_hand)*i.cost AS worth, i.currency"
        " FROM stock s LEFT JOIN items i ON i.item=s.item GROUP BY s.item ORDER BY s.item",
    ),
    View(
        "stock_ageing",
        "How long goods have been here, by item and days since the oldest of it came.",
        {
            "days_0_30": "Base units up to 30 days here",
            "days_31_90": "31 to 90 days",
            "days_91_180": "91 to 180 days",
            "days_over_180": "Longer",
            "oldest_days": "Age of the oldest in days",
        },
        "WITH aged AS (SELECT item, on_hand, "
        + _AGE.format("received_at")
        + " AS days FROM stock) SELECT item,"
        " sum(CASE WHEN days<=30 THEN on_hand ELSE 0 END) AS days_0_30,"
        " sum(CASE WHEN days BETWEEN 31 AND 90 THEN on_hand ELSE 0 END) AS days_31_90,"
        " sum(CASE WHEN days BETWEEN 91 AND 180 THEN on_hand ELSE 0 END) AS days_91_180,"
        " sum(CASE WHEN days>180 THEN on_hand ELSE 0 END) AS days_over_180,"
        " max(days) AS oldest_days FROM aged GROUP BY item ORDER BY oldest_days DESC, item",
    ),
    View(
        "stock_expiring",
        "Goods with a last day of use, the next to expire first.",
        {"days_left": "Days until the last day of use; below zero: expired"},
        "SELECT item, lot, expiry, location, sum(on_hand) AS on_hand,"
        " CAST(julianday(expiry)-julianday(date((SELECT made_at FROM about))) AS INTEGER)"
        " AS days_left FROM stock WHERE expiry IS NOT NULL"
        " GROUP BY item, lot, expiry, location ORDER BY expiry, item",
    ),
    View(
        "picks_per_person_hour",
        "Picks that were done, by person and hour.",
        {
            "hour": "Hour (UTC)",
            "picks": "Tasks done",
            "units": "Base units picked",
            "orders": "Different orders",
        },
        "SELECT substr(done_at, 1, 13)||':00Z' AS hour, coalesce(person, '') AS person,"
        " count(*) AS picks, sum(done_quantity) AS units, count(DISTINCT document) AS orders"
        " FROM tasks WHERE kind='pick' AND done_at IS NOT NULL AND done_quantity>0"
        " GROUP BY hour, person ORDER BY hour, person",
    ),
    View(
        "movements_per_day",
        "How much moved each day, by kind of movement.",
        {"day": "Day (UTC)", "movements": "Entries of the ledger", "units": "Base units"},
        "SELECT substr(at, 1, 10) AS day, kind, count(*) AS movements, sum(quantity) AS units"
        " FROM movements GROUP BY day, kind ORDER BY day, kind",
    ),
    View(
        "open_orders_ageing",
        "Orders that have not left, the oldest first.",
        {
            "age_days": "Days since it was taken",
            "late_hours": "Hours since it was due; below zero: still in time",
            "ordered": "Base units asked for and not cancelled",
        },
        "SELECT o.number, customer, state, priority, due_at, "
        + _AGE.format("created_at")
        + " AS age_days, round((julianday((SELECT made_at FROM about))-julianday(due_at))*24, 1)"
        " AS late_hours, (SELECT sum(ordered-cancelled) FROM order_lines l"
        " WHERE l.number=o.number) AS ordered FROM orders o"
        " WHERE shipped_at IS NULL AND state NOT IN ('cancelled', 'shipped', 'delivered')"
        " ORDER BY created_at",
    ),
    View(
        "fill_rate_by_item",
        "Of what customers asked for, how much left; orders still open or cancelled do not count.",
        {"fill_percent": "Base units shipped of base units ordered, in percent"},
        "SELECT l.item, sum(l.ordered) AS ordered, sum(l.shipped) AS shipped,"
        " round(100.0*sum(l.shipped)/sum(l.ordered), 1) AS fill_percent FROM order_lines l"
        " JOIN orders o ON o.number=l.number WHERE o.state IN ('shipped', 'delivered')"
        " GROUP BY l.item HAVING sum(l.ordered)>0 ORDER BY fill_percent, l.item",
    ),
)
