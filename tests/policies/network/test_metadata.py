"""How far the answers of the metadata services of model hosts travel."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis.masked import secrets_of, what_it_holds
from pytest_aisec.values import Masked, Unknown
from tests.model.declared import live
from tests.policies.judged import cloudformation, everything, terraform, verdicts

HOPS = "model_host_keeps_its_metadata_to_itself"
VARIABLE = 'variable "elsewhere" {}\n'


def options(hops: str) -> str:
    return f"metadata_options {{\nhttp_put_response_hop_limit = {hops}\n}}" if hops else ""


def instance(hops: str, more: str = "") -> str:
    return f'resource "aws_instance" "i" {{\ninstance_type = "g5.xlarge"\n{options(hops)}\n{more}\n}}\n'


def template(hops: str, more: str = "") -> str:
    return f'resource "aws_launch_template" "t" {{\ninstance_type = "g5.xlarge"\n{options(hops)}\n{more}\n}}\n'


DOCKER = 'user_data = "docker run --gpus all vllm/vllm-openai"'
ENCODED = 'user_data = base64encode("echo ECS_CLUSTER=models >> /etc/ecs/ecs.config")'
DEFAULTS = 'resource "aws_ec2_instance_metadata_defaults" "d" {\nhttp_put_response_hop_limit = %s\n}\n'
NODES = 'resource "aws_eks_node_group" "n" {\nlaunch_template {\nid = aws_launch_template.t.id\n}\n}\n'
OFF = 'metadata_options {\nhttp_endpoint = "disabled"\nhttp_put_response_hop_limit = 9\n}'
HOST, TEMPLATE = "aws_instance.i", "aws_launch_template.t"


@pytest.mark.parametrize(
    ("text", "address", "expected"),
    [
        (instance("1"), HOST, "passed"),
        (instance("3"), HOST, "violated"),
        (instance("2"), HOST, "violated"),
        (instance("2", DOCKER), HOST, "passed"),
        (instance("3", DOCKER), HOST, "violated"),
        (instance("2", 'user_data = "echo hello"'), HOST, "violated"),
        (instance("2", "user_data = var.elsewhere"), HOST, "undetermined"),
        (instance("1", "user_data = var.elsewhere"), HOST, "passed"),
        (instance("2", 'tags = { "kubernetes.io/cluster/models" = "owned" }'), HOST, "passed"),
        (instance("var.elsewhere"), HOST, "undetermined"),
        (instance(""), HOST, "undetermined"),
        (instance("", OFF), HOST, "passed"),
        (instance("") + DEFAULTS % "1", HOST, "passed"),
        (instance("") + DEFAULTS % "5", HOST, "violated"),
        (instance("") + DEFAULTS % "-1", HOST, "undetermined"),
        (instance("1") + DEFAULTS % "5", HOST, "passed"),
        (template("3"), TEMPLATE, "violated"),
        (template("1"), TEMPLATE, "passed"),
        (template("2"), TEMPLATE, "violated"),
        (template("2", ENCODED), TEMPLATE, "passed"),
        (template("2") + NODES, TEMPLATE, "passed"),
        (template("") + NODES, TEMPLATE, "passed"),
        (template("3") + NODES, TEMPLATE, "violated"),
        (instance("", "launch_template {\nid = aws_launch_template.t.id\n}") + template("3"), HOST, "violated"),
    ],
)
def test_terraform(tmp_path: Path, text: str, address: str, expected: str) -> None:
    assert verdicts(HOPS, everything(terraform(tmp_path, VARIABLE + text)))[address] == expected


@pytest.mark.parametrize(("hops", "expected"), [("1", "passed"), ("3", "violated"), ("!Ref Unknown", "undetermined")])
def test_cloudformation(tmp_path: Path, hops: str, expected: str) -> None:
    text = f"""
    I:
      Type: AWS::EC2::Instance
      Properties: {{InstanceType: g5.xlarge, MetadataOptions: {{HttpPutResponseHopLimit: {hops}}}}}
    T:
      Type: AWS::EC2::LaunchTemplate
      Properties:
        LaunchTemplateData: {{InstanceType: g5.xlarge, MetadataOptions: {{HttpPutResponseHopLimit: {hops}}}}}
    C:
      Type: AWS::AutoScaling::LaunchConfiguration
      Properties: {{InstanceType: g5.xlarge, ImageId: ami-1, MetadataOptions: {{HttpPutResponseHopLimit: {hops}}}}}
    """
    assert verdicts(HOPS, everything(cloudformation(tmp_path, text))) == dict.fromkeys("ITC", expected)


@pytest.mark.parametrize(
    ("hops", "tags", "expected"),
    [
        (1, [], "passed"),
        (2, [], "undetermined"),
        (2, [{"Key": "eks:cluster-name", "Value": "models"}], "passed"),
        (3, [{"Key": "eks:cluster-name", "Value": "models"}], "violated"),
    ],
)
def test_account(hops: int, tags: list[dict[str, Any]], expected: str) -> None:
    options = {"HttpEndpoint": "enabled", "HttpPutResponseHopLimit": hops}
    host = live("AWS::EC2::Instance", "i", InstanceType="g5.xlarge", MetadataOptions=options, Tags=tags)
    assert verdicts(HOPS, everything([host])) == {"i": expected}


def encoded(script: str) -> str:
    return base64.b64encode(script.encode()).decode()


def masked(script: str) -> Masked:
    """As a snapshot has it."""
    return Masked(reason="sensitive value", is_set=True, holds=what_it_holds("UserData", encoded(script)))


@pytest.mark.parametrize(
    ("script", "hops", "expected"),
    [
        (encoded("docker run --gpus all vllm/vllm-openai"), 2, "passed"),
        (encoded("docker run --gpus all vllm/vllm-openai"), 3, "violated"),
        (encoded("echo hello"), 2, "violated"),
        (masked("docker run --gpus all vllm/vllm-openai"), 2, "passed"),
        (masked("echo hello"), 2, "violated"),
        (Unknown(reason="AccessDenied: ec2:DescribeInstanceAttribute"), 2, "undetermined"),
        (None, 2, "violated"),
    ],
)
def test_scripts_of_an_account(script: str | Unknown | None, hops: int, expected: str) -> None:
    told = script if type(script) is Unknown else {"UserData": {} if script is None else {"Value": script}}
    host = live(
        "AWS::EC2::Instance",
        "i",
        InstanceType="g5.xlarge",
        MetadataOptions={"HttpEndpoint": "enabled", "HttpPutResponseHopLimit": hops},
        DescribeInstanceAttribute=told,
    )
    assert verdicts(HOPS, everything([host])) == {"i": expected}


def test_that_it_starts_containers_is_no_secret() -> None:
    assert secrets_of(what_it_holds("UserData", "docker run vllm/vllm-openai")) == []
