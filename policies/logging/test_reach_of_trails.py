"""How far the record of API calls reaches, and who can stand watch on it."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.aws import cloudtrail


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(
    checkov="CKV2_AWS_10",
    prowler="cloudtrail_cloudwatch_logging_enabled",
    trivy="AWS-0162",
    security_hub="CloudTrail.5",
)
def test_trail_can_be_watched(trail: cloudtrail.Trail) -> None:
    """A trail writes to a log group, or a lake takes in the same calls.

    Why: files in a bucket are read after the fact. Metric filters, alarms and queries need the calls as they
    happen.

    Fix: set `cloud_watch_logs_group_arn` and `cloud_watch_logs_role_arn` in Terraform,
    `CloudWatchLogsLogGroupArn` and `CloudWatchLogsRoleArn` in CloudFormation, or add an event data store.

    ```hcl
    resource "aws_cloudtrail" "all" {
      name                       = "all"
      s3_bucket_name             = "trail"
      cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
      cloud_watch_logs_role_arn  = aws_iam_role.trail.arn
    }
    resource "aws_cloudwatch_log_group" "trail" {
      name = "trail"
    }
    ```

    ```yaml
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        IsLogging: true
        S3BucketName: trail
        CloudWatchLogsLogGroupArn: !GetAtt Group.Arn
        CloudWatchLogsRoleArn: !GetAtt Role.Arn
    Group:
      Type: AWS::Logs::LogGroup
    ```
    """
    assert trail.can_be_watched


@marks.severity("critical")
@marks.soc2("CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_organization_has_a_trail_of_every_account(organization: ai.RecordedOrganization) -> None:
    """An organization has a trail of its own that records management events of every account and region.

    Why: a trail of an account is switched off by whoever becomes its administrator, and an account that was
    made yesterday has none. The trail of the organization is neither.

    Fix: set `is_organization_trail = true` on a trail of every region in Terraform, `IsOrganizationTrail: true`
    in CloudFormation, in the management account or that of the delegated administrator. Files that declare no
    trail are not judged.

    ```hcl
    resource "aws_organizations_organization" "this" {
      aws_service_access_principals = ["cloudtrail.amazonaws.com"]
    }
    resource "aws_cloudtrail" "all" {
      name                  = "all"
      s3_bucket_name        = "trail"
      is_multi_region_trail = true
      is_organization_trail = true
    }
    ```

    ```yaml
    Organization:
      Type: AWS::Organizations::Organization
    Trail:
      Type: AWS::CloudTrail::Trail
      Properties:
        IsLogging: true
        S3BucketName: trail
        IsMultiRegionTrail: true
        IsOrganizationTrail: true
    ```
    """
    assert organization.has_a_trail_of_every_account
