"""Ways to models over several hops: functions that invoke functions, state machines, queues, balancers in a row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.inventory import Inventory
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform

URL = "aws_lambda_function_url.u"
API = "aws_apigatewayv2_api.a"
REST = "aws_api_gateway_rest_api.a"


def function(name: str, policy: str | None = None, environment: str = "") -> str:
    """A function with a role of its own that holds one statement."""
    held = f"""
    resource "aws_iam_role_policy" "{name}" {{
      role   = aws_iam_role.{name}.name
      policy = jsonencode({{ Statement = [{{ Effect = "Allow", {policy} }}] }})
    }}
    """
    return f"""
    resource "aws_iam_role" "{name}" {{ name = "{name}" }}
    resource "aws_lambda_function" "{name}" {{
      function_name = "{name}"
      role          = aws_iam_role.{name}.arn
      {f"environment {{ variables = {{ {environment} }} }}" if environment else ""}
    }}
    """ + (held if policy else "")


def may(action: str, resource: str) -> str:
    return f'Action = ["{action}"], Resource = {resource}'


VARIABLE = 'variable "elsewhere" {}\n'
ASK = function("ask", may("bedrock:InvokeModel", '"*"'))
FRONT = """
    resource "aws_lambda_function_url" "u" {
      function_name      = aws_lambda_function.front.function_name
      authorization_type = "NONE"
    }
"""
INVOKES = may("lambda:InvokeFunction", "aws_lambda_function.%s.arn")
QUEUE = """
    resource "aws_sqs_queue" "q" { name = "q" }
    resource "aws_lambda_event_source_mapping" "m" {
      event_source_arn = aws_sqs_queue.q.arn
      function_name    = aws_lambda_function.ask.arn
    }
"""


def machine(resource: str, more: str = "") -> str:
    return f"""
    resource "aws_sfn_state_machine" "m" {{
      name       = "m"
      role_arn   = "arn:aws:iam::123456789012:role/m"
      definition = jsonencode({{ StartAt = "a", States = {{ a = {{ Type = "Task", Resource = {resource}, {more} }} }} }})
    }}
    """


BEDROCK = machine('"arn:aws:states:::bedrock:invokeModel"')
STARTS = """
    resource "aws_apigatewayv2_api" "a" { name = "a" }
    resource "aws_apigatewayv2_integration" "i" {
      api_id              = aws_apigatewayv2_api.a.id
      integration_type    = "AWS_PROXY"
      integration_subtype = "StepFunctions-StartSyncExecution"
      request_parameters  = { StateMachineArn = %s }
    }
"""
SENDS = """
    resource "aws_apigatewayv2_api" "a" { name = "a" }
    resource "aws_apigatewayv2_integration" "i" {
      api_id              = aws_apigatewayv2_api.a.id
      integration_type    = "AWS_PROXY"
      integration_subtype = "SQS-SendMessage"
      request_parameters  = { QueueUrl = aws_sqs_queue.q.url, MessageBody = "$request.body" }
    }
"""
RESTS = """
    resource "aws_api_gateway_rest_api" "a" { name = "a" }
    resource "aws_api_gateway_integration" "i" {
      rest_api_id = aws_api_gateway_rest_api.a.id
      type        = "AWS"
      %s
    }
"""
STARTED = (
    'uri = "arn:aws:apigateway:eu-west-1:states:action/StartExecution"\nrequest_templates = { "application/json" = %s }'
)
SENT = 'uri = "arn:aws:apigateway:eu-west-1:sqs:path/123456789012/${aws_sqs_queue.%s.name}"'
CALLS = "which may call models"


def reasons(estate: Inventory, role: Role = Role.INFERENCE_API) -> dict[str, str]:
    """Address -> reason; one in doubt is marked."""
    return {each.resource.address: each.reason + (" ?" if each.doubt else "") for each in members(estate, role)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (function("front", INVOKES % "ask") + FRONT, f"leads to aws_lambda_function.ask, {CALLS}"),
        (function("front", None, "ASK = aws_lambda_function.ask.function_name") + FRONT, f"leads to aws_lambda_function.ask, {CALLS}"),
        (function("front", None, 'ASK = "ask"') + FRONT, f"leads to aws_lambda_function.ask, {CALLS}"),
        (function("front", may("lambda:InvokeFunction", '"${aws_lambda_function.ask.arn}:*"')) + FRONT, f"leads to aws_lambda_function.ask, {CALLS}"),
        (function("front", may("lambda:InvokeFunction", '"arn:aws:lambda:*:*:function:as*"')) + FRONT, f"leads to aws_lambda_function.ask, {CALLS}"),
        (
            function("front", INVOKES % "between") + function("between", INVOKES % "ask") + FRONT,
            f"leads to aws_lambda_function.between, which leads to aws_lambda_function.ask, {CALLS}",
        ),
        (
            function("front", INVOKES % "between")
            + function("between", INVOKES.replace("[", "").replace("]", "") % "front", "Q = aws_sqs_queue.q.url")
            + QUEUE
            + FRONT,
            f"leads to aws_lambda_function.between, which leads to aws_sqs_queue.q, which leads to aws_lambda_function.ask, {CALLS}",
        ),
        (
            function("front", may("states:StartExecution", "aws_sfn_state_machine.m.arn")) + BEDROCK + FRONT,
            "leads to aws_sfn_state_machine.m, which calls a model",
        ),
        (
            function("front", may("bedrock:RetrieveAndGenerate", '"*"')) + FRONT,
            "may call models",
        ),
        # near misses
        (function("front", may("bedrock:Retrieve", '"*"')) + FRONT, None),
        (function("front", may("lambda:InvokeFunction", '"*"')) + FRONT, None),
        (function("front", may("lambda:GetFunction", "aws_lambda_function.ask.arn")) + FRONT, None),
        (function("front", INVOKES % "front", "SELF = aws_lambda_function.front.arn") + FRONT, None),
        (function("front", INVOKES % "between") + function("between", INVOKES % "front") + FRONT, None),
        (function("front", None, 'TABLE = "t"') + QUEUE + FRONT, None),
        (VARIABLE + function("front", None, "ASK = var.elsewhere") + FRONT, None),
    ],
)  # fmt: skip
def test_functions_that_hand_work_on(tmp_path: Path, text: str, expected: str | None) -> None:
    way = {} if expected is None else {URL: f"it leads to aws_lambda_function.front, which {expected}"}
    assert reasons(terraform(tmp_path, ASK + text)) == way


def test_a_step_in_doubt_leaves_a_doubt(tmp_path: Path) -> None:
    doubtful = function("ask", 'Action = var.elsewhere, Resource = "*"')
    found = reasons(terraform(tmp_path, VARIABLE + doubtful + function("front", INVOKES % "ask") + FRONT))
    assert found == {URL: f"it leads to aws_lambda_function.front, which leads to aws_lambda_function.ask, {CALLS} ?"}


def test_a_certain_way_is_taken_before_a_shorter_one_in_doubt(tmp_path: Path) -> None:
    doubtful = function("maybe", 'Action = var.elsewhere, Resource = "*"')
    front = function(
        "front", may("lambda:InvokeFunction", "[aws_lambda_function.maybe.arn, aws_lambda_function.between.arn]")
    )
    text = VARIABLE + ASK + doubtful + front + function("between", INVOKES % "ask") + FRONT
    assert reasons(terraform(tmp_path, text))[URL].endswith(
        f"which leads to aws_lambda_function.between, which leads to aws_lambda_function.ask, {CALLS}"
    )


MACHINE = "it leads to aws_sfn_state_machine.m, which "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BEDROCK + STARTS % "aws_sfn_state_machine.m.arn", {API: f"{MACHINE}calls a model"}),
        (
            machine("aws_lambda_function.ask.arn") + STARTS % "aws_sfn_state_machine.m.arn",
            {API: f"{MACHINE}leads to aws_lambda_function.ask, {CALLS}"},
        ),
        (
            machine(
                '"arn:aws:states:::lambda:invoke"',
                'Parameters = { FunctionName = "${aws_lambda_function.ask.arn}:$LATEST" }',
            )
            + STARTS % "aws_sfn_state_machine.m.arn",
            {API: f"{MACHINE}leads to aws_lambda_function.ask, {CALLS}"},
        ),
        (machine('"arn:aws:states:::dynamodb:putItem"') + STARTS % "aws_sfn_state_machine.m.arn", {}),
        (
            machine('"arn:aws:states:::bedrock:createModelCustomizationJob"') + STARTS % "aws_sfn_state_machine.m.arn",
            {},
        ),
        (BEDROCK + STARTS % '"arn:aws:states:eu-west-1:123456789012:stateMachine:other"', {}),
        (
            RESTS % (STARTED % "jsonencode({ stateMachineArn = aws_sfn_state_machine.m.arn })") + BEDROCK,
            {REST: f"{MACHINE}calls a model"},
        ),
        (RESTS % (STARTED % 'jsonencode({ input = "x" })') + BEDROCK, {}),
        (QUEUE + SENDS, {API: f"it leads to aws_sqs_queue.q, which leads to aws_lambda_function.ask, {CALLS}"}),
        (
            QUEUE + RESTS % (SENT % "q"),
            {REST: f"it leads to aws_sqs_queue.q, which leads to aws_lambda_function.ask, {CALLS}"},
        ),
        (QUEUE + 'resource "aws_sqs_queue" "other" { name = "other" }\n' + RESTS % (SENT % "other"), {}),
    ],
)
def test_apis_without_a_function(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    assert reasons(terraform(tmp_path, ASK + text)) == expected


def test_a_machine_that_is_not_known_leaves_a_doubt(tmp_path: Path) -> None:
    text = machine("1").replace("definition = jsonencode({", "definition = var.elsewhere #")
    found = reasons(terraform(tmp_path, VARIABLE + text + STARTS % "aws_sfn_state_machine.m.arn"))
    assert list(found) == [API]
    assert found[API].endswith(" ?")


SOURCE = """
    resource "aws_appsync_graphql_api" "a" { name = "a" }
    resource "aws_appsync_datasource" "s" {
      api_id = aws_appsync_graphql_api.a.id
      type   = "HTTP"
      http_config { endpoint = "%s" }
    }
"""


@pytest.mark.parametrize(
    ("endpoint", "leads"),
    [
        ("https://bedrock-runtime.us-east-1.amazonaws.com", True),
        ("https://runtime.sagemaker.us-east-1.amazonaws.com", True),
        ("https://bedrock-runtime-fips.us-east-1.amazonaws.com/", True),
        ("https://bedrock.us-east-1.amazonaws.com", False),
        ("https://example.com/bedrock-runtime.us-east-1", False),
    ],
)
def test_graphql_source_at_the_address_of_models(tmp_path: Path, endpoint: str, leads: bool) -> None:
    assert bool(reasons(terraform(tmp_path, SOURCE % endpoint))) is leads


BALANCERS = """
    resource "aws_instance" "i" { instance_type = "%s" }
    resource "aws_lb_target_group" "machines" { port = 8000 }
    resource "aws_lb_target_group_attachment" "machines" {
      target_group_arn = aws_lb_target_group.machines.arn
      target_id        = aws_instance.i.id
    }
    resource "aws_lb" "inner" { name = "inner" }
    resource "aws_lb_listener" "inner" {
      load_balancer_arn = aws_lb.inner.arn
      default_action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.machines.arn
      }
    }
    resource "aws_lb" "outer" { load_balancer_type = "network" }
    resource "aws_lb_target_group" "balancers" { target_type = "alb" }
    resource "aws_lb_target_group_attachment" "balancers" {
      target_group_arn = aws_lb_target_group.balancers.arn
      target_id        = aws_lb.inner.arn
    }
    resource "aws_lb_listener" "outer" {
      load_balancer_arn = aws_lb.outer.arn
      default_action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.balancers.arn
      }
    }
    resource "aws_api_gateway_vpc_link" "v" { target_arns = [aws_lb.outer.arn] }
"""


def test_balancer_before_a_balancer(tmp_path: Path) -> None:
    text = BALANCERS + RESTS % 'connection_id = aws_api_gateway_vpc_link.v.id\nuri = "http://x"'
    estate = terraform(tmp_path, text % "g5.xlarge" if "%s" in text else text)
    inner = "it forwards to aws_instance.i"
    outer = f"it forwards to aws_lb.inner: {inner}"
    assert reasons(estate, Role.MODEL_LOAD_BALANCER) == {"aws_lb.inner": inner, "aws_lb.outer": outer}
    assert reasons(estate) == {REST: f"it leads to aws_lb.outer: {outer}"}


def test_balancer_before_a_balancer_of_other_machines(tmp_path: Path) -> None:
    assert reasons(terraform(tmp_path, BALANCERS % "m5.large"), Role.MODEL_LOAD_BALANCER) == {}
    other = terraform(tmp_path, (VARIABLE + BALANCERS % "X").replace('"X"', "var.elsewhere"))
    assert all(reason.endswith(" ?") for reason in reasons(other, Role.MODEL_LOAD_BALANCER).values())
    assert set(reasons(other, Role.MODEL_LOAD_BALANCER)) == {"aws_lb.inner", "aws_lb.outer"}


TEMPLATE = """
    Role:
      Type: AWS::IAM::Role
      Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonBedrockFullAccess']}
    Ask: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}
    Queue: {Type: AWS::SQS::Queue}
    Mapping:
      Type: AWS::Lambda::EventSourceMapping
      Properties: {EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref Ask}
    Machine:
      Type: AWS::StepFunctions::StateMachine
      Properties:
        RoleArn: arn:aws:iam::123456789012:role/m
        DefinitionString: '{"StartAt": "a", "States": {"a": {"Type": "Task", "Resource": "${Function}"}}}'
        DefinitionSubstitutions: {Function: !GetAtt Ask.Arn}
    Starting: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: s, ProtocolType: HTTP}}
    Starts:
      Type: AWS::ApiGatewayV2::Integration
      Properties:
        ApiId: !Ref Starting
        IntegrationType: AWS_PROXY
        IntegrationSubtype: StepFunctions-StartExecution
        RequestParameters: {StateMachineArn: !Ref Machine}
    Sending: {Type: AWS::ApiGateway::RestApi, Properties: {Name: q}}
    Sends:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref Sending
        Integration:
          Type: AWS
          Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/${Queue.QueueName}'
"""


def test_template(tmp_path: Path) -> None:
    assert reasons(cloudformation(tmp_path, TEMPLATE)) == {
        "Starting": f"it leads to Machine, which leads to Ask, {CALLS}",
        "Sending": f"it leads to Queue, which leads to Ask, {CALLS}",
    }


def test_account() -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:ask"
    started = "arn:aws:states:us-east-1:123456789012:stateMachine:m"
    queue = "https://sqs.us-east-1.amazonaws.com/123456789012/q"
    definition = json.dumps({"States": {"a": {"Resource": f"{arn}:$LATEST"}}})
    held = [{"PolicyArn": "arn:aws:iam::aws:policy/AmazonBedrockFullAccess"}]
    template = json.dumps({"stateMachineArn": started})
    uri = "arn:aws:apigateway:us-east-1:sqs:path/123456789012/q"

    def method(integration: dict[str, object]) -> dict[str, object]:
        return {"POST": {"methodIntegration": integration}}

    estate = inventory(
        live("AWS::IAM::Role", "arn:r", Arn="arn:r", AttachedManagedPolicies=held),
        live("AWS::Lambda::Function", arn, FunctionArn=arn, FunctionName="ask", Role="arn:r"),
        live("AWS::StepFunctions::StateMachine", started, stateMachineArn=started, name="m", definition=definition),
        live("AWS::SQS::Queue", queue, QueueUrl=queue),
        live(
            "AWS::Lambda::EventSourceMapping",
            "u",
            EventSourceArn="arn:aws:sqs:us-east-1:123456789012:q",
            FunctionArn=arn,
        ),
        live("AWS::ApiGateway::RestApi", "a1", id="a1"),
        live(
            "apigateway:PathMethods",
            "a1/p",
            restApiId="a1",
            resourceMethods=method({"uri": uri, "requestTemplates": {"application/json": "Action=SendMessage"}}),
        ),
        live("AWS::ApiGateway::RestApi", "a2", id="a2"),
        live(
            "apigateway:PathMethods",
            "a2/p",
            restApiId="a2",
            resourceMethods=method({"requestTemplates": {"application/json": template}}),
        ),
        live("AWS::ApiGatewayV2::Api", "a3", ApiId="a3"),
        live("AWS::ApiGatewayV2::Integration", "i", ApiId="a3", RequestParameters={"QueueUrl": queue}),
        live("AWS::ApiGatewayV2::Api", "a4", ApiId="a4"),
    )
    assert {name: reason.count("which") for name, reason in reasons(estate).items()} == {"a1": 2, "a2": 2, "a3": 2}
