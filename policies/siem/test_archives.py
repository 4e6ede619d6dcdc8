"""Where records lie, and who is told of unusual use of models."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.1", "CC7.2")
@marks.hipaa("164.312(b)", "164.312(c)(1)")
@marks.nist_800_53("AU-9", "AU-11")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_trail_writes_to_another_account(trail: ai.KeptTrail) -> None:
    """A trail writes to a bucket of another account.

    Why: whoever becomes administrator of the account can delete what is in it, with the record of how they did.

    Fix: write to a bucket of an account that is for logs only: `s3_bucket_name` of the `aws_cloudtrail` in
    Terraform, `S3BucketName` in CloudFormation. Accounts are judged, since files do not say whose a bucket is.
    """
    assert trail.writes_to_another_account


@marks.severity("medium")
@marks.soc2("CC7.2", "PI1.3", "PI1.4", "CC6.8", "CC7.1")
@marks.hipaa("164.308(a)(8)", "164.312(b)", "164.308(a)(1)(ii)(D)", "164.308(a)(6)(ii)")
@marks.nist_800_53("CA-7", "SI-4", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.owasp_llm("LLM10:2025")
@marks.mitre_atlas("AML.T0029", "AML.T0034", "AML.M0004", "AML.M0024")
@marks.aws_genai_lens("GENSEC01-BP01", "GENSEC03-BP01")
def test_use_of_models_in_a_region_is_metered(region: ai.MeteredRegion) -> None:
    """In every region in which there is something of Bedrock, an alarm that acts stands on its use.

    Why: stolen credentials and loops of agents show in the number of requests and tokens within minutes, and on
    the bill after a month.

    Fix: add an `aws_cloudwatch_metric_alarm` in the namespace `AWS/Bedrock`, or `AWS/Bedrock/Guardrails`, with
    `alarm_actions` in Terraform, an `AWS::CloudWatch::Alarm` in CloudFormation.
    """
    assert region.has_an_alarm_on_use
