"""Who can ask the metadata service of model hosts."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(checkov="CKV_AWS_341", config="ec2-token-hop-limit-check")
def test_model_host_keeps_its_metadata_to_itself(host: ai.MetadataHost) -> None:
    """Answers of the metadata service of model hosts travel one hop, and two only where the host runs containers.

    Why: each further hop lets something behind the host have them: a container that runs generated code, or a proxy
    that a prompt steers. They hold the credentials of the host's role.

    Fix: set `http_put_response_hop_limit = 1` in `metadata_options` in Terraform, `HttpPutResponseHopLimit: 1` in
    `MetadataOptions` in CloudFormation; 2 on machines of clusters and where the start script runs containers.

    ```hcl
    resource "aws_instance" "model" {
      ami                         = var.image
      instance_type               = "g5.xlarge"
      subnet_id                   = aws_subnet.private.id
      associate_public_ip_address = false
      metadata_options {
        http_tokens                 = "required"
        http_put_response_hop_limit = 1
      }
    }
    ```

    ```yaml
    Model:
      Type: AWS::EC2::Instance
      Properties:
        ImageId: !Ref Image
        InstanceType: g5.xlarge
        NetworkInterfaces:
          - DeviceIndex: "0"
            SubnetId: !Ref PrivateSubnet
            AssociatePublicIpAddress: false
        MetadataOptions:
          HttpTokens: required
          HttpPutResponseHopLimit: 1
    ```
    """
    assert host.keeps_metadata_near
