"""Whether a resource that may not exist is there when another one is."""

from __future__ import annotations

from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Unknown
from pytest_aisec.verdicts import choose


def exists_beside(resource: Resource, near: Resource) -> bool:
    """Whether it is there; if that hangs on an unknown condition, other than that of `near`, it is tried."""
    doubt = resource.declaration.conditional
    if doubt is None or hangs_on(near, doubt, resource):
        return True
    return choose(("exists", resource.key), (True, False), str(doubt))


def hangs_on(resource: Resource, doubt: Unknown, of: Resource) -> bool:
    """Whether it is there exactly when a doubt of another's turns out well: one and the same unknown decides both."""
    own = resource.declaration.conditional
    if own is None:
        return False
    if own.identity is None or doubt.identity is None:
        return own == doubt and resource.declaration.source == of.declaration.source
    return _options(own) == _options(doubt) and resource.same(own) == of.same(doubt)


def _options(unknown: Unknown) -> list[object] | None:
    return None if unknown.possible is None else [option.plain for option in unknown.possible]
