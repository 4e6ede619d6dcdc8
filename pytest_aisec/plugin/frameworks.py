"""The frameworks of a run: those that come with the package, and the user's."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import pytest

from pytest_aisec.compliance import catalogue
from pytest_aisec.compliance.catalogue import Catalogue
from pytest_aisec.compliance.framework import Framework, FrameworkError
from pytest_aisec.plugin import marks, options

CATALOGUE = pytest.StashKey[Catalogue]()


def check(config: pytest.Config) -> None:
    """Read the user's frameworks. Raises UsageError for a bad file, and for a name that is taken."""
    own = marks.own_frameworks(config)
    known = catalogue.bundled()
    taken = {*known.ids, *marks.OWN}
    for path in own:
        if complaint := _complaint(path, taken):
            raise pytest.UsageError(f"aisec: {path}: {complaint}")
        taken.add(path.stem)
    try:
        config.stash[CATALOGUE] = known.with_own(own)
        of(config).check()
    except FrameworkError as error:
        raise pytest.UsageError(f"aisec: {error}") from None


def of(config: pytest.Config) -> Catalogue:
    """The frameworks of a run."""
    return config.stash[CATALOGUE]


def _complaint(path: Path, taken: set[str]) -> str | None:
    if path.suffix not in marks.ENDINGS:
        return f"a framework is in a file that ends in {' or '.join(marks.ENDINGS)}"
    if not path.stem.isidentifier():
        return f"the name of the file is the framework's mark, and {path.stem!r} cannot be one"
    return f"there is a framework or mark {path.stem!r} already" if path.stem in taken else None


def selected(config: pytest.Config) -> list[tuple[Framework, Collection[str] | None]]:
    """The frameworks that -m names, whole, and those of which it or `--aisec-control` names controls, with these."""
    known = of(config)
    found: dict[str, Collection[str] | None] = {}
    for pattern in options.value(config, "--aisec-control"):
        for name, control in sorted(known.selected(pattern)):
            found[name] = {*(found.get(name) or ()), control}
    marks = str(config.getoption("markexpr") or "")
    for negated, name, _, control in re.findall(r"\b(not\s+)?control\(\s*(\w+)\s*=\s*(['\"])(.+?)\3", marks):
        if name in known.ids and not negated:
            found[name] = {*(found.get(name) or ()), control}
    for negated, name in re.findall(r"\b(not\s+)?(\w+)\b(?!\s*=)", marks):
        if name in known.ids and not negated:
            found.setdefault(name, None)
    return [(known.framework(name), controls) for name, controls in found.items()]
