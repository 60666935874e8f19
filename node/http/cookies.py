"""Cookies that no script can read and no other site can make a browser send."""

from typing import Any

from litestar import Request
from litestar.datastructures import Cookie


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
