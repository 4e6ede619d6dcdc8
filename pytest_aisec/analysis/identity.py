"""What statements amount to: administration, whole services, roles that are passed on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pytest_aisec.analysis import policies_of_aws
from pytest_aisec.aws import iam
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.derived import known_parts
from pytest_aisec.values import PartlyKnown, located
from pytest_aisec.verdicts import Undetermined

AI_SERVICES = ("aoss", "bedrock", "bedrock-agentcore", "s3vectors", "sagemaker")
"""The prefixes of actions on models, agents, and what they retrieve from."""

AI_PRINCIPALS = ("bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com", "sagemaker.amazonaws.com")
"""The services that act for models, through roles that trust them."""

AWS_MANAGED = re.compile(r"arn:(?:aws[\w-]*|\?):iam::aws:policy/(?:[^?]*/)?([^/?]+)")
_OF_MODELS = re.compile("Bedrock|SageMaker")
_HARMLESS = re.compile(
    r".*(ReadOnly|ViewOnly)\w*|Amazon(S3|EC2|ECS|SES|SQS|SNS|RDS|Route53|VPC|DynamoDB)\w*|CloudWatch\w*"
)
"""Names of policies of AWS that speak of models, and of some that are known to have nothing to do with them."""

_PROBES = (
    "ec2:TerminateInstances",
    "iam:PutRolePolicy",
    "kms:Decrypt",
    "organizations:LeaveOrganization",
    "s3:PutObject",
)
"""Actions that only a statement about nearly everything covers together."""

Holder = iam.Role | iam.User | iam.Group


def allows_everywhere(statements: Sequence[PolicyStatement], action: str) -> bool:
    """An action is allowed on every resource without a condition, and no statement denies it as broadly."""
    if any(_is_broad(each, "Deny", action) for each in statements):
        return False
    return any(_is_broad(each, "Allow", action) for each in statements)


_OF_NO_RESOURCE = frozenset(
    (
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:requestedregion",
        "aws:resourceaccount",
        "aws:resourceorgid",
        "aws:securetransport",
    )
)
"""Keys of conditions that leave every action on everything that the account has, if only in some regions."""


def _is_broad(each: PolicyStatement, effect: str, action: str, *, in_some_regions: bool = False) -> bool:
    """The action is read last: of what allows too much it is the word to change."""
    if each.effect != effect:
        return False
    if each.is_conditional and not (in_some_regions and all(test.key in _OF_NO_RESOURCE for test in each.conditions)):
        return False
    everything = each.is_about_every_resource or each.is_about_everything_of(action.partition(":")[0])
    return everything and each.covers(action)


def administers(statements: Sequence[PolicyStatement]) -> bool:
    """The statements amount to administration: everything, on everything."""
    return all(allows_everywhere(statements, action) for action in _PROBES)


def whole_service(statements: Sequence[PolicyStatement]) -> str | None:
    """An AI service of which every action is allowed on every resource: one that nobody has thought of yet too.

    A region is no limit to what is done there.
    """
    return next((each for each in AI_SERVICES if _allows_whole(statements, f"{each}:AnActionThatIsToCome")), None)


def _allows_whole(statements: Sequence[PolicyStatement], action: str) -> bool:
    if any(_is_broad(each, "Deny", action) for each in statements):
        return False
    return any(_is_broad(each, "Allow", action, in_some_regions=True) for each in statements)


def attached(holder: Holder) -> Iterator[iam.ManagedPolicy]:
    """The managed policies that a principal holds, a user's groups' included."""
    yield from holder.managed_policies
    if isinstance(holder, iam.User):
        for group in holder.groups:
            yield from group.managed_policies


def aws_name(policy: iam.ManagedPolicy) -> str | None:
    """The name of a policy that AWS manages, in whichever partition; None for one of the account."""
    unseen = policy.unseen
    named = known_parts(located(unseen)) if isinstance(unseen, PartlyKnown) else policy.address
    found = AWS_MANAGED.fullmatch(named)
    return found[1] if found else None


def statements_held(holder: Holder, *, read_only: bool = False) -> Iterator[iam.Statement]:
    """Every statement that a principal holds. Those of AWS's own managed policies are known by name, and not read.

    What a policy says that is attached but declared elsewhere is unknown; with `read_only` it is left out.
    """
    yield from holder.inline_statements
    if isinstance(holder, iam.User):
        for group in holder.groups:
            yield from group.inline_statements
    for policy in attached(holder):
        elsewhere = policy.unseen is not None and policy.unseen.is_set
        if aws_name(policy) is None and not (read_only and elsewhere):
            yield from policy.statements


def is_administrator(holder: Holder) -> bool:
    """A principal may do everything: by a policy of AWS, or by what its own statements add up to."""
    if any(aws_name(policy) in policies_of_aws.ADMINISTRATORS for policy in attached(holder)):
        return True
    return administers(list(statements_held(holder)))


def holder_may_call_models(holder: Holder) -> bool:
    """A principal may call models, by its own statements or by a policy of AWS.

    Raises Undetermined for a policy of AWS of which the name does not tell.
    """
    if is_administrator(holder) or calls_models_by_aws(holder):
        return True
    if may_call_models(statements_held(holder)):
        return True
    harmless = policies_of_aws.NOT_CALLING
    doubtful = [name for name in _aws_names(holder) if name not in harmless and not _HARMLESS.fullmatch(name)]
    if doubtful:
        raise Undetermined(f"what {', '.join(doubtful)} of AWS allows is not read")
    return False


def calls_models_by_aws(holder: Holder) -> bool:
    """A principal may call models by a policy of AWS."""
    return any(map(policies_of_aws.calls_models, _aws_names(holder)))


def calls_bedrock_by_aws(holder: Holder) -> bool:
    """A principal may call models of Bedrock by a policy of AWS, which asks for no guardrail; SageMaker's do not."""
    return any(map(policies_of_aws.calls_bedrock, _aws_names(holder)))


def trusted_ai_service(role: iam.Role) -> str | None:
    """An AI service that may assume a role."""
    allowing = (each for each in role.trust if each.effect == "Allow")
    return next((service for each in allowing for service in each.services if service in AI_PRINCIPALS), None)


def is_meant_to_call_models(holder: Holder) -> bool:
    """A principal may call models by what speaks of models: not because it may do anything of everything.

    What a policy says that was not read does not count.
    """
    if any(_OF_MODELS.search(name) and policies_of_aws.calls_models(name) for name in _aws_names(holder)):
        return True
    return may_call_models(
        each for each in statements_held(holder, read_only=True) if not each.covers("ec2:TerminateInstances")
    )


def _aws_names(holder: Holder) -> list[str]:
    return [name for name in map(aws_name, attached(holder)) if name is not None]


def may_call_models(statements: Iterable[PolicyStatement]) -> bool:
    """Some statement allows a call of a model, on any resource."""
    calls = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", "sagemaker:InvokeEndpoint")
    return any(each.effect == "Allow" and each.covers(call) for each in statements for call in calls)
