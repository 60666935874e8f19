"""Signatures as Standard Webhooks has them, so that receivers can use a library they have.

A secret is derived from the node's key and the subscription: it lies in no database and in no
backup. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac

SECRET_PREFIX = "whsec_"  # noqa: S105  a prefix, not a secret


def secret_of(key: bytes, webhook_id: int, created_at_ms: int) -> bytes:
    """The secret of one subscription, 32 bytes. Its birth counts too: after a restore from a backup
    a number may be given again."""
    return hmac.digest(key, b"webhook:%d:%d" % (webhook_id, created_at_ms), hashlib.sha256)


def shown_secret(secret: bytes) -> str:
    """As it is told to whoever receives."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def signed_headers(secret: bytes, message_id: str, now_s: int, body: bytes) -> dict[str, str]:
    """The three headers; the signature covers id, time and body."""
    content = b"%b.%d.%b" % (message_id.encode(), now_s, body)
    signature = base64.b64encode(hmac.digest(secret, content, hashlib.sha256)).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(now_s),
        "webhook-signature": f"v1,{signature}",
    }
