"""What the two firewalls around model hosts let in and out."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.analysis import network


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_model_host_subnet_has_its_own_network_acl(host: ai.SendingHost) -> None:
    """Subnets of model hosts, and of functions that call models, have a network ACL of their own, not the default one.

    Why: security groups are changed often and by many. A network ACL around the subnet still holds when one of
    them is opened by mistake.

    Fix: associate an `aws_network_acl` with the subnet in Terraform, an `AWS::EC2::SubnetNetworkAclAssociation` in
    CloudFormation, with rules for the traffic that the host needs.

    ```hcl
    resource "aws_network_acl" "model" {
      vpc_id     = aws_vpc.ai.id
      subnet_ids = [aws_subnet.private.id]
      ingress {
        rule_no    = 100
        action     = "allow"
        protocol   = "tcp"
        from_port  = 8000
        to_port    = 8000
        cidr_block = "10.20.0.0/24"
      }
      egress {
        rule_no    = 100
        action     = "allow"
        protocol   = "tcp"
        from_port  = 1024
        to_port    = 65535
        cidr_block = "10.20.0.0/24"
      }
    }
    ```

    ```yaml
    ModelAcl:
      Type: AWS::EC2::NetworkAcl
      Properties:
        VpcId: !Ref Vpc
    ModelAclAssociation:
      Type: AWS::EC2::SubnetNetworkAclAssociation
      Properties:
        SubnetId: !Ref PrivateSubnet
        NetworkAclId: !Ref ModelAcl
    ModelAclIn:
      Type: AWS::EC2::NetworkAclEntry
      Properties:
        NetworkAclId: !Ref ModelAcl
        RuleNumber: 100
        RuleAction: allow
        Protocol: 6
        PortRange: {From: 8000, To: 8000}
        CidrBlock: 10.20.0.0/24
    ```
    """
    assert not [subnet for subnet in host.subnets if network.is_unfiltered(subnet)]


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0025", "AML.T0086", "AML.M0032")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(checkov="CKV_AWS_382", trivy="AWS-0104", kics="1cc2fbd7")
def test_model_host_restricts_egress(host: ai.SendingHost) -> None:
    """Security groups of model hosts, and of functions that call models, do not let everything out.

    Why: stolen weights and training data leave by the way out. A host that can only reach what it needs cannot send
    them anywhere, nor fetch the attacker's tools.

    Fix: replace the rule for all ports to `0.0.0.0/0` by one for port 443 to the endpoints that the host uses: `egress`
    in Terraform; in CloudFormation state `SecurityGroupEgress`, since without it AWS allows everything.

    ```hcl
    resource "aws_security_group" "model" {
      vpc_id = aws_vpc.ai.id
      egress {
        description     = "the endpoints of Bedrock and S3"
        from_port       = 443
        to_port         = 443
        protocol        = "tcp"
        security_groups = [aws_security_group.endpoints.id]
      }
    }
    ```

    ```yaml
    ModelGroup:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: model servers
        VpcId: !Ref Vpc
        SecurityGroupEgress:
          - Description: the endpoints of Bedrock and S3
            IpProtocol: tcp
            FromPort: 443
            ToPort: 443
            DestinationSecurityGroupId: !GetAtt EndpointGroup.GroupId
    ```
    """
    assert not [group for group in host.security_groups if network.sends_everything(group)]


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_model_host_admits_only_security_groups(host: ai.ModelHost) -> None:
    """Security groups of model hosts name other security groups as sources, not address ranges.

    Why: an address range lets in whatever gets an address in it. Named by its security group, only the front door (a
    load balancer, an endpoint) reaches the model, however the network grows.

    Fix: name the security group in front: `security_groups` or `referenced_security_group_id` in Terraform,
    `SourceSecurityGroupId` in CloudFormation.

    ```hcl
    resource "aws_security_group" "model" {
      vpc_id = aws_vpc.ai.id
      ingress {
        description     = "the load balancer in front"
        from_port       = 8000
        to_port         = 8000
        protocol        = "tcp"
        security_groups = [aws_security_group.front_door.id]
      }
    }
    ```

    ```yaml
    ModelGroup:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: model servers
        VpcId: !Ref Vpc
        SecurityGroupIngress:
          - Description: the load balancer in front
            IpProtocol: tcp
            FromPort: 8000
            ToPort: 8000
            SourceSecurityGroupId: !GetAtt FrontDoorGroup.GroupId
    ```
    """
    assert not [rule for group in host.security_groups for rule in group.ingress if rule.names_addresses]


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_model_host_is_filtered_by_network_acl_and_security_group(host: ai.FencedHost) -> None:
    """Model hosts stand behind two firewalls that both filter: a network ACL and security groups.

    Why: one of the two is opened by mistake sooner or later. The other one then decides whether that is a
    mistake or a break-in.

    Fix: give the subnet a network ACL of its own with rules for what the host needs, let no security group of the
    host admit all ports from the internet, and open no port to the internet in both, in Terraform and CloudFormation
    alike.

    ```hcl
    resource "aws_network_acl" "model" {
      vpc_id     = aws_vpc.ai.id
      subnet_ids = [aws_subnet.private.id]
      ingress {
        rule_no    = 100
        action     = "allow"
        protocol   = "tcp"
        from_port  = 8000
        to_port    = 8000
        cidr_block = "10.20.0.0/24"
      }
      egress {
        rule_no    = 100
        action     = "allow"
        protocol   = "tcp"
        from_port  = 1024
        to_port    = 65535
        cidr_block = "10.20.0.0/24"
      }
    }

    resource "aws_security_group" "model" {
      vpc_id = aws_vpc.ai.id
      ingress {
        description     = "the load balancer in front"
        from_port       = 8000
        to_port         = 8000
        protocol        = "tcp"
        security_groups = [aws_security_group.front_door.id]
      }
    }
    ```

    ```yaml
    ModelAcl:
      Type: AWS::EC2::NetworkAcl
      Properties:
        VpcId: !Ref Vpc
    ModelAclAssociation:
      Type: AWS::EC2::SubnetNetworkAclAssociation
      Properties:
        SubnetId: !Ref PrivateSubnet
        NetworkAclId: !Ref ModelAcl
    ModelAclIn:
      Type: AWS::EC2::NetworkAclEntry
      Properties:
        NetworkAclId: !Ref ModelAcl
        RuleNumber: 100
        RuleAction: allow
        Protocol: 6
        PortRange: {From: 8000, To: 8000}
        CidrBlock: 10.20.0.0/24
    ModelGroup:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: model servers
        VpcId: !Ref Vpc
        SecurityGroupIngress:
          - Description: the load balancer in front
            IpProtocol: tcp
            FromPort: 8000
            ToPort: 8000
            SourceSecurityGroupId: !GetAtt FrontDoorGroup.GroupId
    ```
    """
    assert not host.unfiltered_layers
