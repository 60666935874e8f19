"""Facts reach a subscriber once at least, in order, signed; what does not is laid aside."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

import pytest

from edge.store import webhooks as rows
from edge.webhooks.address import Target
from edge.webhooks.courier import FACTS_AT_ONCE, Courier, Means, Standing, Stopped
from edge.webhooks.keeper import Webhooks
from edge.webhooks.patience import LAST_S, TRIES_MAX, pause_s
from edge.webhooks.sending import Sent
from node.http.problems import Problem
from tests.edge.serving import Served

T = TypeVar("T")
URL = "https://good.example/in"
LINES = [{"item": "TEA", "quantity": 1}]
KEY = b"k" * 32


class Receiver:
    """Stands in for the far end: says what it is told to, then yes."""

    def __init__(self, answers: Iterable[Sent] = ()) -> None:
        self.got: list[tuple[Target, dict[str, str], bytes]] = []
        self._answers = iter(answers)
        self.second = asyncio.Event()

    async def send(self, target: Target, headers: dict[str, str], body: bytes) -> Sent:
        answer = next(self._answers, Sent(204))
        self.got.append((target, headers, body))
        if len(self.got) == 2:
            self.second.set()
        return answer

    def orders(self) -> list[str]:
        return [json.loads(body)["order"] for _, _, body in self.got]


class Scene:
    """One subscription of a served site, its courier driven by hand."""

    def __init__(self, served: Served, receiver: Receiver, **wish: object) -> None:
        self.served, self.receiver = served, receiver
        made = served.post("/api/v1/webhooks", {"url": URL, **wish})
        assert made.status_code == 201, made.text
        self.id = made.json()["webhook"]["id"]
        self.paused: list[float] = []
        self.standing = Standing()

    def hook(self) -> rows.Subscription:
        return self.served.edge.services.readers.now(rows.subscriptions)[0]

    def courier(self) -> Courier:
        edge = self.served.edge

        async def pause(seconds: float) -> None:
            self.paused.append(seconds)

        means = Means(edge.services, edge._feed, KEY, self.receiver, lambda: 0.0, pause)  # type: ignore[arg-type]
        return Courier(means, self.hook(), self.standing)

    def go(self, courier: Courier) -> bool:
        """Until there is nothing more."""

        async def steps() -> bool:
            while not await courier.step():
                pass
            return True

        return self.on_loop(steps)

    def on_loop(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        with self.served.client.portal() as portal:
            result: T = portal.call(work)
            return result

    def letters(self) -> list[dict[str, Any]]:
        answer = self.served.get(f"/api/v1/webhooks/{self.id}/letters")
        letters: list[dict[str, Any]] = answer.json()["items"]
        return letters

    def take_orders(self, *numbers: int) -> None:
        for number in numbers:
            self.served.command(
                "take_order", f"order-{number}", order=f"SO-{number}", customer="A", lines=LINES
            )


@pytest.fixture
def quiet(served: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """A site whose own couriers stand still: the test drives one by hand."""
    monkeypatch.setattr(Webhooks, "_arrange", lambda *_: None)
    served.import_csv("items", "code\nTEA\n")
    return served


def test_what_happens_is_sent_in_order_and_signed(quiet: Served) -> None:
    scene = Scene(quiet, Receiver())
    scene.take_orders(1, 2, 3)
    scene.go(scene.courier())
    assert scene.receiver.orders() == ["SO-1", "SO-2", "SO-3"]
    hook = scene.hook()
    secret = hmac.digest(KEY, b"webhook:%d:%d" % (hook.id, hook.created_at_ms), hashlib.sha256)
    for target, headers, body in scene.receiver.got:
        assert (target.host, target.path) == ("good.example", "/in")
        said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        signature = base64.b64encode(hmac.digest(secret, said, hashlib.sha256)).decode()
        assert headers["webhook-signature"] == f"v1,{signature}"
        assert headers["webhook-id"] == json.loads(body)["id"]
        assert headers["webhook-timestamp"] == str(quiet.clock() // 1000)


def test_the_secret_told_is_the_one_it_signs_with(quiet: Served) -> None:
    made = quiet.post("/api/v1/webhooks", {"url": URL}).json()
    hook = quiet.edge.services.readers.now(rows.subscriptions)[0]
    key = quiet.edge._webhooks.key
    secret = hmac.digest(key, b"webhook:%d:%d" % (hook.id, hook.created_at_ms), hashlib.sha256)
    assert made["secret"] == "whsec_" + base64.b64encode(secret).decode()
    assert "secret" not in quiet.get("/api/v1/webhooks").text


def test_only_the_kinds_asked_for_are_sent(quiet: Served) -> None:
    scene = Scene(quiet, Receiver(), kinds=["order_cancelled"])
    scene.take_orders(1, 2)
    quiet.command("cancel_order", "cancel", order="SO-1", reason="changed mind")
    scene.go(scene.courier())
    kinds = [json.loads(body)["type"] for _, _, body in scene.receiver.got]
    assert kinds == ["order_cancelled"]


def test_a_restart_goes_on_behind_what_was_delivered(quiet: Served) -> None:
    scene = Scene(quiet, Receiver())
    scene.take_orders(1, 2)
    scene.go(scene.courier())
    scene.take_orders(3)
    scene.go(scene.courier())
    assert scene.receiver.orders() == ["SO-1", "SO-2", "SO-3"]


def test_a_stop_between_delivery_and_note_repeats_and_leaves_nothing_out(quiet: Served) -> None:
    scene = Scene(quiet, Receiver())
    scene.take_orders(*range(FACTS_AT_ONCE + 5))
    courier = scene.courier()

    async def die(*_: object) -> None:
        raise Problem(503, "busy")

    courier._keep = die  # type: ignore[method-assign, assignment]
    with pytest.raises(Problem):
        scene.go(courier)
    scene.go(scene.courier())
    told = scene.receiver.orders()
    assert list(dict.fromkeys(told)) == [f"SO-{number}" for number in range(FACTS_AT_ONCE + 5)]
    assert len(told) == 2 * FACTS_AT_ONCE + 5


def test_a_receiver_that_fails_a_while_misses_nothing(quiet: Served) -> None:
    down = [Sent(503, "answered 503")] * (TRIES_MAX - 1)
    scene = Scene(quiet, Receiver(down))
    scene.take_orders(1, 2)
    scene.go(scene.courier())
    assert scene.receiver.orders() == ["SO-1"] * TRIES_MAX + ["SO-2"]
    assert len({headers["webhook-id"] for _, headers, _ in scene.receiver.got}) == 2
    assert scene.paused == [pause_s(tries, 0.0) for tries in range(1, TRIES_MAX)]
    assert scene.letters() == []
    assert (scene.standing.error, scene.standing.tries) == ("", 0)


def test_what_is_given_up_is_laid_aside_shown_and_sent_again(quiet: Served) -> None:
    down = [Sent(500, "answered 500")] * TRIES_MAX
    scene = Scene(quiet, Receiver(down))
    scene.take_orders(1, 2)
    scene.go(scene.courier())
    assert scene.receiver.orders() == ["SO-1"] * TRIES_MAX + ["SO-2"]
    (letter,) = scene.letters()
    assert (letter["kind"], letter["error"], letter["again"]) == (
        "order_taken", "answered 500", False,
    )  # fmt: skip
    assert json.loads(letter["body"])["order"] == "SO-1"
    listed = quiet.get("/api/v1/webhooks").json()["items"][0]
    assert (listed["dead_letters"], listed["dropped"]) == (1, 0)
    resend = f"/api/v1/webhooks/{scene.id}/letters/resend"
    assert quiet.post(resend, {"letter": letter["id"]}).json() == {"letters": 1}
    scene.go(scene.courier())
    assert scene.receiver.orders()[-1] == "SO-1"
    assert scene.receiver.got[-1][1]["webhook-id"] == letter["fact"]
    assert scene.letters() == []


def test_a_letter_that_fails_again_stays(quiet: Served) -> None:
    down = [Sent(500, "answered 500")] * TRIES_MAX + [Sent(error="no answer")]
    scene = Scene(quiet, Receiver(down))
    scene.take_orders(1)
    scene.go(scene.courier())
    assert quiet.post(f"/api/v1/webhooks/{scene.id}/letters/resend", {}).json() == {"letters": 1}
    scene.go(scene.courier())
    assert [(each["error"], each["again"]) for each in scene.letters()] == [("no answer", False)]


def test_letters_are_bounded_and_the_loss_is_counted(
    quiet: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "LETTERS_MAX", 2)
    scene = Scene(quiet, Receiver([Sent(500, "answered 500")] * TRIES_MAX * 3))
    scene.take_orders(1, 2, 3)
    scene.go(scene.courier())
    assert [json.loads(each["body"])["order"] for each in scene.letters()] == ["SO-2", "SO-3"]
    assert quiet.get("/api/v1/webhooks").json()["items"][0]["dropped"] == 1


def test_a_receiver_that_is_gone_is_switched_off(quiet: Served) -> None:
    scene = Scene(quiet, Receiver([Sent(410, "answered 410")]))
    scene.take_orders(1)
    with pytest.raises(Stopped):
        scene.go(scene.courier())
    listed = quiet.get("/api/v1/webhooks").json()["items"][0]
    assert not listed["is_on"] and "410" in listed["note"]
    quiet.client.patch(f"/api/v1/webhooks/{scene.id}", json={"is_on": True}, headers=quiet.key())
    scene.go(scene.courier())
    assert scene.receiver.orders() == ["SO-1", "SO-1"]


def test_what_is_not_kept_any_more_is_said_and_the_rest_is_sent(quiet: Served) -> None:
    from tests.edge.feed.test_api import forget

    scene = Scene(quiet, Receiver())
    scene.take_orders(1, 2, 3)
    forget(quiet, keep=1)
    scene.go(scene.courier())
    assert scene.receiver.orders() == ["SO-3"]
    assert "not kept" in quiet.get("/api/v1/webhooks").json()["items"][0]["note"]


def test_pauses_grow_to_a_bound_and_are_spread() -> None:
    assert [pause_s(tries, 0.999_999) for tries in range(1, 5)] == pytest.approx(
        [5, 20, 80, 320], rel=1e-4
    )
    assert pause_s(50, 0.999_999) == pytest.approx(LAST_S, rel=1e-4)
    assert pause_s(3, 0.0) == 40.0


def test_a_running_site_delivers_by_itself(served: Served) -> None:
    receiver = Receiver()
    served.edge._webhooks._means.sender.send = receiver.send  # type: ignore[method-assign]
    served.import_csv("items", "code\nTEA\n")
    scene = Scene(served, receiver)
    scene.take_orders(1, 2)

    async def delivered() -> None:
        await asyncio.wait_for(receiver.second.wait(), 30)

    scene.on_loop(delivered)
    assert receiver.orders() == ["SO-1", "SO-2"]


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"url": "http://good.example/"}, "not_https"),
        ({"url": "https://127.0.0.1/"}, "address_inside"),
        ({"url": "nonsense"}, "bad_url"),
        ({"url": URL, "kinds": ["pickled"]}, "unknown_kind"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(
    quiet: Served, wish: dict[str, object], code: str
) -> None:
    answer = quiet.post("/api/v1/webhooks", wish)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_webhook_is_changed_and_removed_with_its_letters(quiet: Served) -> None:
    scene = Scene(quiet, Receiver([Sent(500, "answered 500")] * TRIES_MAX))
    scene.take_orders(1)
    scene.go(scene.courier())
    path = f"/api/v1/webhooks/{scene.id}"
    changed = quiet.client.patch(path, json={"kinds": ["shipped"]}, headers=quiet.key()).json()
    assert (changed["kinds"], changed["url"], changed["dead_letters"]) == (["shipped"], URL, 1)
    assert quiet.client.delete(path, headers=quiet.key()).status_code == 204
    assert quiet.get("/api/v1/webhooks").json()["items"] == []
    assert quiet.get(f"{path}/letters").status_code == 404


def test_a_site_has_so_many_webhooks_and_no_more(
    quiet: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.webhooks.desk.WEBHOOKS_MAX", 1)
    assert quiet.post("/api/v1/webhooks", {"url": URL}).status_code == 201
    refused = quiet.post("/api/v1/webhooks", {"url": URL})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_webhooks")
