"""What security groups let in."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_security_group_does_not_open_model_serving_ports_to_the_internet(
    firewall: ai.Firewall, settings: Settings
) -> None:
    """No security group opens the ports of model servers and AI tools to the internet (setting `model_ports`).

    Why: Ollama, vLLM, Jupyter, Ray, MLflow and vector stores listen without a login unless they are told otherwise.
    Whoever reaches the port uses the model, reads its data, or runs code on the host.

    Fix: replace `0.0.0.0/0` and `::/0` in the rule by the security group of the load balancer in front.

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
    assert not firewall.open_ports(settings.model_ports, ("tcp",))


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.cis_aws("6.3", "6.4")
@marks.equivalent(
    checkov=("CKV_AWS_24", "CKV_AWS_25"),
    prowler=(
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389",
    ),
    trivy="AWS-0107",
    kics=("65905cec", "151187cb"),
    security_hub=("EC2.53", "EC2.54"),
)
def test_security_group_does_not_open_admin_ports_to_the_internet(firewall: ai.Firewall, settings: Settings) -> None:
    """No security group opens SSH, Remote Desktop or WinRM to the internet.

    Why: these ports are tried all day by machines that know stolen and common passwords. Whoever gets in has the
    host's role, and with it the model and its data.

    Fix: remove the rule and use Session Manager, or name the address range of your VPN instead of `0.0.0.0/0`
    (`cidr_blocks` in Terraform, `CidrIp` in CloudFormation).

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
    assert not firewall.open_ports(settings.admin_ports)


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    checkov="CKV_AWS_277",
    prowler="ec2_securitygroup_allow_ingress_from_internet_to_all_ports",
    kics="4728cd65",
    security_hub="EC2.18",
    config="vpc-sg-open-only-to-authorized-ports",
)
def test_security_group_does_not_open_every_port_to_the_internet(firewall: ai.Firewall) -> None:
    """No security group lets the internet in on all ports or protocols.

    Why: such a rule opens whatever the host will ever listen on, also what nobody knows of. It makes of the group a
    firewall that is switched off.

    Fix: name the one port that is served, with `from_port`, `to_port` and `protocol` in Terraform, `FromPort`, `ToPort`
    and `IpProtocol` in CloudFormation.

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
    assert not firewall.opens_every_port
