"""Quotas, bursts, guests, shared keys and second factors in front of models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.api import test_fronts as fronts
from tests.policies.api import test_inference as inference
from tests.policies.judged import cloudformation, terraform, verdicts

HTTP_BURST, REST_BURST = "inference_stage_limits_bursts", "rest_api_in_front_of_models_limits_bursts"
QUOTA = "rest_api_in_front_of_models_has_quotas"
GRAPH = "graphql_api_in_front_of_models_asks_each_caller"
GUESTS = "guests_do_not_call_models"
MFA = "user_pool_of_an_inference_api_requires_mfa"
ROUTE = inference.ROUTE
STAGED = fronts.REST % "" + fronts.LIVE + fronts.KEYED % "true"
UNKEYED = fronts.REST % "" + fronts.LIVE + fronts.KEYED % "false"
BURST, MONTHLY = "throttle_settings {\nburst_limit = 5\n}", 'quota_settings {\nlimit = 5\nperiod = "DAY"\n}'
OTHERS = fronts.OTHER + fronts.PLAN % ("other", "other", BURST + "\n" + MONTHLY)


@pytest.mark.parametrize(
    ("policy", "text", "expected"),
    [
        (REST_BURST, STAGED, "violated"),
        (REST_BURST, STAGED + fronts.PLAN % ("a", "s", fronts.THROTTLED), "violated"),
        (REST_BURST, STAGED + fronts.PLAN % ("a", "s", BURST), "passed"),
        (REST_BURST, STAGED + fronts.SETTINGS % ("a", "throttling_burst_limit = 5"), "passed"),
        (REST_BURST, STAGED + fronts.SETTINGS % ("a", "throttling_burst_limit = var.elsewhere"), "undetermined"),
        (REST_BURST, STAGED + OTHERS, "violated"),
        (QUOTA, STAGED, "violated"),
        (QUOTA, STAGED + fronts.PLAN % ("a", "s", BURST), "violated"),
        (QUOTA, STAGED + fronts.PLAN % ("a", "s", MONTHLY), "passed"),
        (QUOTA, STAGED + OTHERS, "violated"),
        (QUOTA, UNKEYED + fronts.PLAN % ("a", "s", MONTHLY), "violated"),
        (REST_BURST, UNKEYED + fronts.PLAN % ("a", "s", BURST), "violated"),
    ],
)
def test_rest_apis(tmp_path: Path, policy: str, text: str, expected: str) -> None:
    assert verdicts(policy, terraform(tmp_path, text)) == {"aws_api_gateway_stage.s": expected}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("throttling_rate_limit = 5", "violated"),
        ("throttling_burst_limit = 5", "passed"),
        ("throttling_burst_limit = var.elsewhere", "undetermined"),
    ],
)
def test_http_apis(tmp_path: Path, stated: str, expected: str) -> None:
    stage = inference.V2STAGE % f"default_route_settings {{\n{stated}\n}}"
    estate = terraform(tmp_path, inference.CALLS + inference.HTTP + stage)
    assert verdicts(HTTP_BURST, estate) == {"aws_apigatewayv2_stage.s": expected}


DOCUMENT = """
    resource "aws_apigatewayv2_api" "a" {
      name = "a"
      body = <<-EOT
        components: {securitySchemes: {jwt: {type: oauth2, x-amazon-apigateway-authorizer: {type: jwt}}}}
        paths:
          /chat:
            post:
              %s
              x-amazon-apigateway-integration: {type: AWS_PROXY, uri: "${aws_lambda_function.f.invoke_arn}"}
        EOT
    }
"""


@pytest.mark.parametrize(
    ("stated", "expected"), [("", "violated"), ("security: [{jwt: []}]", "passed"), ("security: []", "violated")]
)
def test_http_apis_of_a_document(tmp_path: Path, stated: str, expected: str) -> None:
    estate = terraform(tmp_path, inference.CALLS + DOCUMENT % stated)
    assert verdicts(ROUTE, estate) == {"aws_apigatewayv2_api.a": expected}


def graph(kind: str, more: str = "") -> str:
    return f"""
    variable "elsewhere" {{}}
    resource "aws_appsync_graphql_api" "g" {{
      name                = "g"
      authentication_type = {kind}
      {more}
    }}
    resource "aws_appsync_datasource" "d" {{
      api_id = aws_appsync_graphql_api.g.id
      name   = "d"
      type   = "AMAZON_BEDROCK_RUNTIME"
    }}
    """


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (graph('"API_KEY"'), "violated"),
        (graph('"AWS_IAM"'), "passed"),
        (graph("var.elsewhere"), "undetermined"),
        (graph('"AWS_IAM"', 'additional_authentication_provider {\nauthentication_type = "API_KEY"\n}'), "violated"),
    ],
)
def test_graphql(tmp_path: Path, text: str, expected: str) -> None:
    assert verdicts(GRAPH, terraform(tmp_path, text)) == {"aws_appsync_graphql_api.g": expected}


def guests(admitted: str, action: str) -> str:
    return f"""
    variable "elsewhere" {{}}
    resource "aws_cognito_identity_pool" "p" {{
      identity_pool_name               = "p"
      allow_unauthenticated_identities = {admitted}
    }}
    resource "aws_cognito_identity_pool_roles_attachment" "p" {{
      identity_pool_id = aws_cognito_identity_pool.p.id
      roles            = {{ unauthenticated = aws_iam_role.g.arn }}
    }}
    resource "aws_iam_role" "g" {{ name = "g" }}
    resource "aws_iam_role_policy" "g" {{
      role   = aws_iam_role.g.id
      policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = {action}, Resource = "*" }}] }})
    }}
    """


@pytest.mark.parametrize(
    ("admitted", "action", "expected"),
    [
        ("true", '"bedrock:InvokeModel"', "violated"),
        ("false", '"bedrock:InvokeModel"', "passed"),
        ("true", '"mobileanalytics:PutEvents"', "passed"),
        ("true", "var.elsewhere", "undetermined"),
        ("var.elsewhere", '"bedrock:InvokeModel"', "undetermined"),
    ],
)
def test_guests(tmp_path: Path, admitted: str, action: str, expected: str) -> None:
    found = verdicts(GUESTS, terraform(tmp_path, guests(admitted, action)))
    assert found == {"aws_cognito_identity_pool.p": expected}


POOL = 'resource "aws_cognito_user_pool" "p" {\nname = "p"\n%s\n}\n'
AUTHORIZER = 'resource "aws_api_gateway_authorizer" "a" {\nname = "a"\nrest_api_id = aws_api_gateway_rest_api.a.id\nprovider_arns = [%s]\n}\n'
JWT = """
    resource "aws_apigatewayv2_authorizer" "a" {
      api_id = aws_apigatewayv2_api.a.id
      name   = "a"
      jwt_configuration { issuer = "https://%s" }
    }
"""
CALLED = inference.CALLS + inference.HTTP


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (fronts.REST % "" + AUTHORIZER % "aws_cognito_user_pool.p.arn" + POOL % "", "violated"),
        (fronts.REST % "" + AUTHORIZER % "aws_cognito_user_pool.p.arn" + POOL % 'mfa_configuration = "ON"', "passed"),
        (fronts.REST % "" + AUTHORIZER % "aws_cognito_user_pool.p.arn" + POOL % 'mfa_configuration = "OPTIONAL"', "violated"),
        (fronts.REST % "" + AUTHORIZER % '"arn:other"' + POOL % "", None),
        (CALLED + JWT % "${aws_cognito_user_pool.p.endpoint}" + POOL % "", "violated"),
        (CALLED + JWT % "cognito-idp.eu-west-1.amazonaws.com/${aws_cognito_user_pool.p.id}" + POOL % "", "violated"),
        (CALLED + JWT % "example.com" + POOL % "", None),
        (graph('"AWS_IAM"', "user_pool_config {\nuser_pool_id = aws_cognito_user_pool.p.id\n}") + POOL % "", "violated"),
    ],
)  # fmt: skip
def test_user_pools(tmp_path: Path, text: str, expected: str | None) -> None:
    assert verdicts(MFA, terraform(tmp_path, text)).get("aws_cognito_user_pool.p") == expected


def test_templates(tmp_path: Path) -> None:
    text = """
    G: {Type: AWS::AppSync::GraphQLApi, Properties: {AuthenticationType: API_KEY, UserPoolConfig: {UserPoolId: !Ref P}}}
    D: {Type: AWS::AppSync::DataSource, Properties: {ApiId: !GetAtt G.ApiId, Type: AMAZON_BEDROCK_RUNTIME}}
    P: {Type: AWS::Cognito::UserPool}
    I: {Type: AWS::Cognito::IdentityPool, Properties: {AllowUnauthenticatedIdentities: true}}
    A:
      Type: AWS::Cognito::IdentityPoolRoleAttachment
      Properties: {IdentityPoolId: !Ref I, Roles: {unauthenticated: !GetAtt R.Arn}}
    R:
      Type: AWS::IAM::Role
      Properties:
        ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonBedrockFullAccess]
    """
    estate = cloudformation(tmp_path, text)
    assert {policy: verdicts(policy, estate) for policy in (GRAPH, GUESTS, MFA)} == {
        GRAPH: {"G": "violated"},
        GUESTS: {"I": "violated"},
        MFA: {"P": "violated"},
    }


def test_account() -> None:
    provider = {"authenticationType": "API_KEY"}
    called: dict[str, Any] = {"restApiId": "api", "id": "r"}
    uri = "arn:aws:apigateway:eu-west-1:bedrock-runtime:path/x"
    post = {"httpMethod": "POST", "apiKeyRequired": True, "methodIntegration": {"uri": uri}}
    estate = [
        live("AWS::AppSync::GraphQLApi", "arn:g", arn="arn:g", apiId="g", authenticationType="AWS_IAM",
             additionalAuthenticationProviders=[provider]),
        live("AWS::AppSync::DataSource", "arn:d", apiId="g", type="AMAZON_BEDROCK_RUNTIME"),
        live("AWS::ApiGateway::RestApi", "api", id="api", GetAuthorizers={"items": [{"providerARNs": ["arn:p"]}]}),
        live("apigateway:PathMethods", "api/r", **called, resourceMethods={"POST": post}),
        live("AWS::ApiGateway::Stage", "api/live", restApiId="api", stageName="live", methodSettings={}),
        live("AWS::ApiGateway::UsagePlan", "p", id="p", apiStages=[{"apiId": "api", "stage": "live"}],
             throttle={"rateLimit": 1.0, "burstLimit": 2}),
        live("AWS::Cognito::UserPool", "pool", Id="pool", Arn="arn:p", MfaConfiguration="ON"),
        live("AWS::Cognito::IdentityPool", "i", IdentityPoolId="i", AllowUnauthenticatedIdentities=True,
             GetIdentityPoolRoles={"Roles": {"unauthenticated": "arn:r"}}),
        live("AWS::IAM::Role", "arn:r", Arn="arn:r", RolePolicyList=[], AttachedManagedPolicies=[]),
    ]  # fmt: skip
    assert {policy: verdicts(policy, estate) for policy in (GRAPH, REST_BURST, QUOTA, MFA, GUESTS)} == {
        GRAPH: {"arn:g": "violated"},
        REST_BURST: {"api/live": "passed"},
        QUOTA: {"api/live": "violated"},
        MFA: {"pool": "passed"},
        GUESTS: {"i": "passed"},
    }


OPEN = "function_that_calls_models_is_not_open_to_everybody"
PERMISSION = 'resource "aws_lambda_permission" "p" {\nfunction_name = aws_lambda_function.f.function_name\naction = "lambda:InvokeFunction"\nprincipal = %s\n%s\n}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (inference.CALLS, "passed"),
        (inference.CALLS + PERMISSION % ('"*"', ""), "violated"),
        (inference.CALLS + PERMISSION % ('"*"', 'principal_org_id = "o-1"'), "passed"),
        (inference.CALLS + PERMISSION % ('"*"', 'function_url_auth_type = "NONE"'), "passed"),
        (inference.CALLS + PERMISSION % ('"apigateway.amazonaws.com"', ""), "passed"),
        (inference.CALLS + PERMISSION % ("var.elsewhere", ""), "undetermined"),
        (inference.FUNCTION % "s3:GetObject" + PERMISSION % ('"*"', ""), None),
    ],
)
def test_permissions(tmp_path: Path, text: str, expected: str | None) -> None:
    assert verdicts(OPEN, terraform(tmp_path, text)).get("aws_lambda_function.f") == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({}, "violated"),
        ({"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}, "passed"),
        ({"StringEquals": {"aws:SourceAccount": "123456789012"}}, "passed"),
    ],
)
def test_permissions_of_an_account(condition: dict[str, Any], expected: str) -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "lambda:InvokeFunction", "Condition": condition}
    called = {"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": "*"}
    estate = [
        live("AWS::Lambda::Function", "arn:f", FunctionArn="arn:f", Role="arn:r",
             GetPolicy={"Policy": json.dumps({"Statement": [statement]})}),
        live("AWS::IAM::Role", "arn:r", Arn="arn:r", AttachedManagedPolicies=[],
             RolePolicyList=[{"PolicyDocument": {"Statement": [called]}}]),
    ]  # fmt: skip
    assert verdicts(OPEN, estate) == {"arn:f": expected}


def test_permissions_of_a_template(tmp_path: Path) -> None:
    text = """
    F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn}}
    R:
      Type: AWS::IAM::Role
      Properties:
        Policies: [{PolicyDocument: {Statement: [{Effect: Allow, Action: 'bedrock:*', Resource: '*'}]}}]
    P: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref F, Principal: '*'}}
    """
    assert verdicts(OPEN, cloudformation(tmp_path, text)) == {"F": "violated"}
