"""Who comes to models from applications: signed in, or as a guest."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.inference import FRONTS
from pytest_aisec.ai.population import Narrowed, Seen, Subject
from pytest_aisec.analysis.identity import holder_may_call_models
from pytest_aisec.analysis.membership import select
from pytest_aisec.analysis.roles import Role
from pytest_aisec.analysis.roles.asking import calls_models
from pytest_aisec.aws import appsync, cognito_identity, cognito_idp, iam, lambda_
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import referrers
from pytest_aisec.model.resource import Resource, statement


class UserPool(Narrowed, cognito_idp.UserPool):
    """A user pool whose tokens an inference API takes."""

    role = Role.USER_POOL
    filled_by = (cognito_idp.UserPool, appsync.GraphQLApi, *FRONTS)


class GuestPool(Seen, cognito_identity.IdentityPool):
    """An identity pool, by what it lets guests do."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (cognito_identity.IdentityPool,)

    @statement
    def lets_guests_call_models(self) -> bool:
        """Whoever has not signed in gets credentials with which models can be called."""
        return self.admits_guests and self.guest_role is not None and holder_may_call_models(self.guest_role)


class ModelFunction(lambda_.Function):
    """A function that may call models."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (lambda_.Function, iam.Role, iam.ManagedPolicy)
    alias_policies = referrers(lambda: lambda_.AliasPolicy, by="function")

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""

        def why(function: Resource) -> str | None:
            assert isinstance(function, lambda_.Function)
            return "it may call models" if calls_models(function, inventory) else None

        found = select(inventory.of(lambda_.Function), why)
        return [Subject(member.resource.seen_as(cls), member.resource, member) for member in found]

    @statement
    def is_open_to_everybody(self) -> bool:
        """Everybody may invoke it, itself or by an alias, from every account."""
        for permission in self.permissions:
            if permission.is_open:
                stated = lambda_.Permission.principal.locate(permission)
                lambda_.Permission.principal.note(self, stated, permission.principal)
                return True
        if any(each.admits_anyone and not _by_its_address(each) for each in self.statements):
            return True
        by_alias = (each for alias in self.alias_policies for each in alias.statements)
        return any(each.admits_anyone and not _by_its_address(each) for each in by_alias)


def _by_its_address(each: PolicyStatement) -> bool:
    """It is about calls of the function's address, which is judged by itself."""
    return any(test.key in {"lambda:functionurlauthtype", "lambda:invokedviafunctionurl"} for test in each.conditions)
