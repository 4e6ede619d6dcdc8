"""The platform as an account, for tests: served by the example's own code, read with plain boto3."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import botocore.session
import jmespath
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.estates.names import EXAMPLE, Variant


def example(module: str) -> Any:
    """A module of the example's `account` package."""
    if str(EXAMPLE) not in sys.path:
        sys.path.insert(0, str(EXAMPLE))
    return importlib.import_module(f"account.{module}")


@contextmanager
def served(variant: Variant) -> Iterator[str]:
    """The endpoint URL of an account with the platform, in a process that ends with the block (some 5 s to start)."""
    with example("server").serve(secure=variant == "secure") as url:
        yield url


@dataclass(frozen=True)
class Listed:
    """How a type is listed: service, method, JMESPath to the items, and what adds to an item.

    `details`: method -> (parameter, its path in the item, path in the answer whose members are merged over the item).
    """

    service: str
    method: str
    items: str
    details: tuple[tuple[str, str, str, str], ...] = ()
    parameters: tuple[tuple[str, Any], ...] = ()


def _ec2(method: str, items: str) -> Listed:
    return Listed("ec2", f"describe_{method}", items)


def _sagemaker(kind: str, items: str, name: str) -> Listed:
    return Listed("sagemaker", f"list_{kind}s", items, ((f"describe_{kind}", name, name, "@"),))


LISTED: dict[str, Listed] = {
    "AWS::EC2::VPC": _ec2("vpcs", "Vpcs"),
    "AWS::EC2::Subnet": _ec2("subnets", "Subnets"),
    "AWS::EC2::RouteTable": _ec2("route_tables", "RouteTables"),
    "AWS::EC2::InternetGateway": _ec2("internet_gateways", "InternetGateways"),
    "AWS::EC2::EIP": _ec2("addresses", "Addresses"),
    "AWS::EC2::NatGateway": _ec2("nat_gateways", "NatGateways"),
    "AWS::EC2::NetworkAcl": _ec2("network_acls", "NetworkAcls"),
    "AWS::EC2::SecurityGroup": _ec2("security_groups", "SecurityGroups"),
    "AWS::EC2::Instance": _ec2("instances", "Reservations[].Instances[]"),
    "AWS::EC2::LaunchTemplate": Listed(
        "ec2",
        "describe_launch_templates",
        "LaunchTemplates",
        (("describe_launch_template_versions", "LaunchTemplateId", "LaunchTemplateId", "LaunchTemplateVersions[0]"),),
    ),
    "AWS::EC2::Volume": _ec2("volumes", "Volumes"),
    "AWS::EC2::FlowLog": _ec2("flow_logs", "FlowLogs"),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Listed(
        "elbv2",
        "describe_load_balancers",
        "LoadBalancers",
        (("describe_load_balancer_attributes", "LoadBalancerArn", "LoadBalancerArn", "@"),),
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": Listed(
        "elbv2",
        "describe_target_groups",
        "TargetGroups",
        (("describe_target_health", "TargetGroupArn", "TargetGroupArn", "@"),),
    ),
    "AWS::WAFv2::WebACL": Listed(
        "wafv2",
        "list_web_acls",
        "WebACLs",
        (("list_resources_for_web_acl", "WebACLArn", "ARN", "@"),),
        (("Scope", "REGIONAL"),),
    ),
    "AWS::S3::Bucket": Listed(
        "s3",
        "list_buckets",
        "Buckets",
        (
            ("get_bucket_encryption", "Bucket", "Name", "@"),
            ("get_public_access_block", "Bucket", "Name", "@"),
            ("get_bucket_versioning", "Bucket", "Name", "@"),
            ("get_bucket_policy", "Bucket", "Name", "@"),
            ("get_bucket_tagging", "Bucket", "Name", "@"),
        ),
    ),
    "AWS::KMS::Key": Listed(
        "kms",
        "list_keys",
        "Keys",
        (
            ("describe_key", "KeyId", "KeyId", "KeyMetadata"),
            ("get_key_rotation_status", "KeyId", "KeyId", "@"),
        ),
    ),
    "AWS::IAM::Role": Listed("iam", "get_account_authorization_details", "RoleDetailList"),
    "AWS::IAM::ManagedPolicy": Listed(
        "iam",
        "get_account_authorization_details",
        "Policies",
        (),
        (("Filter", ["LocalManagedPolicy"]),),
    ),
    "AWS::IAM::InstanceProfile": Listed("iam", "list_instance_profiles", "InstanceProfiles"),
    "AWS::SageMaker::NotebookInstance": _sagemaker("notebook_instance", "NotebookInstances", "NotebookInstanceName"),
    "AWS::SageMaker::Model": _sagemaker("model", "Models", "ModelName"),
    "AWS::SageMaker::EndpointConfig": _sagemaker("endpoint_config", "EndpointConfigs", "EndpointConfigName"),
    "AWS::SageMaker::Endpoint": _sagemaker("endpoint", "Endpoints", "EndpointName"),
    "AWS::Bedrock::Guardrail": Listed(
        "bedrock", "list_guardrails", "guardrails", (("get_guardrail", "guardrailIdentifier", "id", "@"),)
    ),
    "AWS::Bedrock::Agent": Listed(
        "bedrock-agent", "list_agents", "agentSummaries", (("get_agent", "agentId", "agentId", "agent"),)
    ),
    "AWS::Logs::LogGroup": Listed("logs", "describe_log_groups", "logGroups"),
    "AWS::CloudTrail::Trail": Listed(
        "cloudtrail",
        "describe_trails",
        "trailList",
        (
            ("get_trail_status", "Name", "TrailARN", "@"),
            ("get_event_selectors", "TrailName", "TrailARN", "@"),
        ),
    ),
    "AWS::GuardDuty::Detector": Listed(
        "guardduty",
        "list_detectors",
        "DetectorIds[].{DetectorId: @}",
        (("get_detector", "DetectorId", "DetectorId", "@"),),
    ),
}

LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
"""The one type that is listed per resource of another."""

ABSENT = {"NoSuchBucketPolicy", "NoSuchPublicAccessBlockConfiguration"}
"""What the platform leaves away on purpose, as the API says it."""


class Account:
    """One served account. `see` is given every answer: service, operation (the API's name), answer."""

    def __init__(self, url: str, see: Callable[[str, str, dict[str, Any]], None] = lambda *_: None) -> None:
        self._url = url
        self._see = see
        self._session = botocore.session.Session()
        self._clients: dict[str, Any] = {}
        self._items: dict[str, list[dict[str, Any]]] = {}

    def client(self, service: str) -> Any:
        """A client of the account, which tries once."""
        if service not in self._clients:
            self._clients[service] = self._session.create_client(
                service,
                region_name="us-east-1",
                endpoint_url=self._url,
                config=Config(retries={"total_max_attempts": 1}),
                aws_access_key_id="demo",
                aws_secret_access_key="demo",
            )
        return self._clients[service]

    def call(self, service: str, method: str, **parameters: Any) -> dict[str, Any]:
        """One answer without its metadata; nothing if the setting is absent. Other errors are raised."""
        client = self.client(service)
        try:
            answer: dict[str, Any] = getattr(client, method)(**parameters)
        except ClientError as error:
            if error.response["Error"]["Code"] in ABSENT:
                return {}
            raise
        answer.pop("ResponseMetadata")
        self._see(service, client.meta.method_to_api_mapping[method], answer)
        return answer

    def items(self, type_: str) -> list[dict[str, Any]]:
        """Every resource of a CloudFormation type, with its details merged in; asked for once."""
        if type_ not in self._items:
            self._items[type_] = list(self._listeners() if type_ == LISTENER else self._list(LISTED[type_]))
        return self._items[type_]

    def _list(self, how: Listed) -> Iterator[dict[str, Any]]:
        for item in jmespath.search(how.items, self.call(how.service, how.method, **dict(how.parameters))):
            for method, parameter, path, inside in how.details:
                answer = self.call(how.service, method, **{parameter: jmespath.search(path, item)})
                item.update(jmespath.search(inside, answer) or {})
            yield item

    def _listeners(self) -> Iterator[dict[str, Any]]:
        for balancer in self.items("AWS::ElasticLoadBalancingV2::LoadBalancer"):
            yield from self.call("elbv2", "describe_listeners", LoadBalancerArn=balancer["LoadBalancerArn"])[
                "Listeners"
            ]
