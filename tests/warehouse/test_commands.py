"""Commands and replies as JSON: strict on the way in, the same bytes every time."""

import json

import msgspec
import pytest

from models.warehouse.commands import Command, ConfirmPick, decode_command, encode_command
from models.warehouse.replies import (
    ACCEPTS,
    Level,
    Outcome,
    Reply,
    Say,
    Step,
    Undo,
    decode_reply,
    encode_reply,
    next_step,
)

PICK = {
    "type": "confirm_pick",
    "command_id": "0b8f6c1e-7d5a-4f0e-9c39-1f0e5a6f7b11",
    "task_id": "0000E1WJVR013",
    "location": "A-01-01-1",
    "item": "TEA",
    "quantity": 5,
}
TYPES = {
    *("announce_asn", "arrive_asn", "receive", "close_receipt", "put_away", "take_order"),
    *("release_orders", "confirm_pick", "pack", "ship", "cancel_order", "move", "adjust"),
    "confirm_order",
    *("create_item", "edit_item", "edit_location", "open_dialogue", "scan", "enter", "choose"),
    *("set_rule", "drop_rule", "inspect", "return_goods"),
    *("set_channel", "drop_channel", "release_channel", "next_work"),
    *("sequence_picks", "pause_robots"),
    *("request_replenishment", "replenish", "request_transport", "give_back_task"),
    *("set_carton", "drop_carton", "stage"),
    *("set_carrier", "drop_carrier", "plan_shipment", "load_unit", "unload_unit"),
    *("depart_shipment", "cancel_shipment", "deliver", "attach"),
    *("set_tariff", "drop_tariff", "set_driver", "drop_driver", "set_asset", "drop_asset"),
    "set_site_address",
    *("set_field", "drop_field", "set_values"),
    *("change_pick", "take_tote", "set_down_totes", "edit_person", "put_content"),
    *("set_kit_part", "drop_kit_part", "make_kit_order", "release_kit_order", "collect_part"),
    *("set_pack", "drop_pack"),
    *("nest_unit", "take_out_unit", "put_away_unit"),
    *("build_kits", "take_apart", "cancel_kit_order"),
    *("request_count", "count_location", "review_count"),
    *("make_transfer", "announce_transfer", "note_transfer", "receive_unit", "settle_transfer"),
    *("reverse_receipt", "reverse_shipment", "hold_back", "resolve_exception"),
    *("propose", "accept_proposal", "dismiss_proposal"),
    *("take_back_pick", "put_back_part", "undo_kits", "cancel_asn"),
}


def test_the_closed_list_of_commands() -> None:
    kinds = Command.__args__
    assert {kind.__struct_config__.tag for kind in kinds} == TYPES


def test_a_command_there_and_back_is_the_same() -> None:
    command = decode_command(json.dumps(PICK))
    assert isinstance(command, ConfirmPick)
    assert decode_command(encode_command(command)) == command
    reordered = json.dumps(dict(reversed(PICK.items())), indent=2)
    assert encode_command(decode_command(reordered)) == encode_command(command)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "burn"},
        {"extra": 1},
        {"quantity": 1.5},
        {"quantity": "5"},
        {"quantity": 10**12 + 1},
        {"quantity": None},
        {"command_id": "short"},
        {"command_id": "x" * 65},
        {"command_id": "with space in it"},
        {"item": ""},
        {"item": "x" * 81},
        {"item": "TE\0A"},
        {"reason": "bored"},
        {"scanned_at": "2026-01-05T08:00:00"},
    ],
)
def test_what_is_malformed_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode_command(json.dumps({**PICK, **change}))


def test_a_reply_there_and_back_is_the_same() -> None:
    reply = Reply(
        "c-1",
        Outcome.LINE_DONE,
        Level.OK,
        Say("pick.done", {"item": "TEA", "quantity": 5}),
        next_step(Step.NEXT_TASK),
        {"order": "O1", "lines": [{"left": None}]},
        Undo("undo.move", {"type": "move"}),
    )
    assert decode_reply(encode_reply(reply)) == reply
    assert json.loads(encode_reply(reply))["next"] == {
        "step": "next_task",
        "accepts": ["location", "item", "unit"],
    }


def test_every_step_says_what_it_accepts() -> None:
    assert set(ACCEPTS) == set(Step)
    assert all(ACCEPTS.values())
