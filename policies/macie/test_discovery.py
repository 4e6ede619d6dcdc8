"""Whether somebody looks for sensitive data."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks
from pytest_aisec.aws import macie2


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(1)")
@marks.nist_800_53("SI-12", "RA-2", "PT-7")
@marks.nist_ai_rmf("MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC02-BP01")
@marks.equivalent(prowler="macie_is_enabled", security_hub="Macie.1", config="macie-status-check")
def test_macie_is_not_paused(session: macie2.Session) -> None:
    """Macie, where it is set up, is on.

    Why: paused, it looks into no bucket, and what somebody puts into the training data from then on is not
    noticed.

    Fix: set `status = "ENABLED"` in `aws_macie2_account` in Terraform, `Status: ENABLED` in CloudFormation.

    ```hcl
    resource "aws_macie2_account" "this" {
      status = "ENABLED"
    }
    ```

    ```yaml
    Macie:
      Type: AWS::Macie::Session
      Properties:
        Status: ENABLED
    ```
    """
    assert session.enabled


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(1)")
@marks.nist_800_53("SI-12", "RA-2", "PT-7")
@marks.nist_ai_rmf("MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC02-BP01")
@marks.equivalent(prowler="macie_is_enabled", security_hub="Macie.1", config="macie-status-check")
def test_region_has_macie(region: ai.ClassifiedRegion) -> None:
    """Macie is on in every region of an account that is read.

    Why: personal data that gets into training data comes out of the model again, and cannot be taken back out of
    it.

    Fix: create an `aws_macie2_account` in each region in Terraform, an `AWS::Macie::Session` in CloudFormation.
    """
    assert any(session.enabled for session in region.sessions)


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(1)")
@marks.nist_800_53("SI-12", "RA-2", "PT-7")
@marks.nist_ai_rmf("MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC02-BP01")
@marks.cis_aws("3.1.3")
@marks.equivalent(
    prowler="macie_automated_sensitive_data_discovery_enabled",
    security_hub="Macie.2",
    config="macie-auto-sensitive-data-discovery-check",
)
def test_macie_samples_every_bucket_by_itself(region: ai.ClassifiedRegion) -> None:
    """Macie discovers sensitive data by itself in every region in which it is on.

    Why: jobs look where somebody expects something. Shadow training data lies where nobody does.

    Fix: switch on automated sensitive data discovery in the console or by
    `UpdateAutomatedDiscoveryConfiguration`; files cannot.
    """
    sessions = [session for session in region.sessions if session.enabled]
    if not sessions:
        pytest.skip("Macie is not on")
    assert any(session.discovers_by_itself for session in sessions)


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(1)")
@marks.nist_800_53("SI-12", "RA-2", "PT-7")
@marks.nist_ai_rmf("MEASURE 2.10", "MEASURE 2.7")
@marks.iso_42001("A.7.2", "A.7.3", "A.7.4", "A.7.5", "A.7.6")
@marks.owasp_llm("LLM02:2025", "LLM04:2025")
@marks.mitre_atlas("AML.T0057", "AML.T0085", "AML.M0012", "AML.T0020", "AML.T0059", "AML.T0070", "AML.M0025")
@marks.aws_genai_lens("GENSEC02-BP01", "GENSEC06-BP01")
@marks.cis_aws("3.1.3")
def test_macie_job_looks_into_ai_buckets(bucket: ai.ClassifiedBucket) -> None:
    """A scheduled Macie job over all objects looks into every AI bucket.

    Why: a job that ran once, over a sample, or past some of the objects says nothing of the others, and retrieval
    hands out what it finds word for word.

    Fix: name the bucket in `bucket_definitions` of an `aws_macie2_classification_job` with `job_type =
    "SCHEDULED"`, `initial_run = true` and without `scoping` in Terraform, or take it by its name in
    `bucket_criteria`; CloudFormation has no type for it. Files that declare no job are not judged.

    ```hcl
    resource "aws_macie2_classification_job" "training" {
      job_type    = "SCHEDULED"
      name        = "training"
      initial_run = true
      schedule_frequency {
        daily_schedule = true
      }
      s3_job_definition {
        bucket_definitions {
          account_id = "123456789012"
          buckets    = [aws_s3_bucket.training.id]
        }
      }
    }
    ```
    """
    assert bucket.is_classified
