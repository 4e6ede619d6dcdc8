"""What policies and roles of the AI estate grant: models, control of the account, keys."""

from __future__ import annotations

import re
from functools import partial
from typing import ClassVar, cast

from pytest_aisec.ai.population import Seen, Subject
from pytest_aisec.ai.principals import IdentityPolicy, Principal
from pytest_aisec.analysis import identity
from pytest_aisec.analysis.membership import member_if
from pytest_aisec.analysis.policies_of_aws import ADMINISTRATORS, WHOLE_SERVICE
from pytest_aisec.analysis.roles.actors import role_of
from pytest_aisec.aws import bedrock_agent, bedrock_agentcore, iam, sagemaker
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import Resource, answer, statement
from pytest_aisec.values import PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined

_OF_ASSISTANTS = frozenset({"AmazonQFullAccess"})
"""Policies of AWS that allow everything that Amazon Q does, action by action.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonQFullAccess.html
"""
_ANY_MODEL = re.compile(r"arn:[^:]*:(bedrock|sagemaker):[^:]*:[^:]*:(foundation-model|inference-profile|endpoint)/\*")
_CALLS = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", "sagemaker:InvokeEndpoint")
_INVOKE = "bedrock:InvokeModel"
_GUARDRAIL = "bedrock:guardrailidentifier"
_BEDROCK = "bedrock.amazonaws.com"
_RETRIEVING = "bedrock:retrieveandgenerate"
_OF_VECTORS = re.compile(
    r"arn:[^:]*:bedrock:[^:]*:[^:]*:(?:foundation-model|inference-profile)/[\w.-]*(?:embed|rerank).*"
)
"""Models that make vectors of texts, or put results in order, by their ids.

https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html
"""


class Grantee:
    """A role, a user or a group, by the policies of AWS that are attached to it."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.Role, iam.User, iam.Group)

    def __init__(self, resource: identity.Holder) -> None:
        self.resource = resource

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All of them."""
        found = [each for each in inventory if isinstance(each, cls.filled_by)]
        return [Subject(cls(cast("identity.Holder", each)), each) for each in found]

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
        found = [(place, each) for place, each in calling if _names_no_model(each)]
        for _, each in found[:1]:  # read again, and last: of all statements these are the words to change
            _ = each.effect, [each.covers(call) for call in _CALLS], _names_no_model(each)
        return [f"statement {place}" for place, _ in found]


def _names_no_model(each: iam.Statement) -> bool:
    if each.is_about_every_resource or any(map(each.is_about_everything_of, ("bedrock", "sagemaker"))):
        return True
    named = items_of(iam.Statement.resources.path(each.dialect).locate(each))
    return any(_ANY_MODEL.fullmatch(known_parts(resource)) for resource in named)


class ExecutionRole(Principal):
    """A role of the AI estate, by what it can be misused for."""

    @property
    def controls(self) -> list[str]:
        """What it may do that changes permissions, guardrails, logs or networks, or reads every secret.

        Of AWS's own policies only those of administrators are known to allow that.
        """
        if identity.is_administrator(self):
            return list(_CONTROLS)
        return [action for action in _CONTROLS if self._may(action)]

    @answer
    def _may(self, action: str) -> bool:
        statements = list(identity.statements_held(self))
        if action in _ONLY_BROADLY:
            return identity.allows_everywhere(statements, action)
        denied = any(
            each.effect == "Deny" and each.covers(action) and each.is_about_every_resource and not each.is_conditional
            for each in statements
        )
        return not denied and any(each.effect == "Allow" and each.covers(action) for each in statements)

    @statement
    def calls_models_only_with_a_guardrail(self) -> bool:
        """Its calls of Bedrock models have to name a guardrail.

        https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html; NotApplicable to one that
        may not call them, or only those that make vectors and order them, which take no guardrail; and to one through
        which agents act, whose calls do not all name one: they have guardrails of their own.
        Raises Undetermined for one that may use `RetrieveAndGenerate`, which does not name one in all calls either.
        """
        statements = list(identity.statements_held(self))
        calling = [each for each in statements if each.effect == "Allow" and each.covers(_INVOKE)]
        by_aws = identity.calls_bedrock_by_aws(self)
        if not calling and not by_aws:
            raise NotApplicable("it may not call models of Bedrock")
        if any(each.effect == "Deny" and each.covers(_INVOKE) and _asks(each) for each in statements):
            return True
        calling = [each for each in calling if not _makes_vectors(each)]
        if not by_aws and (not calling or self._serves_retrieval_only()):
            raise NotApplicable("it calls models that make vectors, which take no guardrail")
        free = next((each for each in calling if not _asks(each)), None)
        if free is not None and not by_aws:
            self._excused(statements)
            unknown = [_not_known(each) for each in calling if not _asks(each)]
            if None not in unknown:
                raise Undetermined(str(unknown[0]))
        if free is not None:  # read again, and last: it is the statement to change
            _ = free.effect, free.covers(_INVOKE)
        return free is None and not by_aws

    def _excused(self, statements: list[iam.Statement]) -> None:
        """Raises for a role whose calls cannot all name a guardrail, since Bedrock makes them for others."""
        if self._serves_agents_only():
            raise NotApplicable("agents act through it, not all of whose calls name a guardrail: they are judged")
        named = [action for each in statements if each.effect == "Allow" for action in certain_items(each.actions)]
        if any(action.lower().startswith(_RETRIEVING) for action in named):
            raise Undetermined("RetrieveAndGenerate calls models through it: whether others do, too, is not known")

    def _serves_agents_only(self) -> bool:
        """Agents act through it, and nobody but Bedrock can."""
        agents = any(role_of(each) == self for each in self.estate.beside(self, bedrock_agent.Agent))
        trusting = [each for each in self.trust if each.effect == "Allow"]
        return agents and all(_trusts_only_bedrock(each) for each in trusting)

    def _serves_retrieval_only(self) -> bool:
        """Knowledge bases act through it, and no agent or model does."""
        bases = any(role_of(each) == self for each in self.estate.beside(self, bedrock_agent.KnowledgeBase))
        return bases and not self.users

    @property
    def users(self) -> list[str]:
        """What acts through it: agents, models and notebooks, several of one block counted once.

        Raises Undetermined where it is not known whether one more does, and that would be the second.
        """
        acting = [(each, role_of(each)) for kind in _USERS for each in self.estate.beside(self, kind)]
        using = {_block(each) for each, role in acting if role == self}
        unknown = [(each, role.unseen) for each, role in acting if role is not None and role.unseen is not None]
        perhaps = {_block(each): unseen for each, unseen in unknown if not unseen.is_set}
        if len(using) <= 1 < len(using | perhaps.keys()):
            raise Undetermined(*dict.fromkeys(map(str, perhaps.values())))
        if len(using) <= 1:
            for unread in self.estate.hidden(self.resource, tuple(kind.canonical_type for kind in _USERS)):
                raise Undetermined(str(unread))
        return sorted(using)


def _block(each: Resource) -> str:
    return re.sub(r"\[[^\]]*\]$", "", each.address)


def _makes_vectors(each: iam.Statement) -> bool:
    """Every model that a statement names makes vectors, or orders results."""
    named = items_of(iam.Statement.resources.path(each.dialect).locate(each))
    return bool(named) and all(_OF_VECTORS.fullmatch(known_parts(resource)) for resource in named)


def _not_known(each: iam.Statement) -> Unknown | None:
    """Why nothing is known of the models that a statement names, apart from those that make vectors."""
    named = items_of(iam.Statement.resources.path(each.dialect).locate(each))
    others = [resource.value for resource in named if not _OF_VECTORS.fullmatch(known_parts(resource))]
    open_ = [value for value in others if isinstance(value, Unknown) and not isinstance(value, PartlyKnown | Reference)]
    return open_[0] if open_ and len(open_) == len(others) else None


def _trusts_only_bedrock(each: iam.Statement) -> bool:
    """No other service, nobody in an account, and nobody who signs in elsewhere may assume the role by it."""
    return all(service == _BEDROCK for service in each.services) and not (
        each.accounts or each.federations or each.others
    )


def _asks(each: iam.Statement) -> bool:
    return any(test.key == _GUARDRAIL for test in each.conditions)


_USERS: tuple[type[Resource], ...] = (
    bedrock_agent.Agent,
    bedrock_agentcore.Runtime,
    sagemaker.Model,
    sagemaker.NotebookInstance,
)
_CONTROLS = (
    "iam:AttachRolePolicy",
    "iam:CreateAccessKey",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "bedrock:DeleteGuardrail",
    "bedrock:DeleteModelInvocationLoggingConfiguration",
    "bedrock:UpdateGuardrail",
    "cloudtrail:StopLogging",
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:CreateRoute",
    "guardduty:DeleteDetector",
    "logs:DeleteLogGroup",
    "secretsmanager:GetSecretValue",
)
_ONLY_BROADLY = frozenset({"secretsmanager:GetSecretValue"})


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
