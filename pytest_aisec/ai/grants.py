"""What policies grant: models, whole services, keys of Bedrock."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, cast

from pytest_aisec.ai.identity_policies import IdentityPolicy
from pytest_aisec.ai.population import Seen, Subject
from pytest_aisec.analysis import identity
from pytest_aisec.analysis.membership import member_if
from pytest_aisec.analysis.policies_of_aws import ADMINISTRATORS, WHOLE_SERVICE
from pytest_aisec.aws import iam, sso_admin
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import PartlyKnown, Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined

_OF_ASSISTANTS = frozenset({"AmazonQFullAccess"})
"""Policies of AWS that allow everything that Amazon Q does, action by action.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonQFullAccess.html
"""
_ANY_MODEL = Regex(
    r"arn:[^:]*:(?:bedrock|sagemaker):[^:]*:[^:]*:"
    r"(?:foundation-model|(?:application-)?inference-profile|(?:custom|imported|provisioned)-model"
    r"|custom-model-deployment|(?:default-)?prompt-router|(?:marketplace/model-)?endpoint)?[*/]+"
)
"""Patterns that every model, or every way to one of some kind, fits.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
"""
_CALLS = (
    "bedrock:InvokeModel",
    "bedrock:InvokeModelWithResponseStream",
    "sagemaker:InvokeEndpoint",
    "sagemaker:InvokeEndpointAsync",
    "sagemaker:InvokeEndpointWithResponseStream",
)
_PROFILE = "bedrock:inferenceprofilearn"
"""Through which profile a model is called.

https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
"""


class Grantee:
    """A role, a user, a group or a permission set, by the policies of AWS that are attached to it."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.Role, iam.User, iam.Group, sso_admin.PermissionSet)

    def __init__(self, resource: identity.Holder | sso_admin.PermissionSet) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        found = [each for each in inventory if isinstance(each, cls.filled_by)]
        return [Subject(cls(cast("identity.Holder | sso_admin.PermissionSet", each)), each) for each in found]

    @property
    def full_access(self) -> list[str]:
        """The policies of AWS attached to it that allow everything that an AI service does."""
        names = (identity.aws_name(policy) for policy in self.resource.managed_policies)
        full = (WHOLE_SERVICE | _OF_ASSISTANTS) - ADMINISTRATORS
        return [name for name in names if name in full]

    def __repr__(self) -> str:
        return self.resource.address


class ModelGrant(IdentityPolicy):
    """What policies of the account's own allow of models."""

    @property
    def open_calls(self) -> list[str]:
        """The statements that allow to call whatever model or endpoint there is."""
        calling = [
            (place, each)
            for place, each in enumerate(self.statements, 1)
            if each.effect == "Allow" and any(map(each.covers, _CALLS))
        ]
        if not calling:
            raise NotApplicable("it allows no calls of models")
        allowed = [call for call in _CALLS if any(each.covers(call) for _, each in calling)]
        if any(_keeps_to_models(each, allowed) for each in self.statements):
            return []
        found = [(place, each) for place, each in calling if _names_no_model(each)]
        for _, each in found[:1]:  # read again, and last: of all statements these are the words to change
            _ = each.effect, [each.covers(call) for call in _CALLS], _names_no_model(each)
        return [f"statement {place}" for place, _ in found]


def _keeps_to_models(each: iam.Statement, calls: list[str]) -> bool:
    """It denies these calls of all models but those that it names."""
    if each.effect != "Deny" or each.is_conditional or not all(map(each.covers, calls)):
        return False
    return bool(each.other_resources) and not any(map(_ANY_MODEL.fullmatch, each.other_resources))


def _names_no_model(each: iam.Statement) -> bool:
    if any(test.key == _PROFILE and test.is_fixed for test in each.conditions):
        return False
    if each.is_about_every_resource or any(map(each.is_about_everything_of, ("bedrock", "sagemaker"))):
        return True
    named = items_of(iam.Statement.resources.path(each.dialect).locate(each))
    return any(_ANY_MODEL.fullmatch(known_parts(resource)) for resource in named)


class BedrockKey(Seen, iam.ServiceSpecificCredential):
    """An API key of Amazon Bedrock that does not end by itself within a day, as the short-term ones do."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.ServiceSpecificCredential,)

    def ends_within(self, days: int) -> bool:
        """It is no longer active, or holds for no more than that many days. NotApplicable to keys of other services."""
        if not self.service.startswith("bedrock"):
            raise NotApplicable("it is a key of another service")
        return not self.active or (self.days is not None and self.days <= days)


class PhantomUser(Seen, iam.User):
    """A user that the console made for an API key of Amazon Bedrock."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.User,)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """Those whose name begins as the console has it, or may."""
        users = super().subjects(inventory)
        found = [(each, member_if(each.resource, partial(_why_phantom, each.resource))) for each in users]
        return [Subject(each.view, each.resource, member) for each, member in found if member is not None]

    @property
    def grants(self) -> list[str]:
        """The policies that it holds."""
        inline = ["inline policies"] if self.inline_statements else []
        return inline + [identity.aws_name(policy) or policy.address for policy in self.managed_policies]


_PHANTOM = "BedrockAPIKey-"


def _why_phantom(user: Resource) -> str | None:
    """Raises Undetermined where too little of the name is known; a name that nobody stated is made of other parts."""
    setting = iam.User.user_name
    value = setting.settled(user, setting.locate(user)).value
    if isinstance(value, Unknown):
        known = value.prefix if isinstance(value, PartlyKnown) else ""
        if not known.startswith(_PHANTOM) and _PHANTOM.startswith(known):
            raise Undetermined(str(value))
        value = known
    named = isinstance(value, str) and value.startswith(_PHANTOM)
    return f"its name begins with {_PHANTOM}" if named else None
