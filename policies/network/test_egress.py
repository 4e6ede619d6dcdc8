"""Where model hosts can send what they hold."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.analysis import network


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0025", "AML.T0086", "AML.M0032")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(trivy="AWS-0104", kics="1cc2fbd7")
def test_model_host_names_where_it_sends(host: ai.SendingHost) -> None:
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
    assert not [group for group in host.security_groups if network.sends_anything(group)]
