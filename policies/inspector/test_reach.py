"""Whether Inspector sees what it is meant to see, and whether what is exploited is mended."""

from __future__ import annotations

import pytest

from pytest_aisec import ai, marks
from pytest_aisec.aws import inspector2
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("RA-5", "SI-2", "SI-3")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
def test_inspector_looks_into_instances_without_agents(region: ai.ScannedRegion) -> None:
    """Inspector looks into instances from which no agent reports, in every region in which it scans instances.

    Why: images for models often come without the agent of Systems Manager. Scanned by agents only, such a host
    has no findings, and looks clean.

    Fix: set the scan mode of instances to hybrid in the console or by `UpdateConfiguration` (`EC2_HYBRID`);
    files cannot.
    """
    enablers = [enabler for enabler in region.enablers if enabler.scans("EC2")]
    if not enablers:
        pytest.skip("Inspector does not scan instances")
    assert all(enabler.looks_without_agents for enabler in enablers)


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("RA-5", "SI-2", "SI-3")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP01")
@marks.equivalent(prowler="inspector2_coverage_scan_status_active")
def test_inspector_looks_at_what_it_covers(coverage: inspector2.Coverage) -> None:
    """Inspector scans everything that it knows of and that runs.

    Why: an instance whose agent is lost, or an image that is too old, stays on the list and is scanned no more:
    no new flaw in it is found.

    Fix: look at the reason under Account management, or in `ListCoverage`: mostly the agent of Systems Manager,
    its role, or the age of the image.
    """
    assert coverage.is_looked_at


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("RA-5", "SI-2", "SI-3")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.4.5", "A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas(
    "AML.T0049", "AML.M0005", "AML.T0010", "AML.T0011", "AML.T0058", "AML.M0013", "AML.M0014", "AML.M0016"
)
@marks.aws_genai_lens("GENSEC01-BP01", "GENSEC06-BP01")
def test_inspector_finding_that_will_be_exploited_is_dealt_with(
    finding: inspector2.Finding, settings: Settings
) -> None:
    """No active finding of Inspector that is likely to be exploited is older than `finding_days`.

    Why: a flaw of middling severity for which attacks are on sale is worse than a grave one that nobody can
    use. EPSS says how likely an attack is within the month.

    Fix: update what the finding names. What counts as likely is `inspector_epss` in `[tool.aisec.settings]`,
    the time to do it `finding_days`.
    """
    overdue = finding.days_open is None or finding.days_open > settings.finding_days
    assert not (overdue and finding.exploit_prediction >= settings.inspector_epss)


@marks.severity("high")
@marks.soc2("CC6.8", "CC7.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("RA-5", "SI-2", "SI-3")
@marks.nist_ai_rmf("GOVERN 6.1", "MAP 4.1", "MANAGE 3.1")
@marks.iso_42001("A.4.5", "A.10.3")
@marks.owasp_llm("LLM03:2025")
@marks.mitre_atlas(
    "AML.T0049", "AML.M0005", "AML.T0010", "AML.T0011", "AML.T0058", "AML.M0013", "AML.M0014", "AML.M0016"
)
@marks.aws_genai_lens("GENSEC01-BP01", "GENSEC06-BP01")
@marks.equivalent(
    prowler=(
        "inspector2_active_findings_kev_within_due_date",
        "inspector2_active_findings_no_known_exploited_vulnerabilities",
    )
)
def test_inspector_finding_that_is_exploited_is_mended_in_time(finding: inspector2.ExploitableFinding) -> None:
    """No active finding of Inspector is past the day by which the CISA wants it mended.

    Why: the list of known exploited vulnerabilities names flaws with which somebody was attacked already, and a
    day by which each is to be gone. After that day it is only a matter of who is found first.

    Fix: update what the finding names. The findings for which Inspector knows attacks are looked up, with one call
    for ten of them (`BatchGetFindingDetails`).
    """
    assert finding.days_overdue == 0
