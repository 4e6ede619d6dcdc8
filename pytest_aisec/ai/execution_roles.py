"""What roles of the AI estate can be misused for."""

from __future__ import annotations

import re

from pytest_aisec.ai.enforcement import stands_before
from pytest_aisec.ai.principals import Principal
from pytest_aisec.analysis import identity
from pytest_aisec.analysis.policies_of_aws import CONTROLLING
from pytest_aisec.analysis.roles.actors import role_of
from pytest_aisec.aws import account, bedrock, bedrock_agent, bedrock_agentcore, iam, sagemaker
from pytest_aisec.aws.policy_conditions import Condition
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.instances import KEY
from pytest_aisec.model.links import fellows
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import Resource, answer, statement
from pytest_aisec.values import PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined

_INVOKE = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
_GUARDRAIL = "bedrock:guardrailidentifier"
_BEDROCK = "bedrock.amazonaws.com"
_RETRIEVING = "bedrock:retrieveandgenerate"
_OF_VECTORS = Regex(r"arn:[^:]*:bedrock:[^:]*:[^:]*:(?:foundation-model|inference-profile)/[\w.-]*(?:embed|rerank).*")
"""Models that make vectors of texts, or put results in order, by their ids.

https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html
"""


class ExecutionRole(Principal):
    """A role of the AI estate, by what it can be misused for."""

    enforced = fellows(lambda: bedrock.EnforcedGuardrail)
    regions = fellows(lambda: account.Region)

    @property
    def controls(self) -> list[str]:
        """What it may do that changes permissions, guardrails, logs or networks, or reads every secret.

        AWS's own policies are known by name.
        """
        if identity.is_administrator(self):
            return list(_CONTROLS)
        by_aws = [name for name in map(identity.aws_name, self.managed_policies) if name in CONTROLLING]
        return [*filter(None, by_aws), *(action for action in _CONTROLS if self._may(action))]

    @answer
    def _may(self, action: str) -> bool:
        statements = list(identity.statements_held(self))
        if action == _READS_SECRETS:
            return any(each.effect == "Allow" and _reads_every_secret(each) for each in statements)
        if identity.denies_everywhere(statements, action):
            return False
        return any(each.effect == "Allow" and each.covers(action) for each in statements)

    @statement
    def calls_models_only_with_a_guardrail(self) -> bool:
        """Its calls of Bedrock models have to name a guardrail.

        https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html; NotApplicable to one that
        may not call them, or only those that make vectors and order them, which take no guardrail; and to one through
        which agents act, whose calls do not all name one: they have guardrails of their own.
        Raises Undetermined for one that may use `RetrieveAndGenerate`, which does not name one in all calls either.
        A guardrail that the account enforces in every region in which it may call models stands for one that it names.
        """
        statements = list(identity.statements_held(self))
        calling = [each for each in statements if each.effect == "Allow" and _invokes(each)]
        by_aws = identity.calls_bedrock_by_aws(self)
        if not calling and not by_aws:
            raise NotApplicable("it may not call models of Bedrock")
        calls = [call for call in _INVOKE if by_aws or any(each.covers(call) for each in calling)]
        denials = [each for each in statements if each.effect == "Deny" and all(map(each.covers, calls))]
        if any(_of_every_model(each) and _asks(each) for each in denials):
            return True
        calling = [each for each in calling if not _makes_vectors(each)]
        if not by_aws and (not calling or self._serves_retrieval_only()):
            raise NotApplicable("it calls models that make vectors, which take no guardrail")
        free = next((each for each in calling if not _asks(each)), None)
        unguarded = () if by_aws else [each for each in calling if not _asks(each)]
        if (free is not None or by_aws) and stands_before(unguarded, self.enforced, self.regions):
            return True
        by_aws = identity.calls_bedrock_by_aws(self)  # read again: it is what is attached that has to change
        if free is not None and not by_aws:
            self._excused(statements)
            unknown = [_not_known(each) for each in calling if not _asks(each)]
            if None not in unknown:
                raise Undetermined(str(unknown[0]))
        if free is not None:  # read again, and last: it is the statement to change
            _ = free.effect, any(map(free.covers, _INVOKE))
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
        acting, doubt = self._acting(bedrock_agent.Agent)
        trusting = [each for each in self.trust if each.effect == "Allow"]
        if not (acting or doubt) or not all(_trusts_only_bedrock(each) for each in trusting):
            return False
        if not acting:
            raise Undetermined(doubt)
        return True

    def _serves_retrieval_only(self) -> bool:
        """Knowledge bases act through it, and no agent or model does."""
        acting, doubt = self._acting(bedrock_agent.KnowledgeBase)
        if not (acting or doubt) or self.users:
            return False
        if not acting:
            raise Undetermined(doubt)
        return True

    def _acting(self, kind: type[Resource]) -> tuple[bool, str]:
        """Whether something of a kind acts through it, and why more of the kind may."""
        roles = [role_of(each) for each in self.estate.beside(self, kind)]
        unseen = [role.unseen for role in roles if role is not None and role.unseen is not None]
        unread = self.estate.hidden(self.resource, (kind.canonical_type,))
        doubts = [str(each) for each in (*(each for each in unseen if not each.is_set), *unread)]
        return any(role == self for role in roles), next(iter(doubts), "")

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
    return re.sub(f"{KEY}$", "", each.address)


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


def _invokes(each: iam.Statement) -> bool:
    return any(map(each.covers, _INVOKE))


def _of_every_model(each: iam.Statement) -> bool:
    """A denial about everything, or about whatever model there is."""
    if each.other_resources:
        return False
    if each.is_about_every_resource or each.is_about_everything_of("bedrock"):
        return True
    return any(":foundation-model/*" in pattern for pattern in each.resource_patterns)


def _asks(each: iam.Statement) -> bool:
    """It lets nobody call without a guardrail: an `Allow` that holds only with one, a `Deny` that holds without."""
    asking = (test for test in each.conditions if test.key == _GUARDRAIL)
    return any(_is_missing(test) if each.effect == "Deny" else _is_named(test) for test in asking)


def _is_named(test: Condition) -> bool:
    operator = test.operator.lower()
    if operator == "null":
        return _says(test, "false")
    return test.certain or not (
        operator.startswith("forallvalues:") or operator.endswith("ifexists") or "not" in operator
    )


def _is_missing(test: Condition) -> bool:
    operator = test.operator.lower()
    return _says(test, "true") if operator == "null" else "not" in operator


def _says(test: Condition, word: str) -> bool:
    return [str(value).lower() for value in test.values] == [word]


_USERS: tuple[type[Resource], ...] = (
    bedrock_agent.Agent,
    bedrock_agentcore.Runtime,
    sagemaker.Model,
    sagemaker.NotebookInstance,
)
_READS_SECRETS = "secretsmanager:GetSecretValue"
_EVERY_SECRET = Regex(r"arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret(?::\*+|\*)")
_CONTROLS = (
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:CreateServiceSpecificCredential",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PutGroupPolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
    "bedrock:DeleteEnforcedGuardrailConfiguration",
    "bedrock:DeleteGuardrail",
    "bedrock:DeleteModelInvocationLoggingConfiguration",
    "bedrock:PutEnforcedGuardrailConfiguration",
    "bedrock:PutModelInvocationLoggingConfiguration",
    "bedrock:UpdateGuardrail",
    "cloudtrail:DeleteTrail",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:StopLogging",
    "cloudtrail:UpdateTrail",
    "config:DeleteConfigurationRecorder",
    "config:StopConfigurationRecorder",
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:CreateNetworkAclEntry",
    "ec2:CreateRoute",
    "ec2:DeleteFlowLogs",
    "ec2:DeleteNetworkAclEntry",
    "ec2:ModifyInstanceMetadataOptions",
    "ec2:ModifySecurityGroupRules",
    "ec2:ReplaceNetworkAclEntry",
    "ec2:ReplaceRoute",
    "guardduty:DeleteDetector",
    "guardduty:UpdateDetector",
    "logs:DeleteLogGroup",
    "logs:DeleteLogStream",
    "logs:PutRetentionPolicy",
    "securityhub:DisableSecurityHub",
    "wafv2:DeleteWebACL",
    "wafv2:DisassociateWebACL",
    "wafv2:UpdateWebACL",
    _READS_SECRETS,
)
"""Permissions, guardrails, logs and who watches, networks, and everybody's secrets."""


def _reads_every_secret(each: iam.Statement) -> bool:
    if not each.covers(_READS_SECRETS):
        return False
    named = items_of(iam.Statement.resources.path(each.dialect).locate(each))
    every = any(_EVERY_SECRET.fullmatch(known_parts(resource)) for resource in named)
    return identity.gives_all(each, _READS_SECRETS) or (every and not each.is_conditional)
