"""What Inspector found in the images that models run from."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1", "CC9.2", "CC8.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("RA-5", "SI-2", "SI-3", "SR-3", "SR-4", "SR-11", "SI-7")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas("AML.T0010", "AML.T0011", "AML.T0058", "AML.M0013", "AML.M0014", "AML.M0016")
@marks.aws_genai_lens("GENSEC06-BP01")
@marks.equivalent(prowler="ecr_repositories_scan_vulnerabilities_in_latest_image")
def test_model_image_has_no_old_critical_finding(repository: ai.ScannedRepository, settings: Settings) -> None:
    """No critical finding of Inspector about an image that models run from is older than `finding_days`.

    Why: images of models are made once, from a great many packages, and run for months. What was found in one
    of them since is found by others too.

    Fix: build the image anew from a base that was mended, and let the model, task or runtime use it. How many
    days that may take is `finding_days` in `[tool.aisec.settings]`.
    """
    assert repository.critical_findings_older_than(settings.finding_days) == []
