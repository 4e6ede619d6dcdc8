"""Who hears of what Macie finds, and how long it is known."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks
from pytest_aisec.aws import macie2
from pytest_aisec.settings import Settings


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)", "164.308(a)(6)(ii)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12", "IR-4", "IR-5", "IR-6", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_macie_tells_security_hub(region: ai.ClassifiedRegion) -> None:
    """Macie tells Security Hub what it found in buckets, in every region in which it is on.

    Why: unless it is told to, Macie sends Security Hub what it thinks of the policies of buckets, but not that
    there are passports in the training data.

    Fix: switch on the publication of sensitive data findings in the console or by
    `PutFindingsPublicationConfiguration`; files cannot.
    """
    sessions = [session for session in region.sessions if session.enabled]
    if not sessions:
        pytest.skip("Macie is not on")
    assert all(session.tells_security_hub for session in sessions)


@marks.severity("medium")
@marks.soc2("CC7.2", "CC7.3", "CC7.4")
@marks.hipaa("164.308(a)(1)(ii)(D)", "164.312(b)", "164.308(a)(6)(ii)")
@marks.nist_800_53("AU-2", "AU-3", "AU-6", "AU-12", "IR-4", "IR-5", "IR-6", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.6", "A.6.2.8")
@marks.mitre_atlas("AML.M0024")
@marks.aws_genai_lens("GENSEC03-BP01")
def test_macie_keeps_its_results(session: macie2.Session) -> None:
    """Macie keeps the results of its jobs in a bucket.

    Why: results are gone after ninety days, with the proof of what was looked into before a model was trained.

    Fix: add an `aws_macie2_classification_export_configuration` with a bucket and a key in Terraform;
    CloudFormation has no type for it.

    ```hcl
    resource "aws_macie2_account" "this" {}
    resource "aws_macie2_classification_export_configuration" "this" {
      s3_destination {
        bucket_name = aws_s3_bucket.results.id
        kms_key_arn = aws_kms_key.results.arn
      }
    }
    ```
    """
    assert session.keeps_its_results


@marks.severity("high")
@marks.soc2("CC6.1", "C1.1", "CC7.3", "CC7.4")
@marks.hipaa("164.312(a)(1)", "164.308(a)(6)(ii)")
@marks.nist_800_53("RA-2", "SI-12", "PT-7", "IR-4", "IR-5", "IR-6", "SI-4(5)")
@marks.nist_ai_rmf("MEASURE 2.10", "GOVERN 6.1")
@marks.iso_42001("A.7.2", "A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0057", "AML.T0085", "AML.M0012", "AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC02-BP01", "GENSEC01-BP01")
def test_macie_finding_about_an_ai_bucket_is_dealt_with_in_time(bucket: ai.SensitiveBucket, settings: Settings) -> None:
    """High findings of Macie about an AI bucket are archived within the days that the setting `finding_days` allows.

    Why: what was found are names, health and passwords in what a model learns from or looks up. Each day that
    it stays there, it gets into more answers.

    Fix: take the data out, close the bucket, and archive the finding. How many days that may take is
    `finding_days` in `[tool.aisec.settings]`.
    """
    assert bucket.overdue_findings(settings.finding_days) == []
