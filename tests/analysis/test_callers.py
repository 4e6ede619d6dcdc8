"""Applications that call models: their roles, and the load balancers in front of them."""

from __future__ import annotations

import json

import pytest

from pytest_aisec.analysis.identity import is_administrator
from pytest_aisec.analysis.membership import Member
from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import iam
from pytest_aisec.declarations import Declaration
from pytest_aisec.inventory import Inventory
from pytest_aisec.values import PartlyKnown, Unknown
from pytest_aisec.verdicts import Verdict, decide
from tests.model.declared import declared, inventory, ref, var

BEDROCK = "arn:aws:iam::aws:policy/AmazonBedrockFullAccess"


def found(estate: Inventory, role: Role) -> dict[str, Member]:
    return {member.resource.address: member for member in members(estate, role)}


def allowing(*actions: str) -> Declaration:
    text = json.dumps({"Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})
    return declared("aws_iam_role_policy", "p", role=ref("aws_iam_role.r", "name"), policy=text)


def attached(arn: object) -> Declaration:
    return declared("aws_iam_role_policy_attachment", "a", role=ref("aws_iam_role.r", "name"), policy_arn=arn)


def of_partition(policy: str) -> PartlyKnown:
    """The ARN of a policy of AWS, as templates write it that are for every partition."""
    missing = Unknown(reason="AWS::Partition is known at deployment", identity="AWS::Partition", is_set=True)
    return PartlyKnown(reason=missing.reason, parts=("arn:", missing, f":iam::aws:policy/{policy}"))


FUNCTION = declared("aws_lambda_function", "f", role=ref("aws_iam_role.r", "arn"))
TASK = declared("aws_ecs_task_definition", "t", family="t", task_role_arn=ref("aws_iam_role.r", "arn"))
PROFILE = declared("aws_iam_instance_profile", "i", role=ref("aws_iam_role.r", "name"))
MACHINE = declared("aws_instance", "m", iam_instance_profile=ref("aws_iam_instance_profile.i", "name"))


@pytest.mark.parametrize(
    ("policy", "is_one"),
    [
        (allowing("bedrock:InvokeModel"), True),
        (allowing("bedrock:*"), True),
        (allowing("sagemaker:InvokeEndpoint", "logs:PutLogEvents"), True),
        (allowing("s3:GetObject"), False),
        (allowing("bedrock:ListFoundationModels"), False),
        (allowing("*"), False),
        (declared("aws_iam_role_policy", "p", role=ref("aws_iam_role.r", "name"), policy=var("policy")), False),
        (attached(BEDROCK), True),
        (attached(of_partition("AmazonBedrockFullAccess")), True),
        (attached(of_partition("service-role/AWSLambdaBasicExecutionRole")), False),
        (attached("arn:aws:iam::aws:policy/AdministratorAccess"), False),
        (attached("arn:aws:iam::aws:policy/PowerUserAccess"), False),
        (attached(var("policy")), False),
        (attached("arn:aws:iam::111122223333:policy/elsewhere"), False),
    ],
)
@pytest.mark.parametrize("callers", [(FUNCTION,), (TASK,), (MACHINE, PROFILE)])
def test_role_of_an_application(callers: tuple[Declaration, ...], policy: Declaration, is_one: bool) -> None:
    estate = inventory(declared("aws_iam_role", "r", name="r"), policy, *callers)
    principals = found(estate, Role.AI_PRINCIPAL)
    assert {address: member.doubt for address, member in principals.items()} == (
        {"aws_iam_role.r": ()} if is_one else {}
    )
    if is_one:
        assert principals["aws_iam_role.r"].reason.endswith(" calls models through it")


@pytest.mark.parametrize(
    "tool",
    [
        declared(
            "aws_bedrockagent_agent_action_group",
            "t",
            action_group_executor=[{"lambda": ref("aws_lambda_function.f", "arn")}],
        ),
        declared(
            "aws_bedrockagentcore_gateway_target",
            "t",
            target_configuration=[{"mcp": [{"lambda": [{"lambda_arn": ref("aws_lambda_function.f", "arn")}]}]}],
        ),
    ],
)
def test_role_of_a_tool_of_agents(tool: Declaration) -> None:
    estate = inventory(declared("aws_iam_role", "r", name="r"), allowing("s3:GetObject"), FUNCTION, tool)
    (member,) = members(estate, Role.AI_PRINCIPAL)
    assert (member.resource.address, member.doubt) == ("aws_iam_role.r", ())
    assert member.reason == f"{tool.address}, a tool of agents, acts through it"


@pytest.mark.parametrize(
    ("function", "is_one"),
    [(ref("AWS::Lambda::Function/F", "Arn"), True), ("f", True), ("other", False), (var("Tool"), False)],
)
def test_role_of_a_tool_inside_of_an_agent(function: object, is_one: bool) -> None:
    group = {"ActionGroupName": "orders", "ActionGroupExecutor": {"Lambda": function}}
    estate = inventory(
        declared("AWS::IAM::Role", "AWS::IAM::Role/R"),
        declared(
            "AWS::Lambda::Function", "AWS::Lambda::Function/F", FunctionName="f", Role=ref("AWS::IAM::Role/R", "Arn")
        ),
        declared("AWS::Bedrock::Agent", "AWS::Bedrock::Agent/A", ActionGroups=[{"ActionGroupName": "back"}, group]),
    )
    assert {member.reason: member.doubt for member in found(estate, Role.AI_PRINCIPAL).values()} == (
        {"a tool of AWS::Bedrock::Agent/A acts through it": ()} if is_one else {}
    )


def test_actions_that_are_not_known_name_no_role() -> None:
    estate = inventory(
        declared("AWS::IAM::Role", "AWS::IAM::Role/R"),
        declared("AWS::Lambda::Function", "AWS::Lambda::Function/F", Role=ref("AWS::IAM::Role/R", "Arn")),
        declared("AWS::Bedrock::Agent", "AWS::Bedrock::Agent/A", ActionGroups=var("Actions")),
    )
    assert not found(estate, Role.AI_PRINCIPAL)


def test_a_tool_that_is_not_known_has_no_role_that_we_know() -> None:
    tool = declared("aws_bedrockagent_agent_action_group", "t", action_group_executor=[{"lambda": var("tool")}])
    estate = inventory(declared("aws_iam_role", "r", name="r"), allowing("s3:GetObject"), FUNCTION, tool)
    assert not found(estate, Role.AI_PRINCIPAL)


def test_a_role_that_nothing_acts_through_is_none() -> None:
    estate = inventory(declared("aws_iam_role", "r", name="r"), allowing("bedrock:InvokeModel"))
    assert not found(estate, Role.AI_PRINCIPAL)


def test_an_application_of_a_role_that_is_not_known_does_not_count() -> None:
    estate = inventory(
        declared("aws_iam_role", "r", name="r"),
        allowing("s3:GetObject"),
        declared("aws_lambda_function", "f", role=var("role")),
    )
    assert not found(estate, Role.AI_PRINCIPAL)


@pytest.mark.parametrize(("action", "is_one"), [("bedrock:InvokeModel", True), ("s3:GetObject", False)])
def test_load_balancers_in_front_of_what_calls_models(action: str, is_one: bool) -> None:
    estate = inventory(
        declared("aws_iam_role", "r", name="r"),
        allowing(action),
        TASK,
        declared(
            "aws_ecs_service",
            "gateway",
            task_definition=ref("aws_ecs_task_definition.t", "arn"),
            load_balancer=[{"target_group_arn": ref("aws_lb_target_group.g", "arn")}],
        ),
        declared("aws_lb_target_group", "g"),
        declared("aws_lb", "front"),
        declared(
            "aws_lb_listener",
            "https",
            load_balancer_arn=ref("aws_lb.front", "arn"),
            default_action=[{"type": "forward", "target_group_arn": ref("aws_lb_target_group.g", "arn")}],
        ),
    )
    reasons = {address: member.reason for address, member in found(estate, Role.MODEL_LOAD_BALANCER).items()}
    assert reasons == (
        {"aws_lb.front": "it forwards to aws_ecs_service.gateway, which may call models"} if is_one else {}
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("service-role/AWSLambdaBasicExecutionRole", Verdict.VIOLATED),
        ("AdministratorAccess", Verdict.PASSED),
    ],
)
def test_policies_of_aws_are_known_by_name_in_every_partition(name: str, expected: Verdict) -> None:
    estate = inventory(declared("aws_iam_role", "r", name="r"), attached(of_partition(name)))
    (role,) = estate.of(iam.Role)

    def judge() -> None:
        assert is_administrator(role)

    assert decide(judge).verdict is expected
