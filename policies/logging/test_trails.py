"""The record of who called which API."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.aws import cloudtrail


@marks.severity("critical")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.cis_aws("4.1")
@marks.equivalent(
    checkov="CKV_AWS_67",
    prowler=("cloudtrail_multi_region_enabled", "cloudtrail_multi_region_enabled_logging_management_events"),
    trivy="AWS-0014",
    kics=("8173d5eb", "4bb76f17"),
    security_hub="CloudTrail.1",
    config="cloud-trail-enabled",
)
def test_management_events_are_recorded_in_every_region(trail: cloudtrail.Trail) -> None:
    """A trail that is on records management events of every region and service, those that read and those that write.

    Why: whoever steals credentials uses the region that nobody looks at. Without a trail of all regions, a model
    that was copied there leaves no trace; without calls of AWS KMS, nor does the deletion of its key.

    Fix: set `is_multi_region_trail = true` in Terraform, `IsMultiRegionTrail: true` in CloudFormation, leave
    management events in for reads and writes, and exclude no service (`exclude_management_event_sources`,
    `ExcludeManagementEventSources`). One such trail is enough.

    ```hcl
    resource "aws_cloudtrail" "account" {
      name                       = "account"
      s3_bucket_name             = aws_s3_bucket.trail.id
      is_multi_region_trail      = true
      enable_log_file_validation = true
      kms_key_id                 = aws_kms_key.trail.arn
    }
    resource "aws_kms_key" "trail" {
      enable_key_rotation = true
    }
    ```

    ```yaml
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        S3BucketName: !Ref TrailBucket
        IsLogging: true
        IsMultiRegionTrail: true
        EnableLogFileValidation: true
        KMSKeyId: !GetAtt TrailKey.Arn
    TrailKey:
      Type: AWS::KMS::Key
      Properties:
        EnableKeyRotation: true
    ```
    """
    assert cloudtrail.record_every_call(trail.beside)


@marks.severity("critical")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.cis_aws("4.1")
@marks.equivalent(prowler="cloudtrail_multi_region_enabled", security_hub="CloudTrail.1")
def test_account_has_a_trail_of_every_region(account: ai.RecordedAccount) -> None:
    """An account has a trail that is on and records management events of every region.

    Why: an account without a trail keeps ninety days of events, in each region apart, and nobody is told when
    they are gone. A trail of the organization counts.

    Fix: create a trail for all regions, best of the organization: `is_organization_trail` in Terraform,
    `IsOrganizationTrail` in CloudFormation.
    """
    assert cloudtrail.record_every_call(account.trails)


@marks.severity("high")
@marks.soc2("CC6.1", "CC7.2")
@marks.hipaa("164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.cis_aws("4.2")
@marks.equivalent(
    checkov="CKV_AWS_36",
    prowler="cloudtrail_log_file_validation_enabled",
    trivy="AWS-0016",
    security_hub="CloudTrail.4",
    config="cloud-trail-log-file-validation-enabled",
)
def test_trail_validates_its_log_files(trail: cloudtrail.Trail) -> None:
    """A trail writes digests by which changed or deleted log files are found.

    Why: an intruder who can write to the bucket would otherwise edit what the trail says of them, and nobody
    could tell.

    Fix: set `enable_log_file_validation = true` in Terraform, `EnableLogFileValidation: true` in CloudFormation.

    ```hcl
    resource "aws_cloudtrail" "account" {
      name                       = "account"
      s3_bucket_name             = aws_s3_bucket.trail.id
      is_multi_region_trail      = true
      enable_log_file_validation = true
      kms_key_id                 = aws_kms_key.trail.arn
    }
    resource "aws_kms_key" "trail" {
      enable_key_rotation = true
    }
    ```

    ```yaml
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        S3BucketName: !Ref TrailBucket
        IsLogging: true
        IsMultiRegionTrail: true
        EnableLogFileValidation: true
        KMSKeyId: !GetAtt TrailKey.Arn
    TrailKey:
      Type: AWS::KMS::Key
      Properties:
        EnableKeyRotation: true
    ```
    """
    assert trail.log_file_validation


@marks.severity("high")
@marks.soc2("CC6.1", "CC7.2")
@marks.hipaa("164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.cis_aws("4.5")
@marks.equivalent(
    checkov="CKV_AWS_35", prowler="cloudtrail_kms_encryption_enabled", trivy="AWS-0015", security_hub="CloudTrail.2"
)
def test_trail_is_encrypted_with_a_customer_managed_key(trail: cloudtrail.Trail) -> None:
    """The log files of a trail are encrypted with a key that the account manages.

    Why: who may read the record of every call is then decided by the policy of a key, not only by that of a
    bucket, and each reading is recorded itself.

    Fix: name an `aws_kms_key` in `kms_key_id` in Terraform, in `KMSKeyId` in CloudFormation.

    ```hcl
    resource "aws_cloudtrail" "account" {
      name                       = "account"
      s3_bucket_name             = aws_s3_bucket.trail.id
      is_multi_region_trail      = true
      enable_log_file_validation = true
      kms_key_id                 = aws_kms_key.trail.arn
    }
    resource "aws_kms_key" "trail" {
      enable_key_rotation = true
    }
    ```

    ```yaml
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        S3BucketName: !Ref TrailBucket
        IsLogging: true
        IsMultiRegionTrail: true
        EnableLogFileValidation: true
        KMSKeyId: !GetAtt TrailKey.Arn
    TrailKey:
      Type: AWS::KMS::Key
      Properties:
        EnableKeyRotation: true
    ```
    """
    assert trail.kms_key is not None and trail.kms_key.customer_managed_for_a_service


@marks.severity("high")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.7.3", "A.7.4", "A.7.5", "A.7.6", "A.6.2.6", "A.6.2.8")
@marks.owasp_llm("LLM04:2025")
@marks.mitre_atlas("AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025", "AML.M0024")
@marks.aws_genai_lens("GENSEC06-BP01", "GENSEC03-BP01")
@marks.cis_aws("4.8", "4.9")
@marks.equivalent(
    prowler=("cloudtrail_s3_dataevents_read_enabled", "cloudtrail_s3_dataevents_write_enabled"),
    trivy=("AWS-0171", "AWS-0172"),
    security_hub=("S3.22", "S3.23"),
    config="cloudtrail-s3-dataevents-enabled",
)
def test_use_of_ai_buckets_is_recorded(bucket: ai.RecordedBucket) -> None:
    """A trail, or a lake, records who reads and who writes the objects of every AI bucket.

    Why: poisoned training data and stolen weights are ordinary reads and writes of objects, which no trail
    records unless it is told to.

    Fix: add an `event_selector` with a `data_resource` of the type `AWS::S3::Object`, or an advanced selector,
    to a trail, or to an event data store, in Terraform, the same under `EventSelectors` in CloudFormation.
    Files that declare neither are not judged.

    ```hcl
    resource "aws_cloudtrail" "account" {
      name           = "account"
      s3_bucket_name = aws_s3_bucket.trail.id
      event_selector {
        read_write_type           = "All"
        include_management_events = true
        data_resource {
          type   = "AWS::S3::Object"
          values = ["${aws_s3_bucket.training.arn}/"]
        }
      }
    }
    ```

    ```yaml
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        S3BucketName: !Ref TrailBucket
        IsLogging: true
        EventSelectors:
          - ReadWriteType: All
            IncludeManagementEvents: true
            DataResources:
              - Type: AWS::S3::Object
                Values:
                  - !Sub ${Training.Arn}/
    ```
    """
    assert bucket.use_is_recorded
