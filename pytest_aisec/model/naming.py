"""By which texts resources are named, as far as that is known."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import TypeVar

from pytest_aisec.model.instances import KEY
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import PartlyKnown, Reference, Unknown

R = TypeVar("R", bound=Resource)

_ONE_CALL = rf"module\.[\w-]+(?:{KEY})?\."
_CALL = Regex(_ONE_CALL)
_WAY = Regex(rf"(?:{_ONE_CALL})+")


def names_of(resource: Resource) -> list[str | Unknown]:
    """The values by which others may name a resource: texts, and what is not known of them."""
    known = resource.memory.get(names_of)
    if known is None:
        known = resource.memory[names_of] = _names_of(resource), ()
    found: list[str | Unknown] = known[0]
    return found


def _names_of(resource: Resource) -> list[str | Unknown]:
    names: list[str | Unknown] = []
    for name in resource.names.of(resource.dialect):
        if "{" in name:
            filled = re.sub(r"\{([^}]+)\}", lambda found: _text(resource, found[1]), name)
            names.append(filled)
            continue
        stated = step_into(resource.body, name.split(".")).value
        if isinstance(stated, list):
            names.extend(item.value for item in stated if isinstance(item.value, (str, Unknown)))
        elif isinstance(stated, (str, Unknown)):
            names.append(stated)
    return names


def _text(resource: Resource, path: str) -> str:
    stated = step_into(resource.body, path.split(".")).value
    return stated if isinstance(stated, str) else "\0"


def is_named_in(texts: frozenset[str], resource: Resource) -> bool:
    """Whether some texts have its address, or a name of it that is written out."""
    if resource.address in texts:
        return True
    return bool(texts) and any(isinstance(name, str) and name in texts for name in names_of(resource))


def by_name(resources: Iterable[Resource]) -> dict[str, list[Resource]]:
    """The resources by each text that names them."""
    found: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources:
        # The same text may stand under several of its names: it is still one resource.
        for name in dict.fromkeys(name for name in names_of(resource) if isinstance(name, str)):
            found[name].append(resource)
    return found


def nearest(near: Resource, named: Sequence[R]) -> list[R]:
    """Those of several resources of one name that a text means which stands in `near`: beside it, by module and region.

    A region of an account takes a name once: the calls of a module that names things make them in different ones, each
    for itself.
    """
    if len(named) <= 1:
        return list(named)
    beside = [_beside(near, each) for each in named]
    return [each for each, how in zip(named, beside, strict=True) if how == max(beside)]


def _beside(near: Resource, each: Resource) -> tuple[int, bool]:
    """How many calls of modules two resources share, and whether they share the region."""
    calls = zip(_modules(near), _modules(each), strict=False)
    shared = sum(1 for _ in takewhile(lambda both: both[0] == both[1], calls))
    return shared, near.declaration.region == each.declaration.region


def _modules(resource: Resource) -> list[str]:
    """The calls of modules on the way to a resource of Terraform's; none elsewhere."""
    way = _WAY.match(resource.address)
    return _CALL.findall(way[0]) if way else []


def may_be(name: Unknown, text: str) -> bool:
    """Whether a name that is not known, or in parts, can be what a text says: itself, or at the end of an ARN.

    Names that come from other resources are made with them: nobody can have written them down.
    """
    if isinstance(name, PartlyKnown):
        return re.split("[/:]", text)[-1].startswith(name.prefix) and not any(name.references)
    return not isinstance(name, Reference)


def may_equal(name: str | Unknown, part: PartlyKnown) -> bool:
    """Whether a name, known or not, can be a partly known text."""
    match name:
        case PartlyKnown():
            return name.prefix.startswith(part.prefix) or part.prefix.startswith(name.prefix)
        case Unknown():
            return True
    return name.startswith(part.prefix)
