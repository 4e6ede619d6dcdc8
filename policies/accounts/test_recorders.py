"""The history of settings that AWS Config keeps."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.aws import config


@marks.severity("medium")
@marks.soc2("CC3.2", "CC6.1", "CC7.1", "CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("CM-8", "PM-5", "RA-2", "AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(prowler="config_recorder_all_regions_enabled", security_hub="Config.1")
def test_region_keeps_the_history_of_settings(region: ai.RecordedRegion) -> None:
    """A recorder of AWS Config runs in every region that is looked into.

    Why: after an incident the first question is what was changed, when and by whom. Without a recorder nobody can say
    how a guardrail or a bucket policy looked a week ago.

    Fix: switch AWS Config on in the region, with a recorder and a delivery channel.
    """
    assert region.keeps_history


@marks.severity("medium")
@marks.soc2("CC3.2", "CC6.1", "CC7.1", "CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("CM-8", "PM-5", "RA-2", "AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(checkov="CKV2_AWS_45")
def test_config_recorder_is_running(recorder: config.ConfigurationRecorder) -> None:
    """A recorder of AWS Config is switched on.

    Why: a recorder that is declared but stopped keeps no history, and looks as if it did.

    Fix: declare `aws_config_configuration_recorder_status` with `is_enabled = true` beside it in Terraform; in
    CloudFormation a recorder runs once there is a delivery channel.

    ```hcl
    resource "aws_config_configuration_recorder" "all" {
      role_arn = aws_iam_role.config.arn
    }
    resource "aws_config_configuration_recorder_status" "all" {
      name       = aws_config_configuration_recorder.all.name
      is_enabled = true
    }
    ```

    ```yaml
    Recorder:
      Type: AWS::Config::ConfigurationRecorder
      Properties:
        RoleARN: !GetAtt Role.Arn
    ```
    """
    assert recorder.recording


@marks.severity("medium")
@marks.soc2("CC3.2", "CC6.1", "CC7.1", "CC7.2", "CC7.3")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)")
@marks.nist_800_53("CM-8", "PM-5", "RA-2", "AU-2", "AU-3", "AU-6", "AU-12")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
@marks.equivalent(checkov="CKV2_AWS_48")
def test_config_recorder_records_the_ai_estate(recorder: ai.Recorder) -> None:
    """A recorder of AWS Config records the types that AI estates are made of.

    Why: a change to a guardrail, a knowledge base or a bucket of training data that is not recorded cannot be traced or
    undone.

    Fix: set `all_supported = true` in `recording_group` in Terraform, `AllSupported: true` in `RecordingGroup` in
    CloudFormation, or name the types of Bedrock, SageMaker, OpenSearch Serverless and S3.

    ```hcl
    resource "aws_config_configuration_recorder" "all" {
      role_arn = aws_iam_role.config.arn
      recording_group {
        all_supported                 = true
        include_global_resource_types = true
      }
    }
    ```

    ```yaml
    Recorder:
      Type: AWS::Config::ConfigurationRecorder
      Properties:
        RoleARN: !GetAtt Role.Arn
        RecordingGroup: {AllSupported: true, IncludeGlobalResourceTypes: true}
    ```
    """
    assert recorder.missing_types == []
