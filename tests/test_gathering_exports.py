"""Templates of one run that import what another exports are linked, in both directions."""

from __future__ import annotations

from pathlib import Path

from pytest_aisec.aws import ec2
from pytest_aisec.gathering import Inputs, gather
from pytest_aisec.requests import Request

NETWORK = """
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Private:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}
Outputs:
  Vpc:
    Value: !Ref Vpc
    Export: {Name: net-vpc}
  Private:
    Value: !Ref Private
    Export: {Name: net-private}
"""
HOSTS = """
Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1, InstanceType: g5.xlarge, SubnetId: !ImportValue net-private}
  Log:
    Type: AWS::EC2::FlowLog
    Properties: {ResourceId: !ImportValue net-vpc, ResourceType: VPC, TrafficType: ALL}
"""


def test_links_lead_from_one_template_to_another(tmp_path: Path) -> None:
    (tmp_path / "network.yaml").write_text(NETWORK, encoding="utf-8")
    (tmp_path / "hosts.yaml").write_text(HOSTS, encoding="utf-8")
    inventory = gather([Request("cloudformation", "*.yaml")], Inputs(tmp_path))
    (server,) = inventory.of(ec2.Instance)
    assert server.subnet is not None
    assert server.subnet.vpc.address == "Vpc"
    assert [log.address for log in server.subnet.vpc.flow_logs] == ["Log"]


def test_single_requests_belong_to_one_run_too(tmp_path: Path) -> None:
    (tmp_path / "network.yaml").write_text(NETWORK, encoding="utf-8")
    (tmp_path / "hosts.yaml").write_text(HOSTS, encoding="utf-8")
    requests = [Request("cloudformation", name) for name in ("hosts.yaml", "missing.yaml", "network.yaml")]
    inventory = gather(requests, Inputs(tmp_path))
    assert [source.id for source in inventory.sources] == [
        "cloudformation:hosts.yaml",
        "cloudformation:network.yaml",
        "cloudformation:missing.yaml",
    ]
    (vpc,) = inventory.of(ec2.Vpc)
    assert [log.address for log in vpc.flow_logs] == ["Log"]
