"""What network ACLs let out, and whether answers get back."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.analysis import network


@marks.severity("low")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_network_acl_does_not_let_everything_out(acl: ai.NetworkAcl) -> None:
    """Network ACLs of AI VPCs do not let everything out to everywhere.

    Why: what an intruder has collected on a model host leaves by whatever port is open. Answers need only the ports
    that callers choose, and the ranges they are in.

    Fix: name protocols, ports and ranges in outgoing rules: `egress` of `aws_network_acl` in Terraform,
    `AWS::EC2::NetworkAclEntry` with `Egress: true` in CloudFormation.

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
    assert not network.lets_everything_out(acl)


@marks.severity("low")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_network_acl_lets_answers_out(acl: ai.NetworkAcl) -> None:
    """Whom a network ACL of an AI VPC lets in, it lets have an answer; and whom it lets be called, it lets answer.

    Why: network ACLs do not remember. Without a rule for answers nothing works, and the next one who looks for the
    reason opens everything.

    Fix: allow outgoing TCP to the ports from 1024 up for each range that incoming rules name: `egress` of
    `aws_network_acl` in Terraform, `AWS::EC2::NetworkAclEntry` with `Egress: true` in CloudFormation. Allow incoming
    TCP on these ports from where outgoing rules lead.

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
    assert not (network.unanswered(acl) or network.unanswered_calls(acl))
