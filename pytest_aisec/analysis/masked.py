"""What a text holds that is masked wherever it is written: judged before, because nobody can afterwards."""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache

from pytest_aisec.analysis.secrets import secrets_in


@lru_cache(maxsize=4096)
def kinds_of_secrets(name: str, text: str) -> tuple[str, ...]:
    """The kinds of the secrets in a named text, without any part of them; a script may be written in base64."""
    return tuple(dict.fromkeys(each.partition(": ")[2] for each in secrets_in([(name, decoded(text))])))


def decoded(text: str) -> str:
    """A script that is written in base64 as itself; what is no text of that kind stays as it is."""
    try:
        plain = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return text
    return plain if plain.isprintable() or "\n" in plain else text
