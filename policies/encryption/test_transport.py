"""Encryption on the way, and on the disks of model hosts."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("high")
@marks.soc2("CC6.7")
@marks.hipaa("164.312(e)(1)", "164.312(e)(2)(ii)")
@marks.nist_800_53("SC-8", "SC-8(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.cis_aws("3.1.1")
@marks.equivalent(
    prowler="s3_bucket_secure_transport_policy", security_hub="S3.5", config="s3-bucket-ssl-requests-only"
)
def test_ai_bucket_refuses_plain_http(bucket: ai.Bucket) -> None:
    """The policy of an AI bucket denies what does not come over TLS.

    Why: S3 answers plain HTTP too. Training data that is read that way can be read and changed on the way.

    Fix: add a statement with `Effect = "Deny"`, `Principal = "*"`, `Action = "s3:*"` and the condition
    `aws:SecureTransport` = `false` to an `aws_s3_bucket_policy` in Terraform, an `AWS::S3::BucketPolicy` in
    CloudFormation.

    ```hcl
    resource "aws_s3_bucket_policy" "training" {
      bucket = aws_s3_bucket.training.id
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Effect    = "Deny"
          Principal = "*"
          Action    = "s3:*"
          Resource  = [aws_s3_bucket.training.arn, "${aws_s3_bucket.training.arn}/*"]
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        }]
      })
    }
    ```

    ```yaml
    TrainingPolicy:
      Type: AWS::S3::BucketPolicy
      Properties:
        Bucket: !Ref Training
        PolicyDocument:
          Version: "2012-10-17"
          Statement:
            - Effect: Deny
              Principal: "*"
              Action: s3:*
              Resource: [!GetAtt Training.Arn, !Sub "${Training.Arn}/*"]
              Condition: {Bool: {aws:SecureTransport: "false"}}
    ```
    """
    assert bucket.refuses_plain_http


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.iso_42001("A.4.3")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0035", "AML.M0005", "AML.M0012", "AML.T0048.004")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(
    checkov=("CKV_AWS_3", "CKV_AWS_8"),
    prowler="ec2_ebs_volume_encryption",
    trivy="AWS-0131",
    security_hub="EC2.3",
    config="encrypted-volumes",
)
def test_model_host_volumes_are_encrypted(host: ai.ModelHost) -> None:
    """The disks of machines that run models are encrypted.

    Why: weights and caches of training data lie on them. A snapshot of a plain disk can be shared and mounted
    anywhere.

    Fix: set `encrypted = true` in `root_block_device` and `ebs_block_device` in Terraform, `Encrypted: true`
    under `Ebs` in CloudFormation. What is not stated is up to the default of the account.

    ```hcl
    resource "aws_instance" "inference" {
      ami           = "ami-0123456789abcdef0"
      instance_type = "g5.xlarge"
      root_block_device {
        encrypted = true
      }
    }
    ```

    ```yaml
    Inference:
      Type: AWS::EC2::Instance
      Properties:
        InstanceType: g5.xlarge
        BlockDeviceMappings:
          - DeviceName: /dev/xvda
            Ebs: {Encrypted: true}
    ```
    """
    for disk in host.disks:
        assert disk.encrypted
