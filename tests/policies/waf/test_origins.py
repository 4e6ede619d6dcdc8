"""Ways around distributions, and HTTP APIs behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.api import test_fronts as fronts
from tests.policies.api import test_inference as inference
from tests.policies.judged import cloudformation, terraform, verdicts

PAST = "distribution_of_an_inference_api_cannot_be_passed_by"
BEHIND = "http_api_in_front_of_models_is_behind_a_web_acl"
DIRECT = "http_api_in_front_of_models_refuses_direct_calls"


def front(host: str, acl: str = "") -> str:
    return f"""
    resource "aws_cloudfront_distribution" "d" {{
      {acl}
      origin {{
        origin_id   = "o"
        domain_name = {host}
      }}
    }}
    """


TO_REST = front('"${aws_api_gateway_rest_api.a.id}.execute-api.eu-west-1.amazonaws.com"')
KEYED = 'resource "aws_api_gateway_method" "m" {\nrest_api_id = aws_api_gateway_rest_api.a.id\nhttp_method = "POST"\nauthorization = "NONE"\napi_key_required = %s\n}\n'
REFUSING = 'policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }, { Effect = "Deny", Principal = "*", Action = "*", Resource = "*", Condition = { StringNotEquals = { "aws:Referer" = "x" } } }] })'
ADMITTING = 'policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }] })'
ACL = 'resource "aws_wafv2_web_acl_association" "w" {\nresource_arn = aws_api_gateway_stage.s.arn\nweb_acl_arn = "arn:w"\n}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (fronts.REST % "", "violated"),
        (fronts.REST % 'endpoint_configuration {\ntypes = ["PRIVATE"]\n}', "passed"),
        (fronts.REST % "disable_execute_api_endpoint = true", "passed"),
        (fronts.REST % "disable_execute_api_endpoint = var.elsewhere", "undetermined"),
        (fronts.REST % REFUSING, "passed"),
        (fronts.REST % ADMITTING, "violated"),
        (fronts.REST % "" + KEYED % "true", "passed"),
        (fronts.REST % "" + KEYED % "false", "violated"),
        (fronts.REST % "" + fronts.LIVE, "violated"),
        (fronts.REST % "" + fronts.LIVE + ACL, "passed"),
    ],
)
def test_rest_origins(tmp_path: Path, text: str, expected: str) -> None:
    assert verdicts(PAST, terraform(tmp_path, text + TO_REST)) == {"aws_cloudfront_distribution.d": expected}


BALANCER = """
    variable "elsewhere" {}
    resource "aws_lb" "l" {
      internal        = %s
      security_groups = [aws_security_group.g.id]
    }
    resource "aws_security_group" "g" {
      name = "g"
      ingress {
        protocol    = "tcp"
        from_port   = 443
        to_port     = 443
        %s
      }
    }
    resource "aws_lb_listener" "l" {
      load_balancer_arn = aws_lb.l.arn
      default_action {
        type             = "%s"
        target_group_arn = aws_lb_target_group.t.arn
      }
    }
    resource "aws_lb_target_group" "t" { name = "t" }
    resource "aws_lb_target_group_attachment" "t" {
      target_group_arn = aws_lb_target_group.t.arn
      target_id        = aws_instance.i.id
    }
    resource "aws_instance" "i" { instance_type = "g5.xlarge" }
    %s
"""
OPEN, NARROW = 'cidr_blocks = ["0.0.0.0/0"]', 'cidr_blocks = ["10.0.0.0/8"]'
HEADER = """
    resource "aws_lb_listener_rule" "r" {
      listener_arn = aws_lb_listener.l.arn
      condition {
        http_header {
          http_header_name = "x-edge"
          values           = ["secret"]
        }
      }
      action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.t.arn
      }
    }
"""
PLAIN = """
    resource "aws_lb_listener_rule" "plain" {
      listener_arn = aws_lb_listener.l.arn
      condition {
        path_pattern { values = ["/chat"] }
      }
      action {
        type             = "%s"
        target_group_arn = aws_lb_target_group.t.arn
      }
    }
"""
EDGE = 'resource "aws_wafv2_web_acl_association" "w" {\nresource_arn = aws_lb.l.arn\nweb_acl_arn = "arn:w"\n}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BALANCER % ("false", OPEN, "forward", ""), "violated"),
        (BALANCER % ("true", OPEN, "forward", ""), "passed"),
        (BALANCER % ("var.elsewhere", OPEN, "forward", ""), "undetermined"),
        (BALANCER % ("false", NARROW, "forward", ""), "passed"),
        (BALANCER % ("false", OPEN, "forward", EDGE), "passed"),
        (BALANCER % ("false", OPEN, "fixed-response", HEADER), "passed"),
        (BALANCER % ("false", OPEN, "forward", HEADER), "violated"),
        (BALANCER % ("false", OPEN, "fixed-response", ""), "violated"),
        (BALANCER % ("false", OPEN, "fixed-response", HEADER + PLAIN % "forward"), "violated"),
        (BALANCER % ("false", OPEN, "fixed-response", HEADER + PLAIN % "redirect"), "passed"),
    ],
)
def test_load_balancers(tmp_path: Path, text: str, expected: str) -> None:
    found = verdicts(PAST, terraform(tmp_path, text + front("aws_lb.l.dns_name")))
    assert found == {"aws_cloudfront_distribution.d": expected}


URL = 'resource "aws_lambda_function_url" "u" {\nfunction_name = aws_lambda_function.f.function_name\nauthorization_type = "%s"\n}\n'
TO_URL = front('"${aws_lambda_function_url.u.url_id}.lambda-url.eu-west-1.on.aws"')


@pytest.mark.parametrize(("kind", "expected"), [("NONE", "violated"), ("AWS_IAM", "passed")])
def test_function_urls(tmp_path: Path, kind: str, expected: str) -> None:
    found = verdicts(PAST, terraform(tmp_path, inference.CALLS + URL % kind + TO_URL))
    assert found == {"aws_cloudfront_distribution.d": expected}


HTTP = """
    resource "aws_apigatewayv2_api" "a" {
      name          = "a"
      protocol_type = "HTTP"
      %s
    }
    resource "aws_apigatewayv2_integration" "i" {
      api_id          = aws_apigatewayv2_api.a.id
      integration_uri = aws_lambda_function.f.invoke_arn
    }
    resource "aws_apigatewayv2_domain_name" "n" { domain_name = "chat.example.com" }
    resource "aws_apigatewayv2_api_mapping" "m" {
      api_id      = aws_apigatewayv2_api.a.id
      domain_name = aws_apigatewayv2_domain_name.n.id
    }
"""
CLOSED = "disable_execute_api_endpoint = true"
WITH = 'web_acl_id = "arn:w"'


@pytest.mark.parametrize(
    ("stated", "edge", "behind", "direct"),
    [
        ("", "", "violated", "violated"),
        (CLOSED, "", "violated", "passed"),
        (CLOSED, front('"chat.example.com"', WITH), "passed", "passed"),
        (CLOSED, front("aws_apigatewayv2_domain_name.n.domain_name", WITH), "passed", "passed"),
        (CLOSED, front('"chat.example.com"'), "violated", "passed"),
        (CLOSED, front('"other.example.com"', WITH), "violated", "passed"),
        ("", front('"${aws_apigatewayv2_api.a.id}.execute-api.x.amazonaws.com"', WITH), "passed", "violated"),
        ("disable_execute_api_endpoint = var.elsewhere", "", "violated", "undetermined"),
    ],
)
def test_http_apis(tmp_path: Path, stated: str, edge: str, behind: str, direct: str) -> None:
    estate = terraform(tmp_path, inference.CALLS + HTTP % stated + edge)
    assert verdicts(BEHIND, estate) == {"aws_apigatewayv2_api.a": behind}
    assert verdicts(DIRECT, estate) == {"aws_apigatewayv2_api.a": direct}


def test_a_distribution_that_leads_to_the_domain_of_an_api_leads_to_the_api(tmp_path: Path) -> None:
    edges = front('"chat.example.com"') + front('"other.example.com"').replace('" "d"', '" "other"')
    estate = terraform(tmp_path, inference.CALLS + HTTP % CLOSED + edges)
    found = verdicts("distribution_of_an_inference_api_has_a_web_acl", estate)
    assert found == {"aws_cloudfront_distribution.d": "violated"}


REST_AT_A_DOMAIN = """
    resource "aws_api_gateway_domain_name" "n" { domain_name = "chat.example.com" }
    resource "aws_api_gateway_base_path_mapping" "m" {
      api_id      = aws_api_gateway_rest_api.a.id
      domain_name = aws_api_gateway_domain_name.n.domain_name
    }
"""


@pytest.mark.parametrize("host", ['"chat.example.com"', "aws_api_gateway_domain_name.n.domain_name"])
def test_a_distribution_that_leads_to_the_domain_of_a_rest_api_leads_to_the_api(tmp_path: Path, host: str) -> None:
    estate = terraform(tmp_path, fronts.REST % "" + REST_AT_A_DOMAIN + front(host))
    found = verdicts("distribution_of_an_inference_api_has_a_web_acl", estate)
    assert found == {"aws_cloudfront_distribution.d": "violated"}


@pytest.mark.parametrize(("stated", "expected"), [("", "violated"), ("disable_execute_api_endpoint = true", "passed")])
def test_apis_behind_domains_that_answer_elsewhere_too(tmp_path: Path, stated: str, expected: str) -> None:
    rest, http = tmp_path / "rest", tmp_path / "http"
    rest.mkdir()
    http.mkdir()
    found = verdicts(PAST, terraform(rest, fronts.REST % stated + REST_AT_A_DOMAIN + front('"chat.example.com"')))
    assert found == {"aws_cloudfront_distribution.d": expected}
    found = verdicts(PAST, terraform(http, inference.CALLS + HTTP % stated + front('"chat.example.com"')))
    assert found == {"aws_cloudfront_distribution.d": expected}


def test_websocket_apis_are_not_meant(tmp_path: Path) -> None:
    text = inference.CALLS + (HTTP % "").replace('"HTTP"', '"WEBSOCKET"')
    assert verdicts(DIRECT, terraform(tmp_path, text)) == {"aws_apigatewayv2_api.a": "not_applicable"}


def test_templates(tmp_path: Path) -> None:
    text = """
    A: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}
    M:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref A
        HttpMethod: POST
        ApiKeyRequired: %s
        Integration: {Uri: !Sub "arn:aws:apigateway:${AWS::Region}:bedrock-runtime:path/x"}
    D:
      Type: AWS::CloudFront::Distribution
      Properties:
        DistributionConfig: {Origins: [{DomainName: !Sub "${A}.execute-api.${AWS::Region}.amazonaws.com"}]}
    """
    assert verdicts(PAST, cloudformation(tmp_path, text % "true")) == {"D": "passed"}
    assert verdicts(PAST, cloudformation(tmp_path, text % "false")) == {"D": "violated"}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("", "violated"),
        (r'{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}', "violated"),
        (r'{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"123456789012\"},\"Action\":\"*\",\"Resource\":\"*\"}]}', "passed"),
    ],
)  # fmt: skip
def test_account(policy: str, expected: str) -> None:
    uri = "arn:aws:apigateway:eu-west-1:bedrock-runtime:path/x"
    methods = {"POST": {"httpMethod": "POST", "methodIntegration": {"uri": uri}}}
    hosts = {"Items": [{"DomainName": "api.execute-api.eu-west-1.amazonaws.com"}]}
    estate = [
        live("AWS::ApiGateway::RestApi", "api", id="api", **({"policy": policy} if policy else {})),
        live("apigateway:PathMethods", "api/r", restApiId="api", id="r", resourceMethods=methods),
        live("AWS::CloudFront::Distribution", "arn:d", ARN="arn:d", Origins=hosts),
    ]
    assert verdicts(PAST, estate) == {"arn:d": expected}
