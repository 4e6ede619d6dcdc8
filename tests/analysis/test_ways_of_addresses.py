"""Ways to models by addresses: what variables, integrations, origins and sources are told of, and names of that."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.inventory import Inventory
from tests.policies.judged import terraform

API = "aws_apigatewayv2_api.a"
HOSTS = 'image = "vllm/vllm-openai:latest"'
SITE = 'image = "site:1"'


def task(name: str, container: str, more: str = "", *, asks: str = "") -> str:
    """A service of tasks with one container, and a role that may do one thing."""
    policy = f"""
    resource "aws_iam_role_policy" "{name}" {{
      role   = aws_iam_role.{name}.name
      policy = jsonencode({{ Statement = [{{ Effect = "Allow", {asks} }}] }})
    }}
    """
    return f"""
    resource "aws_iam_role" "{name}" {{ name = "{name}" }}
    resource "aws_ecs_task_definition" "{name}" {{
      family                = "{name}"
      task_role_arn         = aws_iam_role.{name}.arn
      container_definitions = jsonencode([{{ name = "c", {container} }}])
    }}
    resource "aws_ecs_service" "{name}" {{
      name            = "{name}"
      task_definition = aws_ecs_task_definition.{name}.arn
      {more}
    }}
    """ + (policy if asks else "")


def balancer(name: str) -> str:
    return f"""
    resource "aws_lb" "{name}" {{ name = "{name}" }}
    resource "aws_lb_target_group" "{name}" {{ port = 80 }}
    resource "aws_lb_listener" "{name}" {{
      load_balancer_arn = aws_lb.{name}.arn
      default_action {{
        type             = "forward"
        target_group_arn = aws_lb_target_group.{name}.arn
      }}
    }}
    """


def behind(name: str) -> str:
    return f"load_balancer {{\ntarget_group_arn = aws_lb_target_group.{name}.arn\n}}"


def function(name: str, environment: str = "", policy: str = "") -> str:
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
      {f"environment {{ variables = {{ URL = {environment} }} }}" if environment else ""}
    }}
    """ + (held if policy else "")


def http(target: str, name: str = "a", kind: str = "HTTP") -> str:
    return f"""
    resource "aws_apigatewayv2_api" "{name}" {{
      name          = "{name}"
      protocol_type = "{kind}"
    }}
    resource "aws_apigatewayv2_integration" "{name}" {{
      api_id          = aws_apigatewayv2_api.{name}.id
      integration_uri = {target}
    }}
    """


def rest(more: str) -> str:
    return f"""
    resource "aws_api_gateway_rest_api" "a" {{ name = "a" }}
    resource "aws_api_gateway_integration" "i" {{
      rest_api_id = aws_api_gateway_rest_api.a.id
      {more}
    }}
    """


def distribution(origin: str) -> str:
    return f'resource "aws_cloudfront_distribution" "d" {{\norigin {{\norigin_id = "o"\n{origin}\n}}\n}}\n'


def graph(endpoint: str) -> str:
    return f"""
    resource "aws_appsync_graphql_api" "a" {{ name = "a" }}
    resource "aws_appsync_datasource" "s" {{
      api_id = aws_appsync_graphql_api.a.id
      type   = "HTTP"
      http_config {{ endpoint = {endpoint} }}
    }}
    """


MAP = """
    resource "aws_service_discovery_private_dns_namespace" "n" { name = "models.local" }
    resource "aws_service_discovery_service" "s" {
      name = "chat"
      dns_config { namespace_id = aws_service_discovery_private_dns_namespace.n.id }
    }
"""
REGISTERED = "service_registries {\nregistry_arn = aws_service_discovery_service.s.arn\n}"
MAPPED = "aws_service_discovery_service.s.arn"
MODELS = balancer("b") + task("h", HOSTS, behind("b"))
GPU = 'resource "aws_instance" "i" { instance_type = "g5.xlarge" }\n'
INVOKES = 'Action = ["bedrock:InvokeModel"], Resource = "*"'
ASK = function("ask", policy=INVOKES)
URL = 'resource "aws_lambda_function_url" "u" {\nfunction_name = aws_lambda_function.ask.function_name\nauthorization_type = "AWS_IAM"\n}\n'
RECORD = """
    resource "aws_route53_record" "r" {
      name = "models.example.com"
      type = "A"
      alias { name = aws_lb.b.dns_name }
    }
"""
CNAME = """
    resource "aws_route53_record" "r" {
      name    = "models.example.com"
      type    = "CNAME"
      records = [aws_lb.%s.dns_name]
    }
"""
FRONT = http("aws_lambda_function.front.invoke_arn")
TASK = "aws_ecs_service.h, which serves a model"
BALANCED = f"leads to aws_lb.b, which leads to {TASK}"


def reasons(estate: Inventory, role: Role = Role.INFERENCE_API) -> dict[str, str]:
    """Address -> reason; one in doubt is marked."""
    return {each.resource.address: each.reason + (" ?" if each.doubt else "") for each in members(estate, role)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MAP + task("h", HOSTS, REGISTERED) + http(MAPPED), f"leads to aws_service_discovery_service.s, which leads to {TASK}"),
        (
            MAP + task("h", SITE, REGISTERED, asks=INVOKES) + http(MAPPED),
            "leads to aws_service_discovery_service.s, which leads to aws_ecs_service.h, which may call models",
        ),
        (
            MAP + GPU + http(MAPPED) + 'resource "aws_service_discovery_instance" "x" {\nservice_id = aws_service_discovery_service.s.id\nattributes = { AWS_INSTANCE_IPV4 = aws_instance.i.private_ip }\n}',
            "leads to aws_service_discovery_service.s, which leads to aws_instance.i, which serves a model",
        ),
        (
            MAP + MODELS + http(MAPPED) + 'resource "aws_service_discovery_instance" "x" {\nservice_id = aws_service_discovery_service.s.id\nattributes = { AWS_ALIAS_DNS_NAME = aws_lb.b.dns_name }\n}',
            f"leads to aws_service_discovery_service.s, which {BALANCED}",
        ),
        (MAP + task("h", SITE, REGISTERED) + http(MAPPED), None),
        (MAP + task("h", HOSTS) + http(MAPPED), None),
        (MODELS + http('"http://${aws_lb.b.dns_name}/v1"'), "leads to aws_lb.b: it forwards to aws_ecs_service.h"),
        (MODELS + balancer("other") + http('"http://${aws_lb.other.dns_name}/v1"'), None),
        (MODELS + function("front", '"http://${aws_lb.b.dns_name}/v1"') + FRONT, f"leads to aws_lambda_function.front, which {BALANCED}"),
        (MODELS + function("front", "aws_lb.b.arn") + FRONT, None),
        (MODELS + RECORD + function("front", '"https://models.example.com/v1"') + FRONT, f"leads to aws_lambda_function.front, which leads to aws_route53_record.r, which {BALANCED}"),
        (MODELS + RECORD + function("front", '"https://example.com/v1"') + FRONT, None),
        (MODELS + balancer("other") + CNAME % "other" + function("front", '"https://models.example.com/v1"') + FRONT, None),
        (GPU + function("front", '"http://${aws_instance.i.private_ip}:8000"') + FRONT, "leads to aws_lambda_function.front, which leads to aws_instance.i, which serves a model"),
        (GPU + function("front", "aws_instance.i.id") + FRONT, None),
        (
            MAP + task("h", HOSTS, REGISTERED) + function("front", '"http://chat.models.local:8000"') + FRONT,
            f"leads to aws_lambda_function.front, which leads to aws_service_discovery_service.s, which leads to {TASK}",
        ),
        (MAP + task("h", HOSTS, REGISTERED) + function("front", '"http://chat.others.local:8000"') + FRONT, None),
        (
            ASK + http("aws_lambda_function.ask.invoke_arn", "b") + function("front", "aws_apigatewayv2_api.b.api_endpoint") + FRONT,
            "leads to aws_lambda_function.front, which leads to aws_apigatewayv2_api.b, which leads to aws_lambda_function.ask, which may call models",
        ),
        (ASK + http("aws_lambda_function.ask.invoke_arn", "b", "WEBSOCKET") + function("front", "aws_apigatewayv2_api.b.api_endpoint") + FRONT, None),
        (
            ASK + URL + function("front", "aws_lambda_function_url.u.function_url") + FRONT,
            "leads to aws_lambda_function.front, which leads to aws_lambda_function_url.u, which leads to aws_lambda_function.ask, which may call models",
        ),
    ],
)  # fmt: skip
def test_http_api_leads_to_a_model_by_addresses(tmp_path: Path, text: str, expected: str | None) -> None:
    assert reasons(terraform(tmp_path, text)).get(API) == (expected and f"it {expected}")


@pytest.mark.parametrize(
    ("text", "address", "expected"),
    [
        (MODELS + RECORD + rest('uri = "https://models.example.com/v1"'), "aws_api_gateway_rest_api.a", f"leads to aws_route53_record.r, which {BALANCED}"),
        (GPU + rest('uri = "http://${aws_instance.i.public_ip}:8000/"'), "aws_api_gateway_rest_api.a", "leads to aws_instance.i, which serves a model"),
        (ASK + URL + rest("uri = aws_lambda_function_url.u.function_url"), "aws_api_gateway_rest_api.a", "leads to aws_lambda_function_url.u, which leads to aws_lambda_function.ask, which may call models"),
        (MODELS + rest("integration_target = aws_lb.b.arn"), "aws_api_gateway_rest_api.a", "leads to aws_lb.b: it forwards to aws_ecs_service.h"),
        (MODELS + balancer("other") + rest("integration_target = aws_lb.other.arn"), "aws_api_gateway_rest_api.a", None),
        (MODELS + RECORD + distribution("domain_name = aws_route53_record.r.fqdn"), "aws_cloudfront_distribution.d", f"leads to aws_route53_record.r, which {BALANCED}"),
        (MODELS + CNAME % "b" + distribution('domain_name = "models.example.com"'), "aws_cloudfront_distribution.d", f"leads to aws_route53_record.r, which {BALANCED}"),
        (MODELS + RECORD + distribution('domain_name = "www.example.com"'), "aws_cloudfront_distribution.d", None),
        (GPU + distribution("domain_name = aws_instance.i.public_dns"), "aws_cloudfront_distribution.d", "leads to aws_instance.i, which serves a model"),
        (
            GPU + 'resource "aws_cloudfront_vpc_origin" "o" {\nvpc_origin_endpoint_config {\narn = aws_instance.i.arn\n}\n}\n' + distribution('domain_name = "i"\nvpc_origin_config {\nvpc_origin_id = aws_cloudfront_vpc_origin.o.id\n}'),
            "aws_cloudfront_distribution.d",
            "leads to aws_instance.i, which serves a model",
        ),
        (MODELS + graph('"http://${aws_lb.b.dns_name}"'), "aws_appsync_graphql_api.a", "leads to aws_lb.b: it forwards to aws_ecs_service.h"),
        (MODELS + balancer("other") + graph('"https://${aws_lb.other.dns_name}"'), "aws_appsync_graphql_api.a", None),
        (ASK + http("aws_lambda_function.ask.invoke_arn", "b") + graph("aws_apigatewayv2_api.b.api_endpoint"), "aws_appsync_graphql_api.a", "leads to aws_apigatewayv2_api.b, which leads to aws_lambda_function.ask, which may call models"),
    ],
)  # fmt: skip
def test_other_fronts_lead_to_a_model_by_addresses(
    tmp_path: Path, text: str, address: str, expected: str | None
) -> None:
    assert reasons(terraform(tmp_path, text)).get(address) == (expected and f"it {expected}")


CONNECTED = 'service_connect_configuration {\nservice {\nport_name = "http"\nclient_alias {\ndns_name = "llm"\n}\n}\n}'


def site(variable: str) -> str:
    return task("web", f'{SITE}, environment = [{{ name = "URL", value = {variable} }}]', behind("p"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MODELS + site('"http://${aws_lb.b.dns_name}"'), f"which {BALANCED}"),
        (MODELS + site("aws_lb.b.arn"), None),
        (MAP + task("h", HOSTS, REGISTERED) + site('"http://chat.models.local"'), f"which leads to aws_service_discovery_service.s, which leads to {TASK}"),
        (ASK + http("aws_lambda_function.ask.invoke_arn") + site("aws_apigatewayv2_api.a.api_endpoint"), None),
        (
            ASK + task("web", SITE, behind("p"), asks='Action = ["lambda:InvokeFunction"], Resource = aws_lambda_function.ask.arn'),
            "which leads to aws_lambda_function.ask, which may call models",
        ),
        (ASK + task("web", SITE, behind("p"), asks='Action = ["lambda:InvokeFunction"], Resource = "*"'), None),
        (task("h", HOSTS, CONNECTED) + site('"http://llm:8000/v1"'), f"which leads to {TASK}"),
        (task("h", HOSTS, CONNECTED) + site('"http://cache:8000/v1"'), None),
        (task("h", HOSTS, CONNECTED) + site('"llm"'), None),
        (task("h", HOSTS, CONNECTED) + task("i", SITE, CONNECTED) + site('"http://llm:8000/v1"'), None),
    ],
)  # fmt: skip
def test_load_balancer_of_an_application_that_leads_to_a_model(tmp_path: Path, text: str, expected: str | None) -> None:
    found = reasons(terraform(tmp_path, balancer("p") + text), Role.MODEL_LOAD_BALANCER)
    assert found.get("aws_lb.p") == (expected and f"it forwards to aws_ecs_service.web, {expected}")


def test_load_balancer_between_whose_target_groups_a_deployment_shifts(tmp_path: Path) -> None:
    shifts = "load_balancer {\ntarget_group_arn = aws_lb_target_group.c.arn\nadvanced_configuration {\nalternate_target_group_arn = aws_lb_target_group.b.arn\n}\n}"
    found = reasons(
        terraform(tmp_path, balancer("b") + balancer("c") + task("h", HOSTS, shifts)), Role.MODEL_LOAD_BALANCER
    )
    assert set(found) == {"aws_lb.b", "aws_lb.c"}


@pytest.mark.parametrize(
    "taken_out",
    [
        'split("/", %s)[2]',
        'regex("https://([^/]+)", %s)[0]',
        'regex("^https?://([^/:]+)/", %s)[0]',
        'replace(%s, "/^https?://([^/]*).*/", "$1")',
        'replace(replace(%s, "https://", ""), "/", "")',
    ],
)
@pytest.mark.parametrize(
    "address", ["aws_apigatewayv2_api.a.api_endpoint", "aws_apigatewayv2_stage.s.invoke_url", "aws_lambda_function_url.u.function_url"]
)  # fmt: skip
def test_distribution_whose_host_is_taken_out_of_an_address(tmp_path: Path, taken_out: str, address: str) -> None:
    stage = 'resource "aws_apigatewayv2_stage" "s" { api_id = aws_apigatewayv2_api.a.id }\n'
    text = ASK + URL + http("aws_lambda_function.ask.invoke_arn") + stage
    found = reasons(terraform(tmp_path, text + distribution(f"domain_name = {taken_out % address}")))
    assert not found["aws_cloudfront_distribution.d"].endswith("?")
    other = 'split("/", aws_apigatewayv2_api.a.api_endpoint)[3]'
    doubtful = reasons(terraform(tmp_path, text + distribution(f"domain_name = {other}")))
    assert doubtful["aws_cloudfront_distribution.d"].endswith("?")


LOOKED_UP = """
    data "aws_iam_role" "r" { name = "%s" }
    data "aws_lambda_function" "f" { function_name = "%s" }
    data "aws_lb" "b" { name = "%s" }
    resource "aws_iam_role" "models" { name = "models" }
    resource "aws_iam_role_policy" "models" {
      role   = aws_iam_role.models.name
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" }] })
    }
    resource "aws_lambda_function" "front" {
      function_name = "front"
      role          = %s
    }
"""


@pytest.mark.parametrize(
    ("role", "target", "expected"),
    [
        ("data.aws_iam_role.r.arn", "aws_lambda_function.front.arn", "leads to aws_lambda_function.front, which may call models"),
        ("aws_iam_role.models.arn", "data.aws_lambda_function.f.invoke_arn", "leads to aws_lambda_function.front, which may call models"),
        ("null", '"http://${data.aws_lb.b.dns_name}"', "leads to aws_lb.b: it forwards to aws_ecs_service.h"),
    ],
)  # fmt: skip
def test_what_a_data_source_names_stands_beside(tmp_path: Path, role: str, target: str, expected: str) -> None:
    beside = LOOKED_UP % ("models", "front", "b", role) + MODELS + http(target)
    assert reasons(terraform(tmp_path, beside))[API] == f"it {expected}"
    elsewhere = LOOKED_UP % ("elsewhere", "elsewhere", "elsewhere", role) + MODELS + http(target)
    found = reasons(terraform(tmp_path, elsewhere)).get(API, "")
    assert found.endswith("?") or "aws_lb" in target, "what is looked up elsewhere may be anything"
