"""Which buckets Macie passes over."""

from __future__ import annotations

from pytest_aisec import ai, marks


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(1)")
@marks.nist_800_53("RA-2", "SI-12", "PT-7")
@marks.nist_ai_rmf("MEASURE 2.10")
@marks.iso_42001("A.7.2")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0057", "AML.T0085", "AML.M0012")
@marks.aws_genai_lens("GENSEC02-BP01")
def test_ai_bucket_is_not_passed_over_by_macie(bucket: ai.SensitiveBucket) -> None:
    """No AI bucket is on the list of those that Macie passes over.

    Why: a bucket is put on the list when it makes Macie dear, and the largest are those that models are trained
    from.

    Fix: take the bucket off the list of excluded buckets under automated sensitive data discovery, in the
    console or by `UpdateClassificationScope`; files cannot.
    """
    assert not bucket.is_left_out
