"""Who may do what in the AI estate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, cast

from pytest_aisec.ai.population import Narrowed, Seen, Subject
from pytest_aisec.ai.storage import ACTORS
from pytest_aisec.analysis import identity
from pytest_aisec.analysis.roles import Role
from pytest_aisec.aws import iam
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.verdicts import NotApplicable

GITHUB = "token.actions.githubusercontent.com"


class Principal(Narrowed, iam.Role):
    """A role through which a model, an agent or an AI service acts."""

    role = Role.AI_PRINCIPAL
    filled_by = (iam.Role, iam.InstanceProfile, *ACTORS)

    @statement
    def is_administrator(self) -> bool:
        """It may do everything."""
        return identity.is_administrator(self)

    @statement
    def admits_only_its_account(self) -> bool:
        """Every AI service that it trusts has to come for a known account or resource.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
        """
        trusting = [
            each
            for each in self.trust
            if each.effect == "Allow" and any(service in identity.AI_PRINCIPALS for service in each.services)
        ]
        if not trusting:
            raise NotApplicable("it trusts no AI service")
        return all(
            any(test.key in {"aws:sourceaccount", "aws:sourcearn"} and test.is_fixed for test in each.conditions)
            for each in trusting
        )


class TrustingRole(Seen, iam.Role):
    """A role, by whom it lets in."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.Role,)

    @statement
    def names_its_repository(self) -> bool:
        """Workflows of GitHub may assume it only from a repository that it names; NotApplicable without GitHub.

        https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
        """
        trusting = [each for each in self.trust if each.effect == "Allow" and _is_github(each)]
        if not trusting:
            raise NotApplicable("it does not trust GitHub")
        return all(
            any(test.key == f"{GITHUB}:sub" and test.is_fixed and _names_one(test.values) for test in each.conditions)
            for each in trusting
        )


def _is_github(each: iam.Statement) -> bool:
    if any(test.key.startswith(GITHUB) for test in each.conditions):
        return True
    return any(GITHUB in provider for provider in each.federations)


def _names_one(values: tuple[object, ...]) -> bool:
    """`repo:owner/name:...`: the owner and the repository are written out."""
    for value in values:
        parts = value.split(":") if isinstance(value, str) else ["repo", "known/later"]
        if len(parts) < 2 or "/" not in parts[1] or "*" in parts[1]:  # noqa: PLR2004 -- a kind and a name
            return False
    return True


class IdentityPolicy:
    """What a managed policy, or the inline policies of a role, a user or a group, allow."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.ManagedPolicy, iam.Role, iam.User, iam.Group)

    def __init__(self, resource: iam.ManagedPolicy | identity.Holder) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        holders = [each for each in inventory if isinstance(each, cls.filled_by)]
        return [Subject(cls(cast("iam.ManagedPolicy | identity.Holder", each)), each) for each in holders]

    @property
    def statements(self) -> Sequence[iam.Statement]:
        """Its own statements: none of a principal that holds no policy of its own."""
        if isinstance(self.resource, iam.ManagedPolicy):
            return self.resource.statements
        return self.resource.inline_statements

    @property
    def whole_ai_services(self) -> list[str]:
        """The AI services of which it allows every action on every resource."""
        return identity.whole_services(self.statements)

    @property
    def passes_any_role(self) -> bool:
        """It allows `iam:PassRole` for every role."""
        return any(each.is_about_every_resource or _every_role(each) for each in self._passing())

    @property
    def passes_roles_to_any_service(self) -> bool:
        """It allows `iam:PassRole` without saying to which service."""
        return any(
            not any(test.key == "iam:passedtoservice" and test.is_fixed for test in each.conditions)
            for each in self._passing()
        )

    def _passing(self) -> list[iam.Statement]:
        return [each for each in self.statements if each.effect == "Allow" and each.covers("iam:PassRole")]

    def __repr__(self) -> str:
        return self.resource.address


def _every_role(each: iam.Statement) -> bool:
    return any(resource.endswith((":role/*", ":*")) for resource in each.resources)


class RootUser(iam.Credentials):
    """The root user of an account."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.Credentials,)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """The one of each account that is read."""
        return [Subject(each.seen_as(cls), each) for each in inventory.of(iam.Credentials) if each.is_root]


class UserCredentials(iam.Credentials):
    """What a user, other than root, can sign in with."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.Credentials,)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """Those of every user of the accounts that are read."""
        return [Subject(each.seen_as(cls), each) for each in inventory.of(iam.Credentials) if not each.is_root]

    @statement
    def is_key_to_models(self) -> bool:
        """It has an active key, and its user may call models."""
        return self.active_keys > 0 and self.user is not None and _may_call_models(self.user)


class UserKey(Seen, iam.AccessKey):
    """An access key that files declare."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.AccessKey,)

    @statement
    def is_key_to_models(self) -> bool:
        """It is active, and its user may call models."""
        return self.active and self.user is not None and _may_call_models(self.user)


def _may_call_models(user: iam.User) -> bool:
    return identity.holder_may_call_models(user)
