"""Functions that hash, and those whose results nobody can foretell."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable

from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.registry import function, scalar
from pytest_aisec.sources.terraform.types import NUMBER, STRING, Type
from pytest_aisec.values import Located, Unknown, Value

_NAMESPACES = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}

DIGESTS: dict[str, Callable[[bytes], str]] = {
    "md5": lambda content: hashlib.md5(content, usedforsecurity=False).hexdigest(),
    "sha1": lambda content: hashlib.sha1(content, usedforsecurity=False).hexdigest(),
    "sha256": lambda content: hashlib.sha256(content).hexdigest(),
    "sha512": lambda content: hashlib.sha512(content).hexdigest(),
    "base64sha256": lambda content: base64.b64encode(hashlib.sha256(content).digest()).decode(),
    "base64sha512": lambda content: base64.b64encode(hashlib.sha512(content).digest()).decode(),
}
"""What each hash function makes of the bytes of a string; files have the same under another name."""


def _declare(name: str, digest: Callable[[bytes], str]) -> None:
    def hashed(value: str) -> Value:
        return digest(value.encode())

    scalar(name, STRING)(hashed)


for _name, _digest in DIGESTS.items():
    _declare(_name, _digest)


def _declare_unknown(name: str, parameters: tuple[Type, ...], rest: Type | None, reason: str) -> None:
    def unknown(*_: Located) -> Value:
        return Unknown(reason=f"{name}() {reason}", is_set=True)

    function(name, *parameters, rest=rest, partial=True)(unknown)


_declare_unknown("bcrypt", (STRING,), NUMBER, "gives another result each time")
_declare_unknown("uuid", (), None, "gives another result each time")
_declare_unknown("timestamp", (), None, "is the time of apply")
_declare_unknown("plantimestamp", (), None, "is the time of the plan")
_declare_unknown("rsadecrypt", (STRING, STRING), None, "is not evaluated: it needs a private key")


@scalar("uuidv5", STRING, STRING)
def _uuidv5(namespace: str, name: str) -> Value:
    known = _NAMESPACES.get(namespace)
    try:
        return str(uuid.uuid5(known or uuid.UUID(namespace), name))
    except ValueError:
        raise Refused(f"{namespace!r} is not a namespace") from None
