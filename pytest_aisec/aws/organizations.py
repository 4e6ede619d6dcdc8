"""AWS Organizations."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase

from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import REQUIRED, PerDialect, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import document
from pytest_aisec.model.links import blocks, fellows
from pytest_aisec.model.paths import call, companion, every
from pytest_aisec.model.resource import Names, Resource, answer, statement
from pytest_aisec.values import PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined

AI_SERVICES = frozenset({"bedrock", "bedrock-agentcore", "sagemaker", "q", "qbusiness", "s3vectors", "aoss"})
"""The prefixes of actions on models, agents and assistants."""


class Organization(
    Resource,
    terraform="aws_organizations_organization",
    cloudformation="AWS::Organizations::Organization",
    live=Listing(
        "organizations",
        "DescribeOrganization",
        "[Organization]",
        id="Arn",
        scope="account",
        absent=("AWSOrganizationsNotInUseException",),
    ),
    names=Names(cloudformation=("Id",), live=("Arn", "Id")),
):
    """The organization that an account belongs to.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
    """


class ServiceControlPolicy(
    Resource,
    terraform="aws_organizations_policy",
    cloudformation="AWS::Organizations::Policy",
    live=Listing(
        "organizations",
        "ListPolicies",
        "Policies",
        id="Arn",
        parameters={"Filter": "SERVICE_CONTROL_POLICY"},
        describe=Call("organizations", "DescribePolicy", {"PolicyId": "Id"}),
        described="Policy",
        scope="account",
        absent=("AWSOrganizationsNotInUseException",),
    ),
    names=Names(cloudformation=("Id",), live=("Arn", "Id")),
):
    """A policy of an organization; those of other types than service control are not judged.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    """

    kind = text(
        default=PerDialect(terraform="SERVICE_CONTROL_POLICY", cloudformation=REQUIRED, live=REQUIRED),
        terraform="type",
        cloudformation="Type",
        live="Type",
    )
    statements = blocks(
        PolicyStatement,
        terraform=document("content"),
        cloudformation=document("Content"),
        live=document("Content"),
    )
    targets = texts(
        terraform=every(companion("aws_organizations_policy_attachment", by="policy_id") / "target_id"),
        cloudformation="TargetIds",
        live=call("organizations", "ListTargetsForPolicy", {"PolicyId": "Id"}) / "Targets.*.TargetId",
    )
    """The roots, units and accounts that it is attached to."""
    beside = fellows(lambda: ServiceControlPolicy)

    @statement
    def is_about_models(self) -> bool:
        """It denies something that AI services do."""
        return any(
            each.effect == "Deny" and any(each.covers(f"{name}:AnActionThatIsToCome") for name in AI_SERVICES)
            for each in self.statements
        ) or any(
            each.effect == "Deny" and action.partition(":")[0].lower() in AI_SERVICES
            for each in self.statements
            for action in each.actions
        )

    @answer
    def denies(self, service: str) -> bool:
        """It denies every action of a service, on every resource, to everybody whom it does not spare."""
        return any(
            each.covers(f"{service}:AnActionThatIsToCome")
            and _denies_everything(each)
            and not any(test.key == _REGION for test in each.conditions)
            for each in self.statements
        )

    @answer
    def confines(self, action: str) -> bool:
        """It denies an action outside of named regions, or everywhere, to everybody whom it does not spare."""
        return any(each.covers(action) and _denies_everything(each) for each in self.statements)

    @property
    def unconfined_calls(self) -> list[str]:
        """Those of `MODEL_CALLS` that neither it nor any of those beside it confines to regions.

        What is attached to nothing confines nothing; where files attach it is judged by itself.
        """
        return [call for call in MODEL_CALLS if not any(each.confines(call) and _counts(each) for each in self.beside)]

    @property
    def open_regions(self) -> list[str]:
        """The regions, or patterns of them, that it and those beside it leave open to `MODEL_CALLS`.

        NotApplicable where it does not deny these outside of regions.
        """
        if not any(any(_left(each, action)) for action in MODEL_CALLS for each in self.statements):
            raise NotApplicable("it does not confine models to regions")
        beside = [each for each in self.beside if each is not self and _counts(each)]
        found: dict[str, None] = {}
        for action in MODEL_CALLS:
            others = [left for policy in (self, *beside) for each in policy.statements for left in _left(each, action)]
            own = [region for each in self.statements for left in _left(each, action) for region in left]
            found |= dict.fromkeys(each for each in own if all(_is_left(each, left) for left in others))
        for each in self.statements:  # read again, and last: what they leave is the word to change
            _ = each.conditions if not found.keys().isdisjoint(_named_in(each)) else None
        return list(found)


def _counts(policy: ServiceControlPolicy) -> bool:
    """What is attached to nothing denies nothing; where files attach it is judged by itself."""
    return policy.dialect is not Dialect.LIVE or bool(policy.targets)


def _left(each: PolicyStatement, action: str) -> list[list[str]]:
    """The regions that a statement leaves open to a call, for each test of regions; none at all without one."""
    if not (each.covers(action) and _denies_everything(each)):
        return []
    tests = [test for test in each.conditions if test.key == _REGION]
    return [[_known(value) for value in test.values] for test in tests] or [[]]


def _named_in(each: PolicyStatement) -> list[str]:
    return [region for action in MODEL_CALLS for left in _left(each, action) for region in left]


def _known(value: object) -> str:
    if isinstance(value, Unknown):
        raise Undetermined(str(value))
    return str(value)


def _is_left(region: str, left: list[str]) -> bool:
    return any(fnmatchcase(region.lower(), each.lower()) for each in left)


MODEL_CALLS = (
    "bedrock:InvokeModel",
    "bedrock:InvokeModelWithResponseStream",
    "bedrock-agentcore:CreateAgentRuntime",
    "sagemaker:CreateEndpoint",
)
"""Calls by which models run, or are asked, in a region."""

_REGION = "aws:requestedregion"


def _denies_everything(each: PolicyStatement) -> bool:
    """It denies, whatever the resource, and conditions only spare some: regions, principals, calls of AWS itself."""
    return (
        each.effect == "Deny"
        and each.is_about_every_resource
        and all(_spares_some(test.operator, test.key, test.values) for test in each.conditions)
    )


_OF_AWS = frozenset({"aws:principalisawsservice", "aws:viaawsservice"})


def _spares_some(stated: str, key: str, values: tuple[object, ...]) -> bool:
    """A test leaves out what it names (`StringNotEquals`, `ArnNotLike`), and not everything; or calls that AWS makes.

    Any other test is for some only: whoever does not meet it is not denied.
    """
    operator = stated.lower().rpartition(":")[2]
    if key in _OF_AWS:
        return operator.startswith("bool") and all(str(value).lower() == "false" for value in values)
    if "not" not in operator:
        return False
    if "like" not in operator:
        return True
    for value in values:
        if isinstance(value, Unknown) and not isinstance(value, PartlyKnown | Reference):
            raise Undetermined(str(value))
    return not any(isinstance(value, str) and not value.strip("*?") for value in values)


class DelegatedAdministrator(
    Resource,
    terraform="aws_organizations_delegated_administrator",
    live=Listing(
        "organizations",
        "ListDelegatedAdministrators",
        "DelegatedAdministrators[].{Id: Id, Arn: Arn, Status: Status}",
        id="Id",
        scope="account",
        absent=("AWSOrganizationsNotInUseException",),
    ),
    names=Names(live=("Id", "Arn")),
):
    """A member account that looks after services for the whole organization. CloudFormation has none.

    Only the management account, and such accounts themselves, are told.
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
    """

    account = text(terraform="account_id", live="Id")
    services = texts(
        terraform="service_principal",
        live=call("organizations", "ListDelegatedServicesForAccount", {"AccountId": "Id"})
        / "DelegatedServices.*.ServicePrincipal",
    )
    """What it looks after (`guardduty.amazonaws.com`); in Terraform each service is a resource of its own."""


class Parent(
    Resource,
    live=Listing(
        "organizations",
        "ListParents",
        "Parents",
        id="Id",
        per="sts:Account",
        per_parameters={"ChildId": "Account"},
        scope="account",
        absent=("AWSOrganizationsNotInUseException",),
    ),
    names=Names(live=("Id",)),
):
    """The root or unit of the organization that the account is directly in; what that is in is not followed.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html
    """

    kind = text(among=("ROOT", "ORGANIZATIONAL_UNIT"), live="Type")


def _in_effect(kind: str) -> Listing:
    """What the account's own policies of one type and those of all above it come to; nothing where there are none."""
    return Listing(
        "organizations",
        "DescribeEffectivePolicy",
        "[EffectivePolicy]",
        id="join(' ', [PolicyType, 'in effect'])",
        parameters={"PolicyType": kind},
        scope="account",
        absent=("AWSOrganizationsNotInUseException", "EffectivePolicyNotFoundException"),
    )


class EffectivePolicy(Resource):
    """What policies of one type, on the account and all above it, come to.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_effective.html
    """

    content = text(live="PolicyContent")
    """The text in JSON, without the operators of inheritance."""


class EffectiveOptOut(EffectivePolicy, live=_in_effect("AISERVICES_OPT_OUT_POLICY")):
    """Which AI services may keep what they are given.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ai-opt-out_syntax.html
    """

    @answer
    def covers(self, service: str) -> bool:
        """A service may not keep what it is given: it, or what holds by default, is opted out."""
        services = json.loads(self.content).get("services", {})
        stated: dict[str, str] = services.get(service, services.get("default", {}))
        return stated.get("opt_out_policy") == "optOut"


class EffectiveBedrockPolicy(EffectivePolicy, live=_in_effect("BEDROCK_POLICY")):
    """Which guardrails the organization enforces.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_bedrock.html
    """


class EffectiveGuardDutyPolicy(EffectivePolicy, live=_in_effect("GUARDDUTY_POLICY")):
    """Which protection plans of GuardDuty the organization switches on."""
