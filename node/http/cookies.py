"""Cookies that no script can read and no other site can make a browser send."""

from typing import Any

from litestar import Request
from litestar.datastructures import Cookie


def cookie_name(kind: str, whose: str) -> str:
    """A browser keeps one cookie of a name for a machine, whatever the port: programs on one
    machine would read each other's, and each login would end the other's."""
    return f"holdfast_{kind}_{whose}"


def sealed_cookie(request: Request[Any, Any, Any], name: str, value: str, life_s: int) -> Cookie:
    """For the answer to `request`; over TLS it never leaves TLS."""
    return Cookie(
        key=name,
        value=value,
        path="/",
        max_age=life_s,
        httponly=True,
        samesite="strict",
        secure=request.scope["scheme"] == "https",
    )
