"""Parts of what is in a role: the listeners of its load balancers, the stages of its APIs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pytest_aisec.analysis.membership import Member, select
from pytest_aisec.analysis.roles.registry import Role, members
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import Undetermined, choose


def certainly(member: Member) -> bool:
    """Whether a member is one in this try; one in doubt is tried both ways."""
    key = ("member", member.resource.key, member.reason)
    return not member.doubt or choose(key, (True, False), "; ".join(member.doubt))


def parts(
    inventory: Inventory, role: Role, of: Iterable[Resource], wholes: Callable[[Resource], Iterable[Resource]]
) -> Iterator[Member]:
    """Those of some resources that are parts of what is in a role, for its reason; `wholes` is asked within tries.

    What is part of something that is not known may be part of any that is in the role beside it.
    """
    known = {member.resource: member for member in members(inventory, role)}
    sources = {resource.declaration.source for resource in known}

    def why(resource: Resource) -> str | None:
        for whole in wholes(resource):
            member = known.get(whole)
            if member is not None and certainly(member):
                return member.reason
            unseen = whole.unseen
            if unseen is not None and not unseen.is_set and resource.declaration.source in sources:
                raise Undetermined(str(unseen))
        return None

    return select(of, why)
