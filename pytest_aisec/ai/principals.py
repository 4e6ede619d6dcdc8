"""Who may do what in the AI estate."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
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
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.links import fellows
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.paths import path_of
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.values import PartlyKnown, Reference, Unknown, located
from pytest_aisec.verdicts import NotApplicable, choose

_HAND_ON = "iam:PassRole"
_SERVICE = "iam:passedtoservice"


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


class IdentityPolicy:
    """What a managed policy, or the inline policies of a role, a user or a group, allow."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        iam.ManagedPolicy,
        iam.Role,
        iam.User,
        iam.Group,
        iam.InlinePolicy,
        iam.RolePolicy,
        iam.UserPolicy,
        iam.GroupPolicy,
    )

    def __init__(self, resource: _Policy | identity.Holder) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them; an inline policy by itself where it is for nobody that is declared."""
        held = _of_declared(inventory)
        found = [each for each in inventory if isinstance(each, cls.filled_by) and each not in held]
        return [Subject(cls(cast("_Policy | identity.Holder", each)), each) for each in found]

    @property
    def statements(self) -> Sequence[iam.Statement]:
        """Its own statements: none of a principal that holds no policy of its own."""
        if isinstance(self.resource, identity.Holder):
            return self.resource.inline_statements
        return self.resource.statements

    @property
    def whole_ai_service(self) -> str | None:
        """An AI service of which it allows every action on every resource."""
        return identity.whole_service(self.statements)

    @property
    def passes_any_role(self) -> bool:
        """It allows `iam:PassRole` for every role."""
        if any(map(_keeps_to_roles, self.statements)):
            return False
        found = next((each for each in self._passing() if each.is_about_every_resource or _every_role(each)), None)
        if found is not None:  # read again, and last: of all statements it is the one to change, and where
            _ = found.effect, found.covers(_HAND_ON), found.resources
        return found is not None

    @property
    def passes_roles_to_any_service(self) -> bool:
        """It allows `iam:PassRole` without saying to which service."""
        if any(map(_keeps_to_services, self.statements)):
            return False
        found = next((each for each in self._passing() if not _names_services(each)), None)
        if found is not None:
            _ = found.effect, found.covers(_HAND_ON)
        return found is not None

    def _passing(self) -> list[iam.Statement]:
        if identity.denies_everywhere(self.statements, _HAND_ON):
            return []
        return [each for each in self.statements if each.effect == "Allow" and each.covers(_HAND_ON)]

    def __repr__(self) -> str:
        return self.resource.address


_Policy = iam.ManagedPolicy | iam.InlinePolicy | iam.RolePolicy | iam.UserPolicy | iam.GroupPolicy
_INLINE: tuple[tuple[type[identity.Holder], str, str], ...] = (
    (iam.Role, "aws_iam_role_policy", "role"),
    (iam.User, "aws_iam_user_policy", "user"),
    (iam.Group, "aws_iam_group_policy", "group"),
    (iam.Role, "AWS::IAM::RolePolicy", "RoleName"),
    (iam.User, "AWS::IAM::UserPolicy", "UserName"),
    (iam.Group, "AWS::IAM::GroupPolicy", "GroupName"),
    (iam.Role, "AWS::IAM::Policy", "Roles"),
    (iam.User, "AWS::IAM::Policy", "Users"),
    (iam.Group, "AWS::IAM::Policy", "Groups"),
)
"""Types of inline policies, and where these name whose they are."""


def _of_declared(inventory: Inventory) -> set[Resource]:
    """The inline policies of those who are declared beside them, or may be: they are judged with these."""
    return {
        pointer.resource
        for kind, type_, place in _INLINE
        for holder in inventory.of(kind)
        for pointer in holder.estate.pointers(holder, (type_,), path_of(place))
    }


def _names_services(each: iam.Statement) -> bool:
    return any(test.key == _SERVICE and test.is_fixed and _are_services(test) for test in each.conditions)


def _are_services(test: Condition) -> bool:
    """`sagemaker.amazonaws.com`, not `*.amazonaws.com`."""
    return not any(isinstance(value, str) and value.startswith("*") for value in test.values)


def _keeps_to_services(each: iam.Statement) -> bool:
    """It denies to pass roles on to services other than those that it names."""
    if each.effect != "Deny" or not each.covers(_HAND_ON) or not each.is_about_every_resource or each.other_resources:
        return False
    tests = each.conditions
    return bool(tests) and all(
        test.key == _SERVICE and "not" in test.operator.lower() and _are_services(test) for test in tests
    )


def _keeps_to_roles(each: iam.Statement) -> bool:
    """It denies to pass on roles other than those that it names."""
    return each.effect == "Deny" and each.covers(_HAND_ON) and bool(each.other_resources) and not each.is_conditional


def _every_role(each: iam.Statement) -> bool:
    """A resource of it is a pattern for every role of an account; the ARN of a declared role is none."""
    named = items_of(iam.Statement.resources.locate(each))
    return any(_fits_every_role(found.value, (each.key, place)) for place, found in enumerate(named))


def _fits_every_role(value: object, key: Hashable) -> bool:
    end = value.parts[-1] if isinstance(value, PartlyKnown) else value
    if isinstance(end, Unknown) and not isinstance(end, Reference):
        return choose((end.identity or key, "every role"), (False, True), str(end))
    return isinstance(end, str) and end.endswith((":role/*", ":role*", ":*"))


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
