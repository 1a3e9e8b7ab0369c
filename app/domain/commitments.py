"""Hash chains: each record commits to all before it, so that a change to the past shows."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable

GENESIS = "0" * 64
"""What the first link of a chain names as its predecessor."""

_PREFIX = b"yishiting/chain/1"
_HASH = re.compile(r"[0-9a-f]{64}")


def canonical_json(obj: object) -> bytes:
    """The one UTF-8 JSON text of a value: keys sorted by code point, no spaces, no escapes but JSON's own.

    Takes ``None``, booleans, integers, strings, lists, tuples (as lists) and dicts with string keys; raises
    ``TypeError`` for anything else (a float has no one exact text) and ``ValueError`` for a lone surrogate.
    """
    _refuse_ambiguous(obj)
    return json.dumps(obj, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def chain_hash(previous_hex: str, payload: object, *, purpose: str = "audit") -> str:
    """SHA-256 of a link, in hexadecimal: its purpose, the hash before it, and its payload as canonical JSON.

    The purpose keeps chains apart: a link of one is none of another. Raises ``ValueError`` unless
    ``previous_hex`` is 64 lower-case hexadecimal digits.
    """
    if not _HASH.fullmatch(previous_hex):
        raise ValueError("previous_hex is not a SHA-256 in lower-case hexadecimal")
    name = purpose.encode()
    digest = hashlib.sha256(_PREFIX)
    digest.update(len(name).to_bytes(4) + name)
    digest.update(bytes.fromhex(previous_hex))
    digest.update(canonical_json(payload))
    return digest.hexdigest()


def verify_chain(
    rows: Iterable[tuple[object, str]],
    *,
    previous: str = GENESIS,
    head: str | None = None,
    purpose: str = "audit",
) -> int | None:
    """The index of the first row (payload, hash) that does not follow from those before; ``None`` if all do.

    Rows are read one by one. To start from a later point give ``previous``, the hash before the first row.
    Rows cut off at the end leave a shorter chain that is whole in itself: they show only against ``head``,
    the last hash kept elsewhere, and then the answer is the number of rows.
    """
    count = 0
    for payload, hash_hex in rows:
        if hash_hex != chain_hash(previous, payload, purpose=purpose):
            return count
        previous = hash_hex
        count += 1
    return count if head not in (None, previous) else None


def _refuse_ambiguous(obj: object) -> None:
    if obj is None or isinstance(obj, str | int):
        return
    if isinstance(obj, list | tuple):
        for item in obj:
            _refuse_ambiguous(item)
    elif isinstance(obj, dict):
        for key, value in obj.items():
            if not isinstance(key, str):
                raise TypeError(f"a key is {type(key).__name__}, not str")
            _refuse_ambiguous(value)
    else:
        raise TypeError(f"no canonical JSON for {type(obj).__name__}")
