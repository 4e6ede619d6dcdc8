"""Web ACLs that Firewall Manager makes for an organization, as its policies say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain

from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis.alerts import one_holds
from pytest_aisec.analysis.membership import select
from pytest_aisec.analysis.roles import Role, Scope, members
from pytest_aisec.analysis.roles.parts import certainly
from pytest_aisec.aws import apigateway, cloudfront, elbv2, fms, wafv2
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource, answer, statement
from pytest_aisec.verdicts import NotApplicable

_TYPES: tuple[tuple[type[Resource], str], ...] = (
    (apigateway.RestApi, apigateway.Stage.canonical_type),
    (elbv2.LoadBalancer, elbv2.LoadBalancer.canonical_type),
    (cloudfront.Distribution, cloudfront.Distribution.canonical_type),
)
"""What leads to models, and what of it gets a web ACL.

https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_Policy.html
"""


def _acts_as(group: str, held: wafv2.PlannedGroup) -> bool:
    return held.managed_group == group and not held.only_counts


class PlannedAcl(fms.Policy):
    """A policy of Firewall Manager by what its web ACLs do."""

    @property
    def held(self) -> Iterator[wafv2.PlannedGroup]:
        """All groups of rules that it puts into web ACLs."""
        return chain(self.groups_before, self.groups_behind)

    @answer
    def enforces(self, group: str) -> bool:
        """It holds a managed group of rules, and acts on what it finds."""
        return one_holds(partial(_acts_as, group, each) for each in self.held)

    @statement
    def is_in_force(self) -> bool:
        """None of its groups only counts."""
        return all(each.is_in_force for each in self.held)

    @statement
    def limits_rates(self) -> bool:
        """A group of the account's own blocks whoever asks models too often."""
        return any(each.limits_rates for each in self.held)

    @property
    def shortcuts(self) -> list[str]:
        """The groups that let requests through before others of them have seen them."""
        return wafv2.passing(list(self.held))

    @statement
    def refuses_oversized_bodies(self) -> bool:
        """It refuses requests of which it cannot see the whole body."""
        return any(map(wafv2.refuses_large_bodies, self.held))

    def sees_bodies_of(self, kilobytes: int) -> bool:  # noqa: ARG002 -- asked like a web ACL
        """NotApplicable: such a policy does not say how much of bodies is looked at."""
        raise NotApplicable("what it says of bodies is seen in the web ACLs of the accounts")

    def shown_headers(self, secret: Iterable[str]) -> list[str]:
        """Those of some headers that its log tells. NotApplicable to one that does not log."""
        hidden = [each.lower() for each in self.redacted_headers]
        if not self.logs_requests:
            raise NotApplicable("it does not log")
        return [header for header in secret if header.lower() not in hidden]


def planned_acls(inventory: Inventory) -> list[Subject]:
    """The policies about web ACLs of what leads to models beside them; all of them where all is judged."""
    everything = inventory.once(Scope, lambda: Scope.AI) is Scope.ALL
    fronts = [member for role in (Role.INFERENCE_API, Role.MODEL_LOAD_BALANCER) for member in members(inventory, role)]

    def why(policy: Resource) -> str | None:
        assert isinstance(policy, fms.Policy)
        if not policy.is_about_web_acls:
            return None
        for member in fronts:
            front = member.resource
            if front.declaration.source != policy.declaration.source:
                continue
            meant = any(isinstance(front, kind) and type_ in policy.types for kind, type_ in _TYPES)
            if meant and certainly(member):
                return f"it gives {front.address} a web ACL"
        return "all resources are judged" if everything else None

    found = select(inventory.of(fms.Policy), why)
    return [Subject(member.resource.seen_as(PlannedAcl), member.resource, member) for member in found]


def gets_a_web_acl(resource: Resource) -> bool:
    """Whether a policy that files declare beside a resource gives it a web ACL; in an account it has one by then."""
    if resource.dialect is Dialect.LIVE:
        return False
    policies = resource.estate.beside(resource, fms.Policy)
    return one_holds(partial(each.gives_web_acls_to, resource.type) for each in policies)
