"""Ways to models by names that several have: in zones and namespaces of several networks, and by private addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.inventory import Inventory
from tests.analysis.test_ways_of_addresses import HOSTS, MODELS, SITE, balancer, behind, distribution, function, task
from tests.model.declared import inventory, live
from tests.policies.judged import terraform

FRONT = function("front", '"http://chat.models.local"') + (
    'resource "aws_lambda_function_url" "u" { function_name = aws_lambda_function.front.function_name }\n'
)


def mapped(name: str, container: str) -> str:
    """A namespace, a service in it of the one name, and tasks that are registered with that."""
    return f"""
    resource "aws_service_discovery_private_dns_namespace" "{name}" {{ name = "models.local" }}
    resource "aws_service_discovery_service" "{name}" {{
      name = "chat"
      dns_config {{ namespace_id = aws_service_discovery_private_dns_namespace.{name}.id }}
    }}
    """ + task(name, container, f"service_registries {{\nregistry_arn = aws_service_discovery_service.{name}.arn\n}}")


def zone(name: str, leads_to: str) -> str:
    return f"""
    resource "aws_route53_zone" "{name}" {{ name = "example.com" }}
    resource "aws_route53_record" "{name}" {{
      zone_id = aws_route53_zone.{name}.zone_id
      name    = "models.example.com"
      alias {{ name = aws_lb.{leads_to}.dns_name }}
    }}
    """


def led(estate: Inventory) -> dict[str, bool]:
    """What leads to models, and whether that is certain."""
    return {each.resource.address: not each.doubt for each in members(estate, Role.INFERENCE_API)}


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        (mapped("prod", HOSTS), True),
        (mapped("dev", SITE), None),
        (mapped("dev", SITE) + mapped("prod", HOSTS), False),
    ],
)
def test_namespaces(tmp_path: Path, text: str, *, certain: bool | None) -> None:
    assert led(terraform(tmp_path, text + FRONT)).get("aws_lambda_function_url.u") is certain


def test_namespaces_of_modules(tmp_path: Path) -> None:
    """A module means its own namespace, whatever another one has under the same name."""
    for name, container in (("dev", SITE), ("prod", HOSTS)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(mapped("n", container) + FRONT)
    found = led(terraform(tmp_path, 'module "dev" { source = "./dev" }\nmodule "prod" { source = "./prod" }\n'))
    assert found == {"module.prod.aws_lambda_function_url.u": True}


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        (zone("outside", "b"), True),
        (zone("outside", "site"), None),
        (zone("outside", "b") + zone("inside", "b"), True),
        (zone("outside", "site") + zone("inside", "b"), False),
    ],
)
def test_zones(tmp_path: Path, text: str, *, certain: bool | None) -> None:
    site = balancer("site") + task("site", SITE, behind("site"))
    found = led(terraform(tmp_path, MODELS + site + text + distribution('domain_name = "models.example.com"')))
    assert found.get("aws_cloudfront_distribution.d") is certain


@pytest.mark.parametrize(("others", "certain"), [([], True), (["t3.micro"], False), (["g5.xlarge"], True)])
def test_private_addresses(others: list[str], *, certain: bool) -> None:
    machines = (
        live(
            "AWS::EC2::Instance",
            f"i-{place}",
            InstanceId=f"i-{place}",
            InstanceType=kind,
            PrivateIpAddress="172.31.0.5",
        )
        for place, kind in enumerate(("g5.xlarge", *others))
    )
    estate = inventory(
        *machines,
        live("AWS::ApiGateway::RestApi", "a", id="a"),
        live(
            "apigateway:PathMethods",
            "a/p",
            restApiId="a",
            id="p",
            path="/x",
            resourceMethods={"POST": {"httpMethod": "POST", "methodIntegration": {"uri": "http://172.31.0.5:8000/"}}},
        ),
    )
    assert led(estate) == {"a": certain}
