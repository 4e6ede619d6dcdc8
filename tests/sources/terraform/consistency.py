"""Whether a value with unknown parts may be the known one."""

from __future__ import annotations

import re

from pytest_aisec.values import Located, PartlyKnown, Unknown


def inconsistent(unknown: Located, known: Located) -> str | None:
    """Why the first value cannot be the second; None if it can."""
    u, k = unknown.value, known.value
    if isinstance(k, Unknown):
        return None
    if isinstance(u, Unknown):
        return _unknown(u, known)
    if isinstance(u, list) and isinstance(k, list):
        if len(u) != len(k):
            return f"{len(u)} elements for {len(k)}"
        why = next((why for a, b in zip(u, k, strict=True) if (why := inconsistent(a, b))), None)
        return None if why is None or _same_set(u, k) else why
    if isinstance(u, dict) and isinstance(k, dict):
        if u.keys() != k.keys():
            return f"keys {sorted(u)} for {sorted(k)}"
        return next((why for name in u if (why := inconsistent(u[name], k[name]))), None)
    same = isinstance(k, str) if isinstance(u, str) else type(u) is type(k)
    return None if u == k and same else f"{u!r} for {k!r}"


def _same_set(u: list[Located], k: list[Located]) -> bool:
    """In a set nobody knows the places of unknown elements: all known ones must be there."""
    known = [item for item in u if not isinstance(item.value, Unknown)]
    return len(known) < len(u) and all(any(inconsistent(item, other) is None for other in k) for item in known)


def _unknown(u: Unknown, known: Located) -> str | None:
    if known.value is None and u.is_set:
        return "null for what is set"
    if isinstance(u, PartlyKnown):
        if not isinstance(known.value, str):
            return f"a partly known string for {known.value!r}"
        pattern = "".join(re.escape(part) if isinstance(part, str) else ".*" for part in u.parts)
        return None if re.fullmatch(pattern, known.value, re.DOTALL) else f"{pattern} for {known.value!r}"
    if u.possible is not None and all(inconsistent(item, known) for item in u.possible):
        return f"one of {[item.plain for item in u.possible]} for {known.plain!r}"
    return None
