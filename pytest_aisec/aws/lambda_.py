"""AWS Lambda."""

from __future__ import annotations

from pytest_aisec.aws import ec2, iam, kinesis, sqs
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import document, never, only_at, present
from pytest_aisec.model.links import blocks, link, links, referrers
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import call, either
from pytest_aisec.model.resource import Names, Resource, statement
from pytest_aisec.model.structure import structure

_INVOKED = Regex(r"(?:.*/functions/)?(arn:[^/]*:function:[^/:]+)(?::[^/]+)?(?:/[a-z-]*invocations)?")

_OF_QUEUES = r"arn:[^:]*:(sqs:|[?])|[?]"
_OF_STREAMS = r"arn:[^:]*:(kinesis:|[?])|[?]"

TARGET = r"(?!https?:|arn:[^:]*:(?!lambda|apigateway|[?])|arn:[^:]*:apigateway:[^:]*:(?!lambda:|[?]))"
"""What every target of an integration that may be a function looks like."""


def invoked_function(target: str) -> str | None:
    """The ARN of the function that an integration names, itself or in the path of the service; None for others.

    A version or an alias of a function is that function.
    """
    found = _INVOKED.fullmatch(target)
    return found[1] if found else None


_NO_POLICY = (
    "ResourceNotFoundException: The resource you requested does not exist",
    "ResourceNotFoundException: No policy is associated",
)
"""What is said of a function, or an alias, without a policy. Of what is gone the same code says `Function not found`.

https://github.com/aws/serverless-application-model/issues/307, https://github.com/getmoto/moto/issues/7475
"""


class Function(
    Resource,
    terraform="aws_lambda_function",
    cloudformation="AWS::Lambda::Function",
    live=Listing("lambda", "ListFunctions", "Functions", id="FunctionArn"),
    names=Names(
        terraform=(
            "function_name",
            "invoke_arn",
            "qualified_arn",
            "qualified_invoke_arn",
            "response_streaming_invoke_arn",
        ),
        cloudformation=("FunctionName",),
        live=("FunctionName", "FunctionArn"),
    ),
):
    """A function.

    https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
    """

    role = link(lambda: iam.Role, terraform="role", cloudformation="Role")
    environment = structure(
        terraform="environment.variables", cloudformation="Environment.Variables", live="Environment.Variables"
    )
    permissions = referrers(lambda: Permission, by="function")
    statements = blocks(
        PolicyStatement,
        terraform=never("permissions are resources of their own"),
        cloudformation=never("permissions are resources of their own"),
        live=document(call("lambda", "GetPolicy", {"FunctionName": "FunctionArn"}, absent=_NO_POLICY) / "Policy"),
    )
    """Those of its own policy, as an account tells it."""
    subnets = links(lambda: ec2.Subnet, terraform="vpc_config.subnet_ids", cloudformation="VpcConfig.SubnetIds")
    security_groups = links(
        lambda: ec2.SecurityGroup,
        terraform="vpc_config.security_group_ids",
        cloudformation="VpcConfig.SecurityGroupIds",
    )


class Permission(Resource, terraform="aws_lambda_permission", cloudformation="AWS::Lambda::Permission"):
    """Who may invoke a function, as files declare it; an account tells the function's whole policy.

    https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
    """

    function = link(
        lambda: Function,
        terraform="function_name",
        cloudformation="FunctionName",
        reads=lambda name: invoked_function(name) or name,
    )
    principal = text(terraform="principal", cloudformation="Principal")
    is_confined = boolean(
        terraform=present(
            either(
                "source_arn",
                "source_account",
                "principal_org_id",
                "function_url_auth_type",
                "invoked_via_function_url",
            )
        ),
        cloudformation=present(
            either("SourceArn", "SourceAccount", "PrincipalOrgID", "FunctionUrlAuthType", "InvokedViaFunctionUrl")
        ),
    )
    """It holds only for a source, an organization, or calls of the function's address, which is judged by itself."""

    @statement
    def is_open(self) -> bool:
        """Everybody may invoke the function."""
        return self.principal == "*" and not self.is_confined


class EventSourceMapping(
    Resource,
    terraform="aws_lambda_event_source_mapping",
    cloudformation="AWS::Lambda::EventSourceMapping",
    live=Listing("lambda", "ListEventSourceMappings", "EventSourceMappings", id="UUID"),
):
    """What hands the messages of a queue, or the records of a stream, to a function; topics of Kafka are not followed.

    https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
    """

    queue = link(lambda: sqs.Queue, **only_at("event_source_arn", "EventSourceArn", _OF_QUEUES), reads=sqs.queue_url)
    stream = link(
        lambda: kinesis.Stream, **only_at("event_source_arn", "EventSourceArn", _OF_STREAMS), reads=lambda arn: arn
    )
    function = link(
        lambda: Function,
        terraform="function_name",
        cloudformation="FunctionName",
        live="FunctionArn",
        reads=lambda name: invoked_function(name) or name,
    )


class Alias(Resource, terraform="aws_lambda_alias", cloudformation="AWS::Lambda::Alias"):
    """Another name of a function, or of a version of it. An account tells of the function itself."""

    function = link(lambda: Function, terraform="function_name", cloudformation="FunctionName")
    stands_for = "function"


class AliasPolicy(
    Resource,
    live=Listing(
        "lambda",
        "ListAliases",
        "Aliases",
        id="AliasArn",
        per="AWS::Lambda::Function",
        per_parameters={"FunctionName": "FunctionArn"},
    ),
):
    """Who may invoke a function by an alias of it, as an account tells it: the function's own policy does not say.

    Files declare it as a permission of the function. Policies of single versions are not asked for.
    https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
    """

    function = link(lambda: Function, live="FunctionName")
    statements = blocks(
        PolicyStatement,
        live=document(call("lambda", "GetPolicy", {"FunctionName": "AliasArn"}, absent=_NO_POLICY) / "Policy"),
    )


class Version(Resource, cloudformation="AWS::Lambda::Version"):
    """A version of a function, as CloudFormation declares it."""

    function = link(lambda: Function, cloudformation="FunctionName")
    stands_for = "function"


class FunctionUrl(
    Resource,
    terraform="aws_lambda_function_url",
    cloudformation="AWS::Lambda::Url",
    live=Listing(
        "lambda",
        "ListFunctionUrlConfigs",
        "FunctionUrlConfigs",
        id="FunctionUrl",
        per="AWS::Lambda::Function",
        per_parameters={"FunctionName": "FunctionArn"},
    ),
    names=Names(terraform=("url_id", "function_url"), cloudformation=("FunctionUrl",), live=("FunctionUrl",)),
):
    """An address on the internet at which a function answers.

    https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
    """

    function = link(
        lambda: Function,
        terraform="function_name",
        cloudformation="TargetFunctionArn",
        live="FunctionArn",
        reads=lambda name: invoked_function(name) or name,
    )
    authorization = text(
        among=("AWS_IAM", "NONE"), terraform="authorization_type", cloudformation="AuthType", live="AuthType"
    )
