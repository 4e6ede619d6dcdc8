"""Which APIs lead to a model, whom they answer, and how they are guarded."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.aws import apigateway
from pytest_aisec.sources.cloudformation import CloudFormationSource
from tests.model.declared import live
from tests.policies.judged import cloudformation, read, terraform, verdicts

ROUTE = "inference_route_requires_authorization"
URL = "function_that_calls_models_asks_who_calls"
ACL = "rest_api_in_front_of_models_has_a_web_acl"
LOGS = "inference_stage_logs_access"
LIMIT = "inference_stage_limits_rates"

FUNCTION = """
    variable "elsewhere" {}
    resource "aws_iam_role" "f" { name = "f" }
    resource "aws_iam_role_policy" "f" {
      role   = aws_iam_role.f.id
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "%s", Resource = "*" }] })
    }
    resource "aws_lambda_function" "f" {
      function_name = "f"
      role          = aws_iam_role.f.arn
    }
"""
CALLS = FUNCTION % "bedrock:InvokeModel"
REST = """
    resource "aws_api_gateway_rest_api" "a" { name = "a" }
    resource "aws_api_gateway_integration" "i" {
      rest_api_id = aws_api_gateway_rest_api.a.id
      uri         = %s
    }
"""
INVOKED = REST % "aws_lambda_function.f.invoke_arn"
HTTP = """
    resource "aws_apigatewayv2_api" "a" { name = "a" }
    resource "aws_apigatewayv2_integration" "i" {
      api_id          = aws_apigatewayv2_api.a.id
      integration_uri = aws_lambda_function.f.invoke_arn
    }
"""


def method(authorization: str, verb: str = "POST") -> str:
    return f"""
    resource "aws_api_gateway_method" "m" {{
      rest_api_id   = aws_api_gateway_rest_api.a.id
      http_method   = "{verb}"
      authorization = {authorization}
    }}
    """


def route(stated: str) -> str:
    return f'resource "aws_apigatewayv2_route" "r" {{\napi_id = aws_apigatewayv2_api.a.id\nroute_key = "POST /"\n{stated}\n}}'


M, R = "aws_api_gateway_method.m", "aws_apigatewayv2_route.r"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CALLS + INVOKED + method('"NONE"'), {M: "violated"}),
        (CALLS + INVOKED + method('"AWS_IAM"'), {M: "passed"}),
        (CALLS + INVOKED + method("var.elsewhere"), {M: "undetermined"}),
        (CALLS + INVOKED + method('"NONE"', "OPTIONS"), {}),
        (FUNCTION % "s3:GetObject" + INVOKED + method('"NONE"'), {}),
        (FUNCTION % "bedrock:Invoke*" + INVOKED + method('"NONE"'), {M: "violated"}),
        (
            REST % '"arn:aws:apigateway:us-east-1:runtime.sagemaker:path/endpoints/e/invocations"' + method('"NONE"'),
            {M: "violated"},
        ),
        (REST % '"arn:aws:apigateway:us-east-1:s3:path/bucket"' + method('"NONE"'), {}),
        (CALLS + HTTP + route(""), {R: "violated"}),
        (CALLS + HTTP + route('authorization_type = "JWT"'), {R: "passed"}),
    ],
)
def test_routes(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    assert verdicts(ROUTE, terraform(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("function", "stated", "expected"),
    [
        (CALLS, '"NONE"', {"aws_lambda_function_url.u": "violated"}),
        (CALLS, '"AWS_IAM"', {"aws_lambda_function_url.u": "passed"}),
        (CALLS, "var.elsewhere", {"aws_lambda_function_url.u": "undetermined"}),
        (FUNCTION % "s3:GetObject", '"NONE"', {}),
    ],
)
def test_function_urls(tmp_path: Path, function: str, stated: str, expected: dict[str, str]) -> None:
    url = f'resource "aws_lambda_function_url" "u" {{\nfunction_name = aws_lambda_function.f.function_name\nauthorization_type = {stated}\n}}'
    assert verdicts(URL, terraform(tmp_path, function + url)) == expected


STAGE = 'resource "aws_api_gateway_stage" "s" {\nrest_api_id = aws_api_gateway_rest_api.a.id\nstage_name = "s"\n%s\n}\n'
ASSOCIATED = 'resource "aws_wafv2_web_acl_association" "w" {\nresource_arn = aws_api_gateway_stage.s.arn\nweb_acl_arn = "arn:w"\n}'
V2STAGE = 'resource "aws_apigatewayv2_stage" "s" {\napi_id = aws_apigatewayv2_api.a.id\nname = "s"\n%s\n}\n'
LOGGED = 'access_log_settings {\ndestination_arn = "arn:l"\nformat = "x"\n}'


@pytest.mark.parametrize(
    ("policy", "text", "expected"),
    [
        (ACL, INVOKED + STAGE % "", "violated"),
        (ACL, INVOKED + STAGE % "" + ASSOCIATED, "passed"),
        (LOGS, INVOKED + STAGE % "", "violated"),
        (LOGS, INVOKED + STAGE % LOGGED, "passed"),
        (LOGS, HTTP + V2STAGE % "", "violated"),
        (LOGS, HTTP + V2STAGE % LOGGED, "passed"),
        (LIMIT, HTTP + V2STAGE % "", "violated"),
        (LIMIT, HTTP + V2STAGE % "default_route_settings {\nthrottling_rate_limit = 5\n}", "passed"),
        (LIMIT, HTTP + V2STAGE % "default_route_settings {\nthrottling_rate_limit = var.elsewhere\n}", "undetermined"),
    ],
)
def test_stages(tmp_path: Path, policy: str, text: str, expected: str) -> None:
    assert list(verdicts(policy, terraform(tmp_path, CALLS + text)).values()) == [expected]


TEMPLATE = """
    Role:
      Type: AWS::IAM::Role
      Properties:
        Policies:
          - PolicyName: p
            PolicyDocument: {{Statement: [{{Effect: Allow, Action: 'bedrock:InvokeModel', Resource: '*'}}]}}
    Function: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt Role.Arn}}}}
    Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: a}}}}
    Method:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref Api
        HttpMethod: POST
        AuthorizationType: {authorization}
        Integration:
          Uri: !Sub arn:aws:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{Function.Arn}}/invocations
    Stage: {{Type: AWS::ApiGateway::Stage, Properties: {{RestApiId: !Ref Api}}}}
    Url: {{Type: AWS::Lambda::Url, Properties: {{TargetFunctionArn: !GetAtt Function.Arn, AuthType: {url}}}}}
"""


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (ROUTE, {"Method": "violated"}),
        (URL, {"Url": "violated"}),
        (ACL, {"Stage": "violated"}),
        (LOGS, {"Stage": "violated"}),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, expected: dict[str, str]) -> None:
    open_ = cloudformation(tmp_path, TEMPLATE.format(authorization="NONE", url="NONE"))
    assert verdicts(policy, open_) == expected
    shut = cloudformation(tmp_path, TEMPLATE.format(authorization="AWS_IAM", url="AWS_IAM"))
    if policy in {ROUTE, URL}:
        assert set(verdicts(policy, shut).values()) == {"passed"}


@pytest.mark.parametrize(("authorization", "expected"), [("NONE", "violated"), ("AWS_IAM", "passed")])
def test_account(authorization: str, expected: str) -> None:
    document = {"Statement": [{"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*"}]}
    role = live(
        "AWS::IAM::Role", "arn:r", Arn="arn:r", RolePolicyList=[{"PolicyName": "p", "PolicyDocument": document}]
    )
    arn = "arn:aws:lambda:us-east-1:123456789012:function:f"
    function = live("AWS::Lambda::Function", arn, FunctionArn=arn, FunctionName="f", Role="arn:r")
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    methods = {"POST": {"httpMethod": "POST", "authorizationType": authorization, "methodIntegration": {"uri": uri}}}
    api = live("AWS::ApiGateway::RestApi", "a1", id="a1")
    paths = live("apigateway:PathMethods", "p1", id="p1", restApiId="a1", resourceMethods=methods)
    assert verdicts(ROUTE, [role, function, api, paths]) == {"p1": expected}
    url = live("AWS::Lambda::Url", "https://u", FunctionArn=arn, AuthType=authorization)
    assert verdicts(URL, [role, function, url]) == {"https://u": expected}


def test_what_is_hidden_in_a_template_is_asked_for_within_tries(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text("Transform: Unsupported\nResources:\n  Api: {Type: AWS::ApiGateway::RestApi}\n")
    estate = read(CloudFormationSource(path, tmp_path))
    assert verdicts("relay_to_a_model_asks_who_calls", estate) == {"Api": "undetermined"}
    assert len(estate.unread_of(apigateway.Method)) == 1


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('type = "AWS"\nuri = var.later', "undetermined"),
        ("type = var.later\nuri = var.later", "undetermined"),
        ('type = "AWS"\nuri = "arn:aws:apigateway:us-east-1:${var.later}:path/x"', "undetermined"),
        ('type = "AWS"\nuri = "${var.later}:path/endpoints/x/invocations"', "undetermined"),
        ('type = "AWS"\nuri = "arn:aws:apigateway:${var.later}:runtime.sagemaker:path/x"', "violated"),
        ('type = "AWS"\nuri = "arn:aws:apigateway:${var.later}:sqs:path/x"', None),
        ('type = "HTTP_PROXY"\nuri = var.later', None),
        ('type = "HTTP_PROXY"\nuri = "https://${var.later}/x"', None),
        ('type = "AWS"\nuri = "https://${var.later}/x"', None),
        ('type = "AWS_PROXY"\nuri = var.later', None),
        ('type = "AWS"\nuri = aws_lambda_function.f.invoke_arn', None),
        ('type = "MOCK"', None),
    ],
)
def test_relays_of_which_too_little_is_known(tmp_path: Path, stated: str, expected: str | None) -> None:
    text = f"""
    variable "later" {{}}
    resource "aws_lambda_function" "f" {{ function_name = "f" }}
    resource "aws_api_gateway_rest_api" "a" {{ name = "a" }}
    resource "aws_api_gateway_method" "m" {{
      rest_api_id   = aws_api_gateway_rest_api.a.id
      http_method   = "POST"
      authorization = "NONE"
    }}
    resource "aws_api_gateway_integration" "i" {{
      rest_api_id = aws_api_gateway_rest_api.a.id
      http_method = "POST"
      {stated}
    }}
    """
    found = {"aws_api_gateway_rest_api.a": expected} if expected else {}
    assert verdicts("relay_to_a_model_asks_who_calls", terraform(tmp_path, text)) == found


@pytest.mark.parametrize("kind", ["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"])
def test_a_document_that_was_uploaded_may_lead_to_models(tmp_path: Path, kind: str) -> None:
    text = f"It:\n  Type: {kind}\n  Properties: {{BodyS3Location: {{Bucket: b, Key: k}}}}"
    assert verdicts("inference_route_requires_authorization", cloudformation(tmp_path, text)) == {"It": "undetermined"}
