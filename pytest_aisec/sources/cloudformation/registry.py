"""Which resource types there are: the registry's schemas that cfn-lint carries, read without importing it."""

from __future__ import annotations

import difflib
import functools
import json
import re
from importlib.util import find_spec
from pathlib import Path

_REGION = "us-east-1"
_NAME = re.compile(r"Custom::[\w@-]+|[A-Za-z0-9]+(::[A-Za-z0-9]+){2}(::MODULE)?")
_UNREGISTERED = frozenset({"AWS::CDK::Metadata"})


def complaint(kind: str) -> tuple[str, frozenset[str]] | None:
    """What is wrong with the name of a type, and the types that may be meant by it; None if nothing is.

    Only Amazon's own types are looked up: those of others are registered in an account.
    """
    if _NAME.fullmatch(kind) is None:
        near = _near(kind)
        return f"expected a type such as AWS::S3::Bucket, found {kind!r}", near
    if not kind.startswith("AWS::") or kind in _UNREGISTERED or kind.endswith("::MODULE"):
        return None
    known = _types(_REGION)
    if not known or kind in known or kind in _elsewhere():
        return None
    near = _near(kind)
    hint = f"; did you mean {' or '.join(sorted(near))}?" if near else "; a newer cfn-lint knows newer types"
    return f"there is no type {kind} in the registry of {_date()}{hint}", near


def _near(kind: str) -> frozenset[str]:
    return frozenset(difflib.get_close_matches(kind, _types(_REGION), n=2, cutoff=0.9))


@functools.cache
def _schemas() -> Path | None:
    spec = find_spec("cfnlint")
    places = spec.submodule_search_locations if spec is not None else None
    return Path(places[0], "data", "schemas") if places else None


@functools.cache
def _types(region: str) -> frozenset[str]:
    """The types of a region, or what else the registry's files list by name; none where they are not at hand."""
    folder = _schemas()
    try:
        return frozenset(json.loads((folder / "providers" / f"{region}.json").read_bytes())) if folder else frozenset()
    except (OSError, ValueError):
        return frozenset()


@functools.cache
def _elsewhere() -> frozenset[str]:
    folder = _schemas()
    files = (folder / "providers").glob("*.json") if folder else []
    return frozenset().union(*(_types(file.stem) for file in files))


@functools.cache
def _date() -> str:
    """The day of the schemas."""
    folder = _schemas()
    try:
        return str(json.loads((folder / "version.json").read_bytes())["schema_date"])[:10] if folder else "?"
    except (OSError, ValueError, KeyError, TypeError):
        return "cfn-lint"
