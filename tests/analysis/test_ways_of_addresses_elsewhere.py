"""Ways to models by addresses in templates and accounts: variables, names of Cloud Map and Route 53."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.test_ways_of_addresses import reasons
from tests.model.declared import declared, inventory, live, ref
from tests.policies.judged import cloudformation

TEMPLATE = """
    Namespace: {Type: AWS::ServiceDiscovery::PrivateDnsNamespace, Properties: {Name: models.local}}
    Discovery:
      Type: AWS::ServiceDiscovery::Service
      Properties: {Name: chat, DnsConfig: {NamespaceId: !Ref Namespace}}
    Task: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Name: c, Image: 'vllm/vllm-openai:1'}]}}
    Service:
      Type: AWS::ECS::Service
      Properties: {TaskDefinition: !Ref Task, ServiceRegistries: [{RegistryArn: !GetAtt Discovery.Arn}]}
    Gpu: {Type: AWS::EC2::Instance, Properties: {InstanceType: g5.xlarge}}
    Registered:
      Type: AWS::ServiceDiscovery::Instance
      Properties: {ServiceId: !Ref Discovery, InstanceAttributes: {AWS_INSTANCE_IPV4: !GetAtt Gpu.PrivateIp}}
    Bound: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {URL: %s}}}}
    Record:
      Type: AWS::Route53::RecordSet
      Properties: {Name: gpu.example.com, Type: A, ResourceRecords: [!GetAtt Gpu.PrivateIp]}
    Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: a, ProtocolType: HTTP}}
    Integration: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationUri: %s}}
"""


@pytest.mark.parametrize(
    ("url", "target", "expected"),
    [
        ("x", "!GetAtt Discovery.Arn", "it leads to Discovery, which leads to Service, which serves a model"),
        ("!Sub 'http://${Gpu.PrivateIp}:8000'", "!GetAtt Bound.Arn", "it leads to Bound, which leads to Gpu, which serves a model"),
        ("http://gpu.example.com", "!GetAtt Bound.Arn", "it leads to Bound, which leads to Record, which leads to Gpu, which serves a model"),
        ("!Ref Gpu", "!GetAtt Bound.Arn", None),
        ("http://chat.models.local", "!GetAtt Bound.Arn", "it leads to Bound, which leads to Discovery, which leads to Service, which serves a model"),
    ],
)  # fmt: skip
def test_template(tmp_path: Path, url: str, target: str, expected: str | None) -> None:
    assert reasons(cloudformation(tmp_path, TEMPLATE % (url, target))).get("Api") == expected


def test_template_registers_machines(tmp_path: Path) -> None:
    text = TEMPLATE.replace("ServiceRegistries: [{RegistryArn: !GetAtt Discovery.Arn}]", "ServiceName: s")
    found = reasons(cloudformation(tmp_path, text % ("x", "!GetAtt Discovery.Arn")))
    assert found["Api"] == "it leads to Discovery, which leads to Gpu, which serves a model"


DISCOVERY = "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1"


@pytest.mark.parametrize(
    "registered",
    [
        {"serviceRegistries": [{"registryArn": DISCOVERY}]},
        {"deployments": [{"serviceConnectResources": [{"discoveryName": "chat", "discoveryArn": DISCOVERY}]}]},
        {},
    ],
)
def test_account_with_cloud_map(registered: dict[str, object]) -> None:
    task = "arn:aws:ecs:us-east-1:123456789012:task-definition/h:1"
    estate = inventory(
        live("AWS::ServiceDiscovery::Service", DISCOVERY, Arn=DISCOVERY, Id="srv-1"),
        live(
            "AWS::ECS::TaskDefinition",
            task,
            taskDefinition={"taskDefinitionArn": task, "containerDefinitions": [{"image": "vllm/vllm-openai:1"}]},
        ),
        live("AWS::ECS::Service", "service", serviceArn="service", taskDefinition=task, **registered),
        live("AWS::ApiGatewayV2::Api", "a1", ApiId="a1", ProtocolType="HTTP"),
        live("AWS::ApiGatewayV2::Integration", "i1", ApiId="a1", IntegrationUri=DISCOVERY),
    )
    expected = {"a1": f"it leads to {DISCOVERY}, which leads to service, which serves a model"}
    assert reasons(estate) == (expected if registered else {})


def test_account_tells_functions_of_addresses() -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:front"
    host = "internal-b-1.us-east-1.elb.amazonaws.com"
    balancer_arn, group = "arn:aws:elasticloadbalancing:b", "arn:aws:elasticloadbalancing:g"
    estate = inventory(
        live("AWS::Lambda::Function", arn, FunctionArn=arn, Environment={"Variables": {"URL": f"http://{host}/v1"}}),
        live("AWS::ElasticLoadBalancingV2::LoadBalancer", balancer_arn, LoadBalancerArn=balancer_arn, DNSName=host),
        live(
            "AWS::ElasticLoadBalancingV2::Listener",
            "l",
            LoadBalancerArn=balancer_arn,
            DefaultActions=[{"TargetGroupArn": group}],
            DescribeRules={"Rules": []},
        ),
        live(
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            group,
            TargetGroupArn=group,
            DescribeTargetHealth={"TargetHealthDescriptions": [{"Target": {"Id": "i-1"}}]},
        ),
        live("AWS::EC2::Instance", "i-1", InstanceId="i-1", InstanceType="g5.xlarge"),
        live("AWS::Lambda::Url", "u", FunctionArn=arn, FunctionUrl="https://u.lambda-url.us-east-1.on.aws/"),
    )
    expected = f"it leads to {arn}, which leads to {balancer_arn}, which leads to i-1, which serves a model"
    assert reasons(estate) == {"u": expected}


def test_host_in_doubt_leaves_the_way_in_doubt() -> None:
    estate = inventory(
        declared("aws_instance", "i", instance_type=ref("aws_ssm_parameter.type", "value")),
        declared("aws_lambda_function", "f", function_name="f", environment={"variables": {"URL": ref("aws_instance.i", "private_ip")}}),
        declared("aws_lambda_function_url", "u", function_name="f"),
    )  # fmt: skip
    assert reasons(estate) == {
        "aws_lambda_function_url.u": "it leads to aws_lambda_function.f, which leads to aws_instance.i, which serves a model ?"
    }
