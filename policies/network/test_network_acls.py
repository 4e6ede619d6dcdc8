"""What the network ACLs and default security groups of AI VPCs let in."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.analysis import network
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    checkov=("CKV_AWS_231", "CKV_AWS_232"),
    prowler=("ec2_networkacl_allow_ingress_tcp_port_22", "ec2_networkacl_allow_ingress_tcp_port_3389"),
    trivy="AWS-0105",
    security_hub="EC2.21",
    config="nacl-no-unrestricted-ssh-rdp",
)
def test_network_acl_does_not_open_admin_ports_to_the_internet(acl: ai.NetworkAcl, settings: Settings) -> None:
    """Network ACLs of AI VPCs do not let the internet in on SSH or Remote Desktop.

    Why: the ACL is what still holds when somebody opens a security group to log in just this once.

    Fix: deny ports 22 and 3389 from `0.0.0.0/0` and `::/0` with a rule number in front of the one that allows them
    (`aws_network_acl_rule` in Terraform, `AWS::EC2::NetworkAclEntry` in CloudFormation).

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
    for port in settings.network_acl_admin_ports:
        assert not network.lets_the_internet_in(acl, port)


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(checkov="CKV_AWS_352", prowler="ec2_networkacl_allow_ingress_any_port", trivy="AWS-0102")
def test_network_acl_does_not_let_everything_in(acl: ai.NetworkAcl) -> None:
    """Network ACLs of AI VPCs do not let everybody in on all ports.

    Why: an ACL that allows everything is no second layer: the first open security group is then the last.

    Fix: replace the rule for protocol `-1` from `0.0.0.0/0` by rules for the traffic that the subnet needs.

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
    assert not network.lets_everything_in(acl)


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.cis_aws("6.5")
@marks.equivalent(
    checkov="CKV2_AWS_12",
    prowler="ec2_securitygroup_default_restrict_traffic",
    trivy="AWS-0173",
    kics="46883ce1",
    security_hub="EC2.2",
    config="vpc-default-security-group-closed",
)
def test_default_security_group_of_an_ai_vpc_has_no_rules(vpc: ai.Vpc) -> None:
    """The default security group of an AI VPC has no rules.

    Why: whatever is started without naming a group gets the default one. As AWS makes it, its members reach each
    other on every port, and everything outside.

    Fix: declare `aws_default_security_group` for the VPC without any rule in Terraform. CloudFormation cannot change
    it: remove its rules in the account. A rule about loopback alone opens nothing, and counts as none.

    ```hcl
    resource "aws_default_security_group" "closed" {
      vpc_id = aws_vpc.ai.id
    }
    ```
    """
    groups = vpc.own_default_security_groups
    assert groups
    assert not [group for group in groups if not group.opens_nothing]
