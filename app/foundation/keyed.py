"""Keys under which two entries of one person are known to be the same, without keeping who it is.

Telephone numbers and addresses are few enough to be tried one by one, so a plain hash hides nothing: the key is an
HMAC under the installation's secret, and differs from purpose to purpose (PIPL arts 6, 51).
"""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app


def keyed(purpose: str, value: str) -> str:
    """The key of ``value`` for one ``purpose``: 64 hexadecimal figures."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"{purpose}\n{value}".encode(), hashlib.sha256).hexdigest()
