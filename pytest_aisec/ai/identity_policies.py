"""What policies of the account's own allow, whoever holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, cast

from pytest_aisec.ai.population import Subject
from pytest_aisec.analysis import identity
from pytest_aisec.aws import iam, sso_admin
from pytest_aisec.aws.policy_conditions import Condition
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.paths import path_of
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import choose

_HAND_ON = "iam:PassRole"
_SERVICE = "iam:passedtoservice"


class IdentityPolicy:
    """What a managed policy, or the inline policies of a role, a user, a group or a permission set, allow."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        iam.ManagedPolicy,
        iam.Role,
        iam.User,
        iam.Group,
        iam.InlinePolicy,
        iam.RolePolicy,
        iam.UserPolicy,
        iam.GroupPolicy,
        sso_admin.PermissionSet,
        sso_admin.PermissionSetPolicy,
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


_Policy = (
    iam.ManagedPolicy
    | iam.InlinePolicy
    | iam.RolePolicy
    | iam.UserPolicy
    | iam.GroupPolicy
    | sso_admin.PermissionSet
    | sso_admin.PermissionSetPolicy
)
_INLINE: tuple[tuple[type[identity.Holder | sso_admin.PermissionSet], str, str], ...] = (
    (iam.Role, "aws_iam_role_policy", "role"),
    (iam.User, "aws_iam_user_policy", "user"),
    (iam.Group, "aws_iam_group_policy", "group"),
    (iam.Role, "AWS::IAM::RolePolicy", "RoleName"),
    (iam.User, "AWS::IAM::UserPolicy", "UserName"),
    (iam.Group, "AWS::IAM::GroupPolicy", "GroupName"),
    (iam.Role, "AWS::IAM::Policy", "Roles"),
    (iam.User, "AWS::IAM::Policy", "Users"),
    (iam.Group, "AWS::IAM::Policy", "Groups"),
    (sso_admin.PermissionSet, "aws_ssoadmin_permission_set_inline_policy", "permission_set_arn"),
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
    return any(_fits_every_role(found.value, each, place) for place, found in enumerate(named))


def _fits_every_role(value: object, statement: iam.Statement, place: int) -> bool:
    end = value.parts[-1] if isinstance(value, PartlyKnown) else value
    if isinstance(end, Unknown) and not isinstance(end, Reference):
        return choose((statement.same(end, place), "every role"), (False, True), str(end))
    return isinstance(end, str) and end.endswith((":role/*", ":role*", ":*"))
