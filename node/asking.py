"""Asking the program that serves a data folder, as the operator of this machine."""

from typing import TypeVar

import httpx
import msgspec

from node.errors import OperatorError

T = TypeVar("T")


class AskError(OperatorError):
    """The running program refused; the text is its reason."""


def own_client(authorization: str, answer_s_max: float) -> httpx.Client:
    """Calls our own program, at the address it wrote into the folder's lock."""
    # A self-signed certificate says nothing less about our own program than that file does.
    return httpx.Client(
        headers={"authorization": authorization},
        timeout=answer_s_max,
        trust_env=False,
        verify=False,  # noqa: S501
    )


def read_answer(answer: httpx.Response, kind: type[T]) -> T:
    """The body of a good answer; raises AskError with the reason in a bad one."""
    if answer.is_success:
        return msgspec.json.decode(answer.content or b"{}", type=kind)
    try:
        problem = msgspec.json.decode(answer.content, type=dict[str, object])
    except msgspec.MsgspecError:
        problem = {}
    raise AskError(f"{problem.get('code', answer.status_code)}: {problem.get('detail', '')}")
