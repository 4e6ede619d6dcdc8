"""Who may do what in the AI estate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, cast

from pytest_aisec.ai.foreign import foreign_in
from pytest_aisec.ai.population import Narrowed, Seen, Subject
from pytest_aisec.ai.storage import ACTORS
from pytest_aisec.ai.workflows import names_branch, names_repository, of_github
from pytest_aisec.analysis import identity
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import account, bedrock_agent, bedrock_agentcore, iam, lambda_
from pytest_aisec.aws.policy_conditions import Condition
from pytest_aisec.aws.policy_documents import lets_everybody_in
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.links import fellows
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.values import PartlyKnown, located
from pytest_aisec.verdicts import NotApplicable

_OF_A_SERVICE = ":role/aws-service-role/"
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html"""


class Principal(Narrowed, iam.Role):
    """A role through which a model, an agent or an AI service acts, or an application calls models."""

    role = Role.AI_PRINCIPAL
    filled_by = (
        iam.Role,
        iam.InstanceProfile,
        iam.ManagedPolicy,
        lambda_.Function,
        bedrock_agent.ActionGroup,
        bedrock_agentcore.GatewayTarget,
        *ACTORS,
    )

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All but those that services make for themselves: nobody else can change them."""
        return [each for each in super().subjects(inventory) if _OF_A_SERVICE not in each.resource.address]

    @statement
    def is_administrator(self) -> bool:
        """It may do everything."""
        return identity.is_administrator(self)

    @statement
    def admits_only_its_account(self) -> bool:
        """Every AI service that it trusts has to come for a known account, organization or resource.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
        """
        return not self._shown(
            each
            for each in self._trusting()
            if not any(
                (test.key in _OWNERS or (test.key == "aws:sourcearn" and _of_one(test))) and test.is_fixed
                for test in each.conditions
            )
        )

    @statement
    def admits_only_named_resources(self) -> bool:
        """Every AI service that it trusts has to come for a resource of a known kind (`aws:SourceArn`)."""
        return not self._shown(
            each
            for each in self._trusting()
            if not any(test.key == "aws:sourcearn" and test.is_fixed and _of_a_kind(test) for test in each.conditions)
        )

    def _shown(self, wrong: Iterator[iam.Statement]) -> bool:
        """Whether there is one; it is read again, and last: of all statements it is the one to change."""
        found = next(wrong, None)
        if found is not None:
            _ = found.effect, found.services
        return found is not None

    def _trusting(self) -> list[iam.Statement]:
        """What lets AI services in. NotApplicable to a role that trusts none."""
        found = [
            each
            for each in self.trust
            if each.effect == "Allow" and any(service in identity.AI_PRINCIPALS for service in each.services)
        ]
        if not found:
            raise NotApplicable("it trusts no AI service")
        return found


_OWNERS = frozenset({"aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"})
_ACCOUNT, _RESOURCE = 4, 5
"""Where an ARN names the account, and the resource."""


def _fields(value: object, number: int) -> str:
    """A part of an ARN; a question mark where it is not known, which is something all the same."""
    parts = known_parts(located(value)).split(":", _RESOURCE) if isinstance(value, str | PartlyKnown) else []
    return parts[number] if len(parts) > number else "?"


def _of_one(test: Condition) -> bool:
    return not any("*" in _fields(value, _ACCOUNT) for value in test.values)


def _of_a_kind(test: Condition) -> bool:
    """`agent/*`, not `*`. SageMaker's documentation names no kind: an ARN of its service is enough there."""
    return not any(
        _fields(value, _RESOURCE).startswith("*") and _fields(value, 2) != "sagemaker" for value in test.values
    )


class TrustingRole(Seen, iam.Role):
    """A role, by whom it lets in."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.Role,)
    accounts = fellows(lambda: account.Account)

    @statement
    def admits_anyone(self) -> bool:
        """It can be assumed by everybody, or by whoever makes an application at a public provider of identities."""
        return lets_everybody_in(self.trust) or any(map(_admits_strangers, self.trust))

    def foreign_accounts(self, trusted: tuple[str, ...]) -> list[str]:
        """The accounts, other than its own and trusted ones, whose principals may assume it.

        One that has to be of a named organization is not foreign. In files its own account is not known, see
        `foreign`.
        """
        named = [each for each in self.trust if each.effect == "Allow" and each.account_numbers]
        if not named:
            raise NotApplicable("it trusts no account by its number")
        of_any_organization = [
            each
            for each in named
            if not any(test.key == "aws:principalorgid" and test.is_fixed for test in each.conditions)
        ]
        return foreign_in(of_any_organization, self.accounts, trusted)

    @statement
    def names_its_repository(self) -> bool:
        """Workflows of GitHub may assume it only from a repository, and a branch of it, that it names.

        NotApplicable without GitHub.
        https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
        """
        trusting = [each for each in self.trust if each.effect == "Allow" and of_github(each)]
        if not trusting:
            raise NotApplicable("it does not trust GitHub")
        return all(names_repository(each.conditions) and names_branch(each.conditions) for each in trusting)


_PUBLIC_PROVIDERS = ("accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com")
"""Providers that give tokens to everybody's applications: which one it is, only a condition on a claim tells.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
"""


def _admits_strangers(each: iam.Statement) -> bool:
    if each.effect != "Allow":
        return False
    public = [name for name in certain_items(each.federations) if name in _PUBLIC_PROVIDERS]
    tests = each.conditions if public else []
    return any(not any(test.key.startswith(f"{name}:") and test.is_fixed for test in tests) for name in public)


class TeamMember:
    """A user or a group that is given permissions on AI services."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.User, iam.Group, iam.ManagedPolicy)

    def __init__(self, resource: iam.User | iam.Group) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        return [
            Subject(cls(cast("iam.User | iam.Group", member.resource)), member.resource, member)
            for member in members(inventory, Role.AI_TEAM)
        ]

    @property
    def is_administrator(self) -> bool:
        """It may do everything, by its own policies or those of its groups."""
        return identity.is_administrator(self.resource)

    def __repr__(self) -> str:
        return self.resource.address
