"""The classes that describe AWS, and the types of each dialect that they look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest_aisec.aws  # noqa: F401 -- describes every type
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import Blocks
from pytest_aisec.model.resource import Block, Resource, View


def resource_classes() -> list[type[Resource]]:
    """Every registered class of the package, and the narrower ones beside them, by their names."""
    kinds = {kind for kind in Resource.by_type.values() if kind.__module__.startswith("pytest_aisec.")}
    narrower = {
        each for kind in kinds for each in kind.__subclasses__() if each.__module__.startswith("pytest_aisec.aws")
    }
    return sorted(kinds | narrower, key=class_name)


def view_classes() -> list[type[View]]:
    """Every registered class, and every class of blocks inside one."""
    return list(reached(resource_classes()))


def reached(kinds: Iterable[type[View]]) -> Iterator[type[View]]:
    """Some classes, and every class of blocks inside one; each once."""
    seen: set[type[View]] = set()
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop(0)
        if kind in seen:
            continue
        seen.add(kind)
        yield kind
        waiting += [setting.kind for setting in kind.settings().values() if isinstance(setting, Blocks)]


def class_name(kind: type[View]) -> str:
    """`ec2.SecurityGroup`, as policies call it."""
    path = kind.__module__.removeprefix("pytest_aisec.aws.")
    return f"{path.partition('.')[0]}.{kind.__name__}"


def terraform_types() -> frozenset[str]:
    """Every Terraform type that a class or a companion names."""
    names: set[str] = set()
    for kind in view_classes():
        if issubclass(kind, Resource):
            names.update(kind.terraform_types)
        else:
            assert issubclass(kind, Block)
        for setting in kind.settings().values():
            for place in setting.path(Dialect.TERRAFORM).places():
                names.update(place.types or ())
    return frozenset(names)
