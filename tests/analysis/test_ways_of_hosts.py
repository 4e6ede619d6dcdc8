"""Ways to models by hosts: relative names of records, documents of HTTP APIs, what templates take out of addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.test_ways_of_addresses import (
    API,
    ASK,
    BALANCED,
    FRONT,
    HOSTS,
    MAP,
    MAPPED,
    MODELS,
    REGISTERED,
    SITE,
    TASK,
    balancer,
    behind,
    distribution,
    function,
    graph,
    reasons,
    task,
)
from tests.policies.judged import cloudformation, terraform

PAGE = "domain_name = aws_lb.page.dns_name"
DISTRIBUTION = "aws_cloudfront_distribution.d"
ZONE = 'resource "aws_route53_zone" "z" { name = "example.com" }\n'
LOOKED_UP = 'data "aws_route53_zone" "z" { name = "example.com." }\n'
RELATIVE = """
    resource "aws_route53_record" "r" {
      zone_id = %saws_route53_zone.z.%s
      name    = "models"
      alias { name = "dualstack.${aws_lb.b.dns_name}" }
    }
"""


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (ZONE + RELATIVE % ("", "zone_id"), f"it leads to aws_route53_record.r, which {BALANCED}"),
        (LOOKED_UP + RELATIVE % ("data.", "zone_id"), f"it leads to aws_route53_record.r, which {BALANCED}"),
        (LOOKED_UP + RELATIVE % ("data.", "id"), f"it leads to aws_route53_record.r, which {BALANCED}"),
        (ZONE.replace("example.com", "example.org") + RELATIVE % ("", "zone_id"), None),
    ],
)
def test_record_whose_name_leaves_its_domain_out(tmp_path: Path, zone: str, expected: str | None) -> None:
    found = reasons(terraform(tmp_path, MODELS + zone + distribution('domain_name = "models.example.com"')))
    assert found.get(DISTRIBUTION) == expected


DOCUMENTED = """
    resource "aws_apigatewayv2_api" "a" {
      protocol_type = "HTTP"
      body          = jsonencode({ paths = { "/" = { post = { x-amazon-apigateway-integration = { uri = %s } } } } })
    }
"""


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        (MAP + task("h", HOSTS, REGISTERED), MAPPED, f"it leads to aws_service_discovery_service.s, which leads to {TASK}"),
        (MODELS, "aws_lb_listener.b.arn", "it leads to aws_lb.b: it forwards to aws_ecs_service.h"),
        (MODELS, '"http://${aws_lb.b.dns_name}"', "it leads to aws_lb.b: it forwards to aws_ecs_service.h"),
        (MODELS, '"http://example.com"', None),
    ],
)  # fmt: skip
def test_document_of_an_http_api(tmp_path: Path, text: str, target: str, expected: str | None) -> None:
    assert reasons(terraform(tmp_path, text + DOCUMENTED % target)).get("aws_apigatewayv2_api.a") == expected


TEMPLATE = """
    Role:
      Type: AWS::IAM::Role
      Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonBedrockFullAccess']}
    Function: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}
    Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !GetAtt Function.Arn, AuthType: NONE}}
    Rest: {Type: AWS::ApiGateway::RestApi, Properties: {Name: r}}
    Method:
      Type: AWS::ApiGateway::Method
      Properties: {RestApiId: !Ref Rest, Integration: {Uri: !GetAtt Function.Arn}}
    Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Rest, StageName: prod}}
    Distribution:
      Type: AWS::CloudFront::Distribution
      Properties: {DistributionConfig: {Origins: [{Id: o, DomainName: !Select [%s, !Split ['/', %s]]}]}}
"""
REST = "!Sub 'https://${Rest}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${Stage}/'"


@pytest.mark.parametrize(
    ("place", "address", "expected"),
    [
        ("2", "!GetAtt Url.FunctionUrl", "it leads to Url: it leads to Function, which may call models"),
        ("'2'", REST, "it leads to Rest: it leads to Function, which may call models"),
        ("3", "!GetAtt Url.FunctionUrl", "it may be one"),
        ("2", "!Sub 'https://www.example.com/${Rest}.execute-api.us-east-1.amazonaws.com/'", None),
    ],
)
def test_host_that_a_template_takes_out(tmp_path: Path, place: str, address: str, expected: str | None) -> None:
    assert reasons(cloudformation(tmp_path, TEMPLATE % (place, address))).get("Distribution", "").removesuffix(
        " ?"
    ) == (expected or "")


APPLICATION = """
    resource "aws_iam_role" "r" { name = "r" }
    resource "aws_iam_role_policy" "r" {
      role   = aws_iam_role.r.name
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["%s"], Resource = %s }] })
    }
    resource "aws_apprunner_service" "s" {
      instance_configuration { instance_role_arn = aws_iam_role.r.arn }
      source_configuration {
        image_repository {
          image_configuration { runtime_environment_variables = { URL = %s } }
        }
      }
    }
"""
RUNNER = "aws_apprunner_service.s"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (APPLICATION % ("bedrock:InvokeModel", '"*"', "null"), "may call models"),
        (ASK + APPLICATION % ("lambda:InvokeFunction", "aws_lambda_function.ask.arn", "null"), "leads to aws_lambda_function.ask, which may call models"),
        (MODELS + APPLICATION % ("s3:GetObject", '"*"', '"http://${aws_lb.b.dns_name}"'), BALANCED),
        (MODELS + APPLICATION % ("s3:GetObject", '"*"', "aws_lb.b.arn"), None),
    ],
)  # fmt: skip
def test_application_of_app_runner(tmp_path: Path, text: str, expected: str | None) -> None:
    found = reasons(terraform(tmp_path, text + distribution(f"domain_name = {RUNNER}.service_url")))
    told = {RUNNER: f"it {expected}", DISTRIBUTION: f"it leads to {RUNNER}, which {expected}"}
    assert found == (told if expected else {})


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("API_URL", True),
        ("BACKEND_ORIGIN", True),
        ("ALLOWED_ORIGIN", False),
        ("CORS_ORIGINS", False),
        ("oauth_redirect_uri", False),
        ("DJANGO_ALLOWED_HOSTS", False),
    ],
)
def test_addresses_of_browsers_are_not_asked(tmp_path: Path, variable: str, *, expected: bool) -> None:
    """What an address is for, the name of the variable says."""
    told = function("front", "aws_lb.b.dns_name").replace("URL", variable)
    tasks = task(
        "page", f'{SITE}, environment = [{{ name = "{variable}", value = aws_lb.b.dns_name }}]', behind("page")
    )
    found = reasons(terraform(tmp_path, MODELS + told + FRONT + balancer("page") + tasks + distribution(PAGE)))
    assert set(found) == ({API, DISTRIBUTION} if expected else set())


def test_service_of_models_that_a_record_names_too(tmp_path: Path) -> None:
    """Zones of networks take over the names of services for private endpoints: these are the services still."""
    host = "bedrock-runtime.us-east-1.amazonaws.com"
    taken = f'resource "aws_route53_record" "r" {{\nname = "{host}"\nalias {{ name = "vpce.example.com" }}\n}}\n'
    found = reasons(terraform(tmp_path, graph(f'"https://{host}"') + taken))
    assert found == {"aws_appsync_graphql_api.a": "a data source of it calls a model"}
