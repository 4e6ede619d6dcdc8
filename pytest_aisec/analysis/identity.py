"""What statements amount to: administration, whole services, roles that are passed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pytest_aisec.analysis import policies_of_aws
from pytest_aisec.aws import iam
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.matching import Regex
from pytest_aisec.values import PartlyKnown, located
from pytest_aisec.verdicts import Undetermined

AI_SERVICES = ("aoss", "bedrock", "bedrock-agentcore", "bedrock-mantle", "s3vectors", "sagemaker")
"""The prefixes of actions on models, agents, and what they retrieve from."""

AI_PRINCIPALS = ("bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com", "sagemaker.amazonaws.com")
"""The services that act for models, through roles that trust them."""

AWS_MANAGED = Regex(r"arn:(?:aws[\w-]*|\?):iam::aws:policy/(?:[^?]*/)?([^/?]+)")
_OF_MODELS = Regex("Bedrock|SageMaker")
_HARMLESS = Regex(r".*(ReadOnly|ViewOnly)\w*|Amazon(S3|EC2|ECS|SES|SQS|SNS|RDS|Route53|VPC|DynamoDB)\w*|CloudWatch\w*")
"""Names of policies of AWS that speak of models, and of some that are known to have nothing to do with them."""

_PROBES = (
    "ec2:TerminateInstances",
    "iam:PutRolePolicy",
    "kms:Decrypt",
    "organizations:LeaveOrganization",
    "s3:PutObject",
)
"""Actions that only a statement about nearly everything covers together."""

_TO_EVERYTHING = ("iam:AttachRolePolicy", "iam:CreatePolicyVersion", "iam:PutRolePolicy")
"""With one of them somebody who may do everything but some gets the rest as well: the policies of another role."""

Holder = iam.Role | iam.User | iam.Group


def allows_everywhere(statements: Sequence[PolicyStatement], action: str) -> bool:
    """An action is allowed on every resource without a condition, and no statement denies it as broadly."""
    return not denies_everywhere(statements, action) and any(_is_broad(each, "Allow", action) for each in statements)


def denies_everywhere(statements: Iterable[PolicyStatement], action: str) -> bool:
    """A statement denies an action on every resource, without a condition. All but some is not every one."""
    return any(_is_broad(each, "Deny", action) and not each.other_resources for each in statements)


_OF_NO_RESOURCE = frozenset(
    (
        "aws:currenttime",
        "aws:epochtime",
        "aws:multifactorauthage",
        "aws:multifactorauthpresent",
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:requestedregion",
        "aws:resourceaccount",
        "aws:resourceorgid",
        "aws:resourceorgpaths",
        "aws:securetransport",
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:tokenissuetime",
        "aws:vpcesourceip",
    )
)
"""Keys of conditions that leave every action on everything that the account has, if only in some regions, from some
places, or after a second factor."""


def _is_broad(each: PolicyStatement, effect: str, action: str) -> bool:
    """The action is read last: of what allows too much it is the word to change."""
    return each.effect == effect and not each.is_conditional and _is_of_all(each, action) and each.covers(action)


def _is_of_all(each: PolicyStatement, action: str) -> bool:
    service = action.partition(":")[0]
    return each.is_about_every_resource or each.is_about_all_that_an_account_has_of(service)


def gives_all(each: PolicyStatement, action: str) -> bool:
    """It allows an action on everything, whatever it asks for that is no limit to what is done."""
    if each.effect != "Allow" or any(test.key not in _OF_NO_RESOURCE for test in each.conditions):
        return False
    return _is_of_all(each, action) and each.covers(action)


def administers(statements: Sequence[PolicyStatement]) -> bool:
    """The statements amount to administration: everything, on everything; denials leave a way to all of it."""
    if all(denies_everywhere(statements, action) for action in _TO_EVERYTHING):
        return False
    return all(any(gives_all(each, action) for each in statements) for action in _PROBES)


def whole_service(statements: Sequence[PolicyStatement]) -> str | None:
    """An AI service of which every action is allowed on every resource: one that nobody has thought of yet too.

    A region is no limit to what is done there.
    """
    return next((each for each in AI_SERVICES if _allows_whole(statements, f"{each}:AnActionThatIsToCome")), None)


def _allows_whole(statements: Sequence[PolicyStatement], action: str) -> bool:
    return not denies_everywhere(statements, action) and any(gives_all(each, action) for each in statements)


def attached(holder: Holder) -> Iterator[iam.ManagedPolicy]:
    """The managed policies that a principal holds, a user's groups' included."""
    yield from holder.managed_policies
    if isinstance(holder, iam.User):
        for group in holder.groups:
            yield from group.managed_policies


def aws_name(policy: iam.ManagedPolicy) -> str | None:
    """The name of a policy that AWS manages, in whichever partition; None for one of the account.

    One that is looked up by its name alone is of AWS if AWS has one of that name: no other can have it as well.
    """
    unseen = policy.unseen
    if isinstance(unseen, PartlyKnown):
        by_name = next((name for name in unseen.sought if policies_of_aws.is_known(name)), None)
        if by_name is not None:
            return by_name
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


def acts_on_ai(holder: Holder) -> bool:
    """A principal may call models, ask agents, or change what they are made of: more than to look at settings.

    Raises Undetermined for a policy of AWS of which the name does not tell.
    """
    if any(name in policies_of_aws.CHANGING for name in _aws_names(holder)):
        return True
    statements = list(statements_held(holder))
    allowing = (each for each in statements if each.effect == "Allow")
    named = {action for each in allowing for action in each.actions if _is_of_ai(action)}
    if any(not denies_everywhere(statements, action) for action in named):
        return True
    return holder_may_call_models(holder)


_LOOKING = ("BatchGet", "CheckAuthorization", "CountTokens", "Describe", "Get", "List", "Search")
"""How actions begin that change nothing and ask no model."""


def _is_of_ai(action: str) -> bool:
    service, _, name = action.partition(":")
    return service.lower() in AI_SERVICES and not name.lower().startswith(tuple(each.lower() for each in _LOOKING))


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
