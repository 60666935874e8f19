"""What an item is called, as an expression for the queries of both programs: its code, and with it
its owner where several use the code."""


def called(item: str) -> str:
    """An expression over a table or alias `item`; see models.warehouse.owners. The search for
    others of the code costs one step of an index."""
    return (
        "iif(EXISTS(SELECT 1 FROM item same"
        f" WHERE same.code={item}.code AND same.owner_id<>{item}.owner_id),"
        f" {item}.code||coalesce('@'||{owner_of(item)}, ''), {item}.code)"
    )


def owner_of(item: str) -> str:
    """The code of its owner, over anything with an `owner_id`."""
    return f"(SELECT o.code FROM owner o WHERE o.id={item}.owner_id)"
