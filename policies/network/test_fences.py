"""Who gets through to model hosts, and what gets out of their subnets."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings

OTHER_PORTS = (22, 80, 443, 3389)
"""Ports of web servers and remote shells."""


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_model_host_admits_no_other_machines(host: ai.FencedHost) -> None:
    """The security groups that model hosts let in are those of front doors, not of other machines.

    Why: a jump host or a build server in the group is a way past the load balancer, its web ACL and its logs.

    Fix: name under `security_groups` or `referenced_security_group_id` only the groups of load balancers, endpoints
    and callers in Terraform, under `SourceSecurityGroupId` in CloudFormation; reach hosts through Session Manager.

    ```hcl
    resource "aws_vpc" "ai" {
      cidr_block = "10.0.0.0/16"
    }
    resource "aws_subnet" "ai" {
      vpc_id     = aws_vpc.ai.id
      cidr_block = "10.0.1.0/24"
    }
    resource "aws_instance" "model" {
      ami                    = "ami-0123456789abcdef0"
      instance_type          = "g5.xlarge"
      subnet_id              = aws_subnet.ai.id
      vpc_security_group_ids = [aws_security_group.model.id]
    }
    resource "aws_security_group" "model" {
      vpc_id = aws_vpc.ai.id
      ingress {
        from_port       = 8000
        to_port         = 8000
        protocol        = "tcp"
        security_groups = [aws_security_group.front.id]
      }
    }
    resource "aws_security_group" "front" {
      vpc_id = aws_vpc.ai.id
    }
    resource "aws_network_acl" "ai" {
      vpc_id     = aws_vpc.ai.id
      subnet_ids = [aws_subnet.ai.id]
      ingress {
        rule_no    = 100
        action     = "allow"
        protocol   = "tcp"
        cidr_block = "10.0.0.0/16"
        from_port  = 8000
        to_port    = 8000
      }
      egress {
        rule_no    = 100
        action     = "allow"
        protocol   = "tcp"
        cidr_block = "10.0.0.0/16"
        from_port  = 1024
        to_port    = 65535
      }
    }
    ```

    ```yaml
    Vpc:
      Type: AWS::EC2::VPC
      Properties: {CidrBlock: 10.0.0.0/16}
    Subnet:
      Type: AWS::EC2::Subnet
      Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}
    Model:
      Type: AWS::EC2::Instance
      Properties:
        ImageId: ami-0123456789abcdef0
        InstanceType: g5.xlarge
        SubnetId: !Ref Subnet
        SecurityGroupIds: [!GetAtt ModelGroup.GroupId]
    ModelGroup:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: model servers
        VpcId: !Ref Vpc
        SecurityGroupIngress:
          - {IpProtocol: tcp, FromPort: 8000, ToPort: 8000, SourceSecurityGroupId: !GetAtt FrontGroup.GroupId}
    FrontGroup:
      Type: AWS::EC2::SecurityGroup
      Properties: {GroupDescription: the load balancer in front, VpcId: !Ref Vpc}
    Acl:
      Type: AWS::EC2::NetworkAcl
      Properties: {VpcId: !Ref Vpc}
    AclOfSubnet:
      Type: AWS::EC2::SubnetNetworkAclAssociation
      Properties: {SubnetId: !Ref Subnet, NetworkAclId: !Ref Acl}
    In:
      Type: AWS::EC2::NetworkAclEntry
      Properties:
        NetworkAclId: !Ref Acl
        RuleNumber: 100
        RuleAction: allow
        Protocol: 6
        CidrBlock: 10.0.0.0/16
        PortRange: {From: 8000, To: 8000}
    Out:
      Type: AWS::EC2::NetworkAclEntry
      Properties:
        NetworkAclId: !Ref Acl
        Egress: true
        RuleNumber: 100
        RuleAction: allow
        Protocol: 6
        CidrBlock: 10.0.0.0/16
        PortRange: {From: 1024, To: 65535}
    ```
    """
    assert not host.strangers


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_model_host_network_acl_closes_serving_ports(host: ai.FencedHost, settings: Settings) -> None:
    """Network ACLs of the subnets of model hosts do not let the internet in on the ports of servers.

    Why: a security group is widened in a minute, for a test. The network ACL of the subnet is what still holds then.

    Fix: allow only ranges of networks of your own on these ports in `aws_network_acl_rule` in Terraform, in
    `AWS::EC2::NetworkAclEntry` in CloudFormation. Ranges of ports for answers from the internet (from 1024 up) need
    denials of these ports in front.

    ```hcl
    resource "aws_vpc" "ai" {
      cidr_block = "10.0.0.0/16"
    }
    resource "aws_subnet" "ai" {
      vpc_id     = aws_vpc.ai.id
      cidr_block = "10.0.1.0/24"
    }
    resource "aws_instance" "model" {
      ami                    = "ami-0123456789abcdef0"
      instance_type          = "g5.xlarge"
      subnet_id              = aws_subnet.ai.id
      vpc_security_group_ids = [aws_security_group.model.id]
    }
    resource "aws_security_group" "model" {
      vpc_id = aws_vpc.ai.id
      ingress {
        from_port       = 8000
        to_port         = 8000
        protocol        = "tcp"
        security_groups = [aws_security_group.front.id]
      }
    }
    resource "aws_security_group" "front" {
      vpc_id = aws_vpc.ai.id
    }
    resource "aws_network_acl" "ai" {
      vpc_id     = aws_vpc.ai.id
      subnet_ids = [aws_subnet.ai.id]
      ingress {
        rule_no    = 100
        action     = "allow"
        protocol   = "tcp"
        cidr_block = "10.0.0.0/16"
        from_port  = 8000
        to_port    = 8000
      }
      egress {
        rule_no    = 100
        action     = "allow"
        protocol   = "tcp"
        cidr_block = "10.0.0.0/16"
        from_port  = 1024
        to_port    = 65535
      }
    }
    ```

    ```yaml
    Vpc:
      Type: AWS::EC2::VPC
      Properties: {CidrBlock: 10.0.0.0/16}
    Subnet:
      Type: AWS::EC2::Subnet
      Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}
    Model:
      Type: AWS::EC2::Instance
      Properties:
        ImageId: ami-0123456789abcdef0
        InstanceType: g5.xlarge
        SubnetId: !Ref Subnet
        SecurityGroupIds: [!GetAtt ModelGroup.GroupId]
    ModelGroup:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: model servers
        VpcId: !Ref Vpc
        SecurityGroupIngress:
          - {IpProtocol: tcp, FromPort: 8000, ToPort: 8000, SourceSecurityGroupId: !GetAtt FrontGroup.GroupId}
    FrontGroup:
      Type: AWS::EC2::SecurityGroup
      Properties: {GroupDescription: the load balancer in front, VpcId: !Ref Vpc}
    Acl:
      Type: AWS::EC2::NetworkAcl
      Properties: {VpcId: !Ref Vpc}
    AclOfSubnet:
      Type: AWS::EC2::SubnetNetworkAclAssociation
      Properties: {SubnetId: !Ref Subnet, NetworkAclId: !Ref Acl}
    In:
      Type: AWS::EC2::NetworkAclEntry
      Properties:
        NetworkAclId: !Ref Acl
        RuleNumber: 100
        RuleAction: allow
        Protocol: 6
        CidrBlock: 10.0.0.0/16
        PortRange: {From: 8000, To: 8000}
    Out:
      Type: AWS::EC2::NetworkAclEntry
      Properties:
        NetworkAclId: !Ref Acl
        Egress: true
        RuleNumber: 100
        RuleAction: allow
        Protocol: 6
        CidrBlock: 10.0.0.0/16
        PortRange: {From: 1024, To: 65535}
    ```
    """
    assert not host.ports_open_to_the_internet((*OTHER_PORTS, *settings.model_ports))
