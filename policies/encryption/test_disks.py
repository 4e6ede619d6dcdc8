"""The keys of the disks of model hosts."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(checkov="CKV_AWS_189", trivy="AWS-0027")
def test_model_host_volumes_have_a_customer_managed_key(host: ai.ModelHost) -> None:
    """The disks of machines that run models are encrypted with a key that the account manages.

    Why: with AWS's own key whoever may start a machine from a snapshot of the disk reads the weights on it. A key of
    one's own can be refused to them, and shut for all disks at once.

    Fix: name the key in `kms_key_id` beside `encrypted` in Terraform, in `KmsKeyId` in CloudFormation; or make it the
    account's default with `aws_ebs_default_kms_key`.

    ```hcl
    resource "aws_kms_key" "ai" {}
    resource "aws_launch_template" "inference" {
      instance_type = "g5.xlarge"
      block_device_mappings {
        device_name = "/dev/xvda"
        ebs {
          encrypted  = true
          kms_key_id = aws_kms_key.ai.arn
        }
      }
    }
    ```

    ```yaml
    Key:
      Type: AWS::KMS::Key
    Inference:
      Type: AWS::EC2::LaunchTemplate
      Properties:
        LaunchTemplateData:
          InstanceType: g5.xlarge
          BlockDeviceMappings:
            - DeviceName: /dev/xvda
              Ebs: {Encrypted: true, KmsKeyId: !GetAtt Key.Arn}
    ```
    """
    for key in host.disk_keys:
        assert key is not None and key.customer_managed


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_snapshot_of_a_model_host_volume_is_encrypted(snapshot: ai.HostSnapshot) -> None:
    """Snapshots of the disks of machines that run models are encrypted.

    Why: a plain snapshot keeps the weights after the disk was replaced by an encrypted one, and can be shared with
    whomever.

    Fix: make an encrypted copy of the snapshot, and delete the plain one.
    """
    assert snapshot.encrypted
